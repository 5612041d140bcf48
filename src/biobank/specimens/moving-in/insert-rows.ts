import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { Biobank } from '../banks.ts';
import { type CustodyEvent, recordCustody } from '../custody/record-custody.ts';
import type { BiobankDeps } from '../deps.ts';
import type { BirthFacts } from '../model.ts';
import { addCodes, findByCodes } from '../store.ts';
import type { InventoryRow } from './read-row.ts';

// What was extracted is another material: how much of the parent went into it, an inventory does not say.
const isAliquot = (row: { type: string; unit: string }, parent: { type: string; unit: string }): boolean =>
  row.type === parent.type && row.unit === parent.unit;

/** What children of the file have got of each row, theirs included: what a parent holds now is less than it held. */
function givenAway(ordered: readonly InventoryRow[]): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  const kinds = new Map(ordered.map((row) => [row.barcode, row]));
  for (const row of [...ordered].reverse()) {
    const { barcode, parent, amount } = row;
    const above = parent === null ? undefined : kinds.get(parent);
    if (parent === null || above === undefined || !isAliquot(row, above)) continue;
    given.set(parent, (given.get(parent) ?? 0) + amount + (given.get(barcode) ?? 0));
  }
  return given;
}

/** Writes the rows as events, parents before their children. */
export async function insertRows(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: {
    bank: Biobank;
    ordered: readonly InventoryRow[];
    donors: ReadonlyMap<string, number>;
    collections: ReadonlyMap<string, number>;
    file?: string | undefined;
  },
): Promise<void> {
  const { bank, ordered, donors, collections } = given;
  const away = givenAway(ordered);
  const numbers = new Map<string, { no: number; type: string; unit: string }>();
  const waves = waveByParents(ordered);
  for (const wave of waves) {
    const outside = wave.flatMap(({ parent }) => (parent !== null && !numbers.has(parent) ? [parent] : []));
    for (const [code, specimen] of await findByCodes(trx, scope, outside, bank.biobankNo)) {
      numbers.set(code, { no: specimen.specimenNo, type: specimen.type, unit: specimen.unit });
    }
    const ids = new Map(wave.map((row) => [row.barcode, newId('spc')]));
    const events = wave.map((row): CustodyEvent => {
      const parent = row.parent === null ? undefined : numbers.get(row.parent);
      const facts: BirthFacts & Record<string, unknown> = {
        ...{ id: ids.get(row.barcode)!, barcode: row.barcode, type: row.type, unit: row.unit },
        amount: row.amount + (away.get(row.barcode) ?? 0),
        lineage: parent === undefined ? 'new' : isAliquot(row, parent) ? 'aliquot' : 'derived',
        person_no: donors.get(row.person)!,
        collection_no: collections.get(row.collection)!,
        ...{
          requisition: row.requisition,
          block: row.block,
          container: row.container,
          concentration: row.concentration,
        },
        ...{ thaws: row.thaws, collected_at: row.collectedAt, received_at: row.receivedAt, condition: row.condition },
        temperature: row.temperature,
        ...(row.sprec && { sprec: row.sprec.parts, sprec_version: row.sprec.version }),
        ...(row.place && { place: row.place }),
      };
      if (parent === undefined) return { act: 'register', to: 'available', facts };
      const { person_no: _, ...child } = facts;
      const taken = isAliquot(row, parent) ? facts.amount : 0;
      return { act: 'create', to: 'available', facts: child, parents: [{ no: parent.no, taken }] };
    });
    const at = deps.clock.now();
    const batch = { biobankNo: bank.biobankNo, action: 'biobank.import', object: bank.id, at, events };
    const recorded = await recordCustody(trx, scope, { ...batch, ...(given.file && { detail: { file: given.file } }) });
    const made = new Map(recorded.map(({ id, specimenNo }) => [id, specimenNo]));
    for (const row of wave)
      numbers.set(row.barcode, { no: made.get(ids.get(row.barcode)!)!, type: row.type, unit: row.unit });
  }
  const codes = ordered.flatMap((row) =>
    row.codes.map((code) => ({ specimenNo: numbers.get(row.barcode)!.no, ...code })),
  );
  await addCodes(trx, bank.biobankNo, codes);
}

/** Rows whose parents are not among them, then their children, and so on. */
function waveByParents(ordered: readonly InventoryRow[]): InventoryRow[][] {
  const waveOf = new Map<string, number>();
  const waves: InventoryRow[][] = [];
  for (const row of ordered) {
    const above = row.parent === null ? undefined : waveOf.get(row.parent);
    const wave = above === undefined ? 0 : above + 1;
    waveOf.set(row.barcode, wave);
    waves[wave] ??= [];
    waves[wave].push(row);
  }
  return waves;
}
