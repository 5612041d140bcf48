import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { reaches, readAs, type Scope } from '../../../trust/scope/index.ts';
import { errors } from '../errors.ts';

/** Refuses a submission whose data set the scope does not reach, as if there were none. @throws Problem IDUN_SUBMISSION_NOT_FOUND */
export async function requireReached(db: Db, scope: Scope, id: string): Promise<void> {
  const { rows } = await sql`select from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.id = ${id} and ${reaches(scope, sql`null`, sql`d.id`)}`.execute(readAs(db, scope, 'metadata'));
  if (rows.length > 0) return;
  throw new Problem(errors.submissionNotFound, `There is no submission ${id.slice(0, 60)}.`, {
    action: 'List them with `idun submissions list`.',
  });
}
