/** States of a specimen. */
export const specimenStates = [
  'held',
  'available',
  'reserved',
  'picked',
  'shipped',
  'delivered',
  'depleted',
  'disposed',
  'lost',
] as const;
export type SpecimenState = (typeof specimenStates)[number];

/** One thing that can happen to a specimen: `from` is null for how one comes to be. */
export interface Transition {
  readonly act: CustodyAct;
  readonly from: SpecimenState | null;
  readonly to: SpecimenState;
}

const inStock = ['held', 'available', 'reserved', 'picked'] as const;
const usable = ['available', 'reserved', 'picked'] as const;

const births = [
  { act: 'receive', from: null, to: 'held' },
  { act: 'receive', from: null, to: 'available' },
  { act: 'register', from: null, to: 'held' },
  { act: 'register', from: null, to: 'available' },
  { act: 'create', from: null, to: 'available' },
  { act: 'create', from: null, to: 'picked' },
] as const;

const moves = [
  { act: 'accept', from: 'held', to: 'available' },
  { act: 'hold', from: 'available', to: 'held' },
  { act: 'reject', from: 'held', to: 'disposed' },
  { act: 'reserve', from: 'available', to: 'reserved' },
  { act: 'release', from: 'reserved', to: 'available' },
  { act: 'release', from: 'picked', to: 'available' },
  { act: 'put-back', from: 'picked', to: 'reserved' },
  { act: 'check-out', from: 'reserved', to: 'picked' },
  { act: 'ship', from: 'picked', to: 'shipped' },
  { act: 'deliver', from: 'shipped', to: 'delivered' },
  { act: 'return', from: 'delivered', to: 'available' },
  { act: 'return', from: 'shipped', to: 'available' },
  { act: 'return', from: 'lost', to: 'available' },
  // Spoilt on the way: somebody decides.
  { act: 'return', from: 'delivered', to: 'held' },
  { act: 'return', from: 'shipped', to: 'held' },
  { act: 'return', from: 'lost', to: 'held' },
  { act: 'use-up', from: 'delivered', to: 'depleted' },
  { act: 'dispose', from: 'held', to: 'disposed' },
  { act: 'dispose', from: 'available', to: 'disposed' },
  { act: 'dispose', from: 'delivered', to: 'disposed' },
  { act: 'dispose', from: 'depleted', to: 'disposed' },
  { act: 'lose', from: 'available', to: 'lost' },
  { act: 'lose', from: 'reserved', to: 'lost' },
  { act: 'lose', from: 'picked', to: 'lost' },
  { act: 'lose', from: 'shipped', to: 'lost' },
  { act: 'find', from: 'lost', to: 'available' },
] as const;

// What takes material leaves the state as it is, or the specimen empty.
const takings = (['aliquot', 'derive', 'pool', 'consume'] as const).flatMap((act) =>
  (['available', 'picked'] as const).flatMap(
    (from) =>
      [
        { act, from, to: from },
        { act, from, to: 'depleted' },
      ] as const,
  ),
);

const stays = [
  ...(['thaw', 'measure', 'assay'] as const).map((act) => [act, usable] as const),
  // A freezer that fails touches all that was in it, wherever it is by now.
  ['excursion', [...inStock, 'shipped', 'delivered', 'depleted', 'lost']] as const,
  ...(['relabel', 'correct', 'store', 'move', 'take-out'] as const).map((act) => [act, inStock] as const),
].flatMap(([act, states]) => states.map((state) => ({ act, from: state, to: state }) as const));

/** What can happen to a specimen, as the chain of custody names it. */
export type CustodyAct =
  | (typeof births)[number]['act']
  | (typeof moves)[number]['act']
  | (typeof takings)[number]['act']
  | (typeof stays)[number]['act'];

/**
 * Everything that can happen. The database holds the same table (`biobank.transitions`) and refuses what is not in it; a test
 * compares the two, so a new row needs a migration.
 */
export const transitions: readonly Transition[] = [...births, ...moves, ...takings, ...stays];

/** States in which the biobank has the specimen in its hands. */
export const inStockStates: readonly SpecimenState[] = inStock;

/** Whether something can happen to a specimen in this state, and where it can lead. */
export function leadsTo(act: CustodyAct, from: SpecimenState | null): SpecimenState[] {
  return transitions.filter((one) => one.act === act && one.from === from).map(({ to }) => to);
}
