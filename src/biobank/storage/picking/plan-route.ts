import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, findByCodes, requireBiobank, specimenErrors } from '../../specimens/index.ts';
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
  const codes = choices.flat();
  const specimens = await findByCodes(db, scope, codes, bank.biobankNo);
  const missing = codes.filter((code) => !specimens.has(code.trim()));
  if (missing.length > 0) {
    const said = `${missing.length} of ${codes.length} codes are no specimen’s here.`;
    throw new Problem(specimenErrors.unknown, said, { codes: missing.slice(0, 100) });
  }
  const places = await readPlaces(
    db,
    [...specimens.values()].map(({ specimenNo }) => specimenNo),
  );
  const found = new Map(places.map((place, order) => [place.specimenNo, { place, order }]));
  const wishes = choices.map((list) =>
    list.flatMap((code): Candidate<{ code: string; at: (typeof places)[number] }>[] => {
      const { specimenNo } = specimens.get(code.trim())!;
      const one = found.get(specimenNo);
      if (one === undefined) return [];
      return [{ rack: one.place.container.containerNo, order: one.order, tube: { code, at: one.place } }];
    }),
  );
  const { picks, racks } = planPicks(wishes);
  const stores = new Set(picks.map(({ candidate }) => candidate.tube.at.container.storeNo));
  const detail = { wishes: choices.length, racks };
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.plan', object: bank.id, detail }, deps.clock);
  return {
    ...{ racks, stores: stores.size },
    unplaced: choices.flatMap((list, i) => (wishes[i]!.length === 0 ? (list[0] ?? []) : [])),
    lines: picks.map(({ candidate: { tube } }) => ({
      ...{ code: tube.code, specimen: specimens.get(tube.code.trim())!.id, rack: tube.at.container.name },
      ...{ label: tube.at.label, text: tube.at.text },
    })),
  };
}
