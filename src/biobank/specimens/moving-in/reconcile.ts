import { sql } from 'kysely';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { requireBiobank } from '../banks.ts';
import type { BiobankDeps } from '../deps.ts';
import type { RackScan } from '../reception/rack-scan.ts';
import type { SpecimenState } from '../status.ts';
import { inStockStates } from '../status.ts';
import { findByCodes } from '../store.ts';

/** What a physical scan of racks and the imported inventory say of one another. */
export interface Reconciliation {
  /** Where the inventory says, and in stock. */
  right: number;
  /** There, and elsewhere by the inventory. */
  moved: { barcode: string; found: string; expected: string | null }[];
  /** There, and not in stock by its state. */
  unexpected: { barcode: string; found: string; state: SpecimenState }[];
  /** There, and unknown. */
  unknown: { code: string; found: string }[];
  unreadable: string[];
  /** In a scanned rack by the inventory, and not there. */
  missing: { barcode: string; expected: string }[];
}

const placeOf = (rack: string | undefined, position: string): string => `${rack ?? ''} ${position}`.trim();

/** Compares scanned racks with where the imported inventory says that tubes stand. Changes nothing: what to do is decided tube by tube. */
export async function reconcileScan(
  deps: BiobankDeps,
  scope: Scope,
  request: { biobank?: string | undefined; scans: readonly RackScan[] },
): Promise<Reconciliation> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.read', deps.clock);
  const bank = await requireBiobank(db, scope, request.biobank);
  const racks = [...new Set(request.scans.flatMap(({ rack }) => rack ?? []))];
  const codes = request.scans.flatMap(({ code }) => code ?? []);
  const known = await findByCodes(db, scope, codes, bank.biobankNo);
  const { rows } = await sql<{
    no: number;
    barcode: string;
    rack: string;
    position: string;
    state: SpecimenState;
  }>`select
      s.specimen_no as no, s.barcode, s.state, e.facts->'place'->>'rack' as rack, e.facts->'place'->>'position' as position
    from biobank.custody_events e join biobank.specimens s using (specimen_no)
    where e.biobank_no = ${bank.biobankNo} and e.seq = 1 and e.facts ? 'place' and (e.facts->'place'->>'rack' = any(${racks}::text[])
      or e.specimen_no = any(${[...known.values()].map(({ specimenNo }) => specimenNo)}::int[]))`.execute(db);
  const placed = new Map(rows.map((row) => [row.no, row]));
  const result: Reconciliation = { right: 0, moved: [], unexpected: [], unknown: [], unreadable: [], missing: [] };
  const seen = new Set<number>();
  for (const { rack, position, code } of request.scans) {
    const found = placeOf(rack, position);
    const specimen = code === null ? undefined : known.get(code);
    if (code === null) result.unreadable.push(found);
    else if (specimen === undefined) result.unknown.push({ code, found });
    else {
      seen.add(specimen.specimenNo);
      const place = placed.get(specimen.specimenNo);
      const expected = place === undefined ? null : placeOf(place.rack, place.position);
      const { barcode, state } = specimen;
      if (!inStockStates.includes(state)) result.unexpected.push({ barcode, found, state });
      else if (expected !== found) result.moved.push({ barcode, found, expected });
      else result.right++;
    }
  }
  result.missing = rows
    .filter(({ no, rack, state }) => !seen.has(no) && racks.includes(rack) && inStockStates.includes(state))
    .map(({ barcode, rack, position }) => ({ barcode, expected: placeOf(rack, position) }));
  const detail = {
    racks: racks.length,
    tubes: codes.length,
    missing: result.missing.length,
    unknown: result.unknown.length,
  };
  await recordAccess(deps.database.app, scope, { action: 'biobank.reconcile', object: bank.id, detail }, deps.clock);
  return result;
}
