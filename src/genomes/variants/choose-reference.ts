import { sql } from 'kysely';

import { bindDb, type Db, everyone } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/**
 * Names of the references that a question may mean, the likeliest first: the named one; else those of the named dataset;
 * else all that hold genomes, real ones before the demo nation's, sequences before mere headers, GRCh38 first.
 * @throws Problem IDUN_REFERENCE_NOT_FOUND when there is none
 */
export async function candidateReferences(
  db: Db,
  asked: { reference?: string | undefined; dataset?: string | undefined },
): Promise<string[]> {
  if (asked.reference !== undefined) return [asked.reference];
  const dataset = asked.dataset ?? null;
  const { rows } = await sql<{ name: string }>`
    select r.name from genomes.refs r
    left join lateral (
      select count(*) as genomes from genomes.genomes g join genomes.datasets d using (dataset_no)
      where g.reference_no = r.reference_no and g.state = 'current' and (${dataset}::text is null or d.name = ${dataset})) held on true
    where ${dataset}::text is null or held.genomes > 0
    order by held.genomes = 0, r.demo, not r.checked, r.name <> 'GRCh38', r.reference_no`.execute(
    // How many there are decides the order, and is not told.
    bindDb(db, everyone),
  );
  if (rows.length > 0) return rows.map((row) => row.name);
  if (dataset !== null) {
    throw new Problem(errors.referenceNotFound, `The dataset ${JSON.stringify(dataset)} has no genome.`, {
      action: 'List the datasets with `idun datasets list`.',
    });
  }
  throw new Problem(errors.referenceNotFound, 'There is no reference yet, and so no genome.', {
    action: 'Add genomes with `idun genomes add FILE`, or the demo nation with `idun demo load`.',
  });
}

/** Codes after which the next reference may know better. */
const elsewhere: ReadonlySet<string> = new Set([
  errors.contigNotFound.code,
  errors.idNotFound.code,
  errors.refMismatch.code,
]);

/**
 * Asks one reference after the other until an answer is `good`; else gives the first answer there was, else the first problem.
 * @param ask asks one reference
 */
export async function askReferences<T>(
  references: readonly string[],
  ask: (reference: string) => Promise<T>,
  good: (answer: T) => boolean,
): Promise<T> {
  let first: { answer: T } | undefined;
  let problem: unknown;
  for (const reference of references) {
    try {
      const answer = await ask(reference);
      if (good(answer)) return answer;
      first ??= { answer };
    } catch (error) {
      if (!(error instanceof Problem) || !elsewhere.has(error.code)) throw error;
      problem ??= error;
    }
  }
  if (first) return first.answer;
  throw problem;
}
