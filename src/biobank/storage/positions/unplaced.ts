import { sql } from 'kysely';
import { recordAccess } from '../../../trust/audit/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps, MaterialName, SpecimenState } from '../../specimens/index.ts';
import { bankFor } from '../containers/show.ts';

/** A specimen in the house that stands nowhere. */
export interface Unplaced {
  specimen: string;
  barcode: string;
  type: MaterialName;
  container: string | null;
  state: SpecimenState;
  since: Date;
}

/** Specimens that are in the house and have no position, the latest first; those that are picked are on their way out. */
export async function listUnplaced(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, limit = 200 }: { biobank?: string | undefined; limit?: number | undefined } = {},
): Promise<{ items: Unplaced[]; more: boolean }> {
  const { db, bank } = await bankFor(deps, scope, biobank);
  const { rows } =
    await sql<Unplaced>`select p.id as specimen, p.barcode, p.type, p.container, p.state, p.changed_at as since
    from biobank.specimens p where p.biobank_no = ${bank.biobankNo} and p.state in ('held', 'available', 'reserved')
      and not exists (select from biobank.stays s where s.specimen_no = p.specimen_no and s.until is null)
    order by p.specimen_no desc limit ${limit + 1}`.execute(db);
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.unplaced', object: bank.id }, deps.clock);
  return { items: rows.slice(0, limit), more: rows.length > limit };
}
