import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { readCaseById, viewerFor } from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import type { PermitDetail } from './model.ts';
import { notCovered, requirePermit } from './require-permit.ts';
import { openStates } from './status.ts';
import { readPermit } from './store.ts';

/** What a biobank is about to promise: so many of a collection and material, and so many promised before. */
interface TubesAsked {
  collection: string | null;
  type: string;
  count: number;
  already: number;
}

/** What biobanks ask before they promise tubes under a permit. */
export const permitsForTubes = {
  /**
   * The permit's project, and whether genes are read in it, when it holds now and gives all that is asked.
   * @throws Problem IDUN_PERMIT_NOT_ACTIVE, IDUN_PERMIT_NOT_COVERED, IDUN_CASE_NOT_FOUND
   */
  async require(
    db: Db,
    { permit, at, tubes }: { permit: string; at: Date; tubes: readonly TubesAsked[] },
  ): Promise<{ project: string; genetic: boolean }> {
    const { content, project } = await requirePermit(db, { permit, at });
    for (const { collection, type, count, already } of tubes) {
      const resource = content.data.find(({ kind, ref }) => kind === 'collection' && ref === collection)?.id;
      if (resource === undefined) throw notCovered('The tubes are of a collection that is not in the permit.');
      await requirePermit(db, { permit, at, specimens: { resource, material: type, count }, already });
    }
    return { project: project ?? '', genetic: content.genetic };
  },
};

/** Permits that hold now and give tubes of the asker's body; of every body to the coordinating centre. */
export async function permitsWithTubes({ database, clock }: PermitDeps, scope: Scope): Promise<PermitDetail[]> {
  const db = database.app;
  const viewer = await viewerFor(db, scope, 'access.permits.read', clock);
  const at = clock.now();
  const { rows } = await sql<{ id: string }>`select c.id from access.permits p join access.cases c using (case_no)
    join access.permit_versions v using (case_no, version)
    where c.state = any(${[...openStates]}::text[]) and p.valid_from <= ${at} and p.valid_to > ${at}
      and exists (select 1 from jsonb_array_elements(v.content -> 'specimens') s join access.bodies b
        on b.body_no = (s ->> 'bodyNo')::int where ${viewer.part === 'centre'} or b.organisation_no = ${viewer.organisationNo})
    order by c.case_no desc limit 500`.execute(db);
  const found: PermitDetail[] = [];
  for (const { id } of rows) found.push(await readPermit(db, await readCaseById(db, id)));
  return found;
}
