import { sql } from 'kysely';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, requireBiobank, requireTubes } from '../../specimens/index.ts';
import { labelIn, pathsOf, readContainers, textOf } from '../containers/store.ts';
import { chooseTubes } from './walk.ts';

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
  const known = await requireTubes(db, scope, choices.flat(), bank.biobankNo);
  const wishes = choices.map((codes) => ({
    take: 1,
    specimenNos: codes.map((code) => known.get(code.trim())!.specimenNo),
  }));
  const { tubes, racks, unplaced } = await chooseTubes(db, wishes);
  const numbers = [...new Set(tubes.map(({ rack }) => rack))];
  const containers = await readContainers(db, sql`c.container_no = any(${numbers}::int[])`);
  const byNo = new Map(containers.map((one) => [one.containerNo, one]));
  const texts = new Map([...(await pathsOf(db, numbers))].map(([no, path]) => [no, textOf(path)]));
  const stores = new Set(containers.map(({ storeNo }) => storeNo));
  const detail = { wishes: choices.length, racks };
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.plan', object: bank.id, detail }, deps.clock);
  const codeOf = ({ wish, specimenNo }: { wish: number; specimenNo: number }): string =>
    choices[wish]!.find((code) => known.get(code.trim())!.specimenNo === specimenNo)!;
  return {
    ...{ racks, stores: stores.size },
    unplaced: unplaced.map(codeOf),
    lines: tubes.map((tube) => {
      const code = codeOf(tube);
      const rack = byNo.get(tube.rack)!;
      const label = labelIn(rack, tube.slot);
      const text = label === null ? texts.get(tube.rack)! : `${texts.get(tube.rack)} › ${label}`;
      return { code, specimen: known.get(code.trim())!.id, rack: rack.name, label, text };
    }),
  };
}
