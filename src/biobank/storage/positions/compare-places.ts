import { sql } from 'kysely';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import type { Biobank, BiobankDeps } from '../../specimens/index.ts';

/** What following the custody of positions found. */
export interface PlaceReport {
  /** Specimens with a position. */
  placed: number;
  /** Specimens whose position is not what their events say. */
  different: string[];
  /** Containers whose count is not how many stand in them. */
  miscounted: string[];
}

/**
 * Follows the events of every specimen to where it must stand, and compares with where it stands, its rack's count and the store it
 * is booked in. One audit entry.
 */
export async function comparePlaces(deps: BiobankDeps, scope: Scope, bank: Biobank): Promise<PlaceReport> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const { rows } = await sql<{ specimen: string; placed: boolean; same: boolean }>`with last as (
      select distinct on (e.specimen_no) e.specimen_no,
        case when e.act in ('store', 'move') then e.facts->>'at' end as at,
        case when e.act in ('store', 'move') then (e.facts->>'slot')::int end as slot
      from biobank.custody_events e where e.biobank_no = ${bank.biobankNo}
        and (e.act in ('store', 'move', 'take-out') or e.to_state in ('shipped', 'delivered', 'disposed', 'lost'))
      order by e.specimen_no, e.seq desc)
    select p.id as specimen, s.specimen_no is not null as placed,
      (c.id is not distinct from l.at and s.slot is not distinct from l.slot and s.store_no is not distinct from c.store_no) as same
    from last l full join (select * from biobank.stays where until is null and biobank_no = ${bank.biobankNo}) s using (specimen_no)
      left join biobank.containers c using (container_no) join biobank.specimens p using (specimen_no)`.execute(db);
  const { rows: wrong } = await sql<{
    id: string;
  }>`select c.id from biobank.containers c where c.biobank_no = ${bank.biobankNo}
    and c.occupied <> (select count(*) from biobank.stays s where s.container_no = c.container_no and s.until is null)`.execute(
    db,
  );
  const report = {
    placed: rows.filter(({ placed }) => placed).length,
    different: rows.filter(({ same }) => !same).map(({ specimen }) => specimen),
    miscounted: wrong.map(({ id }) => id),
  };
  const detail = { placed: report.placed, different: report.different.length };
  await recordAccess(
    deps.database.app,
    scope,
    { action: 'biobank.storage.replay', object: bank.id, detail },
    deps.clock,
  );
  return report;
}
