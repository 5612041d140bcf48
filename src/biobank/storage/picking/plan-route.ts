import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { type Biobank, type BiobankDeps, findByCodes, requireBiobank, specimenErrors } from '../../specimens/index.ts';
import { readPlaces } from '../positions/store.ts';
import { type Candidate, planPicks } from './plan.ts';

/** Which tubes to take, and where. */
export interface PickPlan {
  /** Racks that are moved. */
  racks: number;
  /** Stores that are opened. */
  stores: number;
  /** Tubes without a position, of wishes for which nothing better is there. */
  unplaced: string[];
  lines: { code: string; specimen: string; rack: string; label: string | null; text: string }[];
}

interface Tube {
  specimenNo: number;
  id: string;
}

// Tens of thousands at once: barcodes are read alone, and only what is none is looked for among other codes.
async function findTubes(db: Db, scope: Scope, bank: Biobank, codes: readonly string[]): Promise<Map<string, Tube>> {
  const given = [...new Set(codes.map((code) => code.trim()))];
  const { rows } = await sql<Tube & { barcode: string }>`select specimen_no as "specimenNo", id, barcode
    from biobank.specimens where biobank_no = ${bank.biobankNo} and barcode = any(${given}::text[])`.execute(db);
  const found = new Map<string, Tube>(rows.map((row) => [row.barcode, row]));
  const rest = given.filter((code) => !found.has(code));
  if (rest.length > 0) {
    for (const [code, one] of await findByCodes(db, scope, rest, bank.biobankNo)) found.set(code, one);
  }
  const missing = given.filter((code) => !found.has(code));
  if (missing.length === 0) return found;
  const said = `${missing.length} of ${given.length} codes are no specimen’s here.`;
  throw new Problem(specimenErrors.unknown, said, { codes: missing.slice(0, 100) });
}

/** The racks of specimens, with the order in which their positions are walked to. */
async function readWalk(db: Db, specimenNos: readonly number[]): Promise<Map<number, { rack: number; order: number }>> {
  const { rows } = await sql<{ no: number; rack: number }>`select s.specimen_no as no, s.container_no as rack
    from biobank.stays s join biobank.containers c using (container_no)
    where s.specimen_no = any(${[...specimenNos]}::int[]) and s.until is null order by c.walk, s.slot, s.stay_no`.execute(
    db,
  );
  return new Map(rows.map(({ no, rack }, order) => [no, { rack, order }]));
}

/**
 * Plans a round: of each list of equivalent tubes one, so that few racks are moved, in the order of walking.
 * @throws Problem IDUN_SPECIMEN_UNKNOWN
 */
export async function planPickRound(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, choices }: { biobank?: string | undefined; choices: readonly (readonly string[])[] },
): Promise<PickPlan> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const bank = await requireBiobank(db, scope, biobank);
  const tubes = await findTubes(db, scope, bank, choices.flat());
  const walk = await readWalk(
    db,
    [...tubes.values()].map(({ specimenNo }) => specimenNo),
  );
  const wishes = choices.map((list) =>
    list.flatMap((code): Candidate<string>[] => {
      const at = walk.get(tubes.get(code.trim())!.specimenNo);
      return at === undefined ? [] : [{ ...at, tube: code }];
    }),
  );
  const { picks, racks } = planPicks(wishes);
  const chosen = picks.map(({ candidate }) => ({ code: candidate.tube, ...tubes.get(candidate.tube.trim())! }));
  const places = new Map(
    (
      await readPlaces(
        db,
        chosen.map(({ specimenNo }) => specimenNo),
      )
    ).map((place) => [place.specimenNo, place]),
  );
  const stores = new Set([...places.values()].map(({ container }) => container.storeNo));
  const detail = { wishes: choices.length, racks };
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.plan', object: bank.id, detail }, deps.clock);
  return {
    ...{ racks, stores: stores.size },
    unplaced: choices.flatMap((list, i) => (wishes[i]!.length === 0 ? (list[0] ?? []) : [])),
    lines: chosen.map(({ code, id, specimenNo }) => {
      const { container, label, text } = places.get(specimenNo)!;
      return { code, specimen: id, rack: container.name, label, text };
    }),
  };
}
