import { type BiobankDeps, listSpecimens } from '../../biobank/specimens/index.ts';
import {
  acknowledgeExcursion,
  adoptPlaces,
  createContainers,
  listExcursions,
  markExcursions,
  placeSpecimens,
  recordTemperatures,
  setTemperatureRule,
} from '../../biobank/storage/index.ts';
import type { Scope } from '../../trust/scope/index.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** The freezers of the demo's biobank: what each is, and what stands in it. */
const stores = [
  { type: 'upright-80', name: 'Fryser 1 (demo)', barcode: 'DF1', levels: 'shelf', level: 'Hylde', count: 5 },
  { type: 'upright-80', name: 'Fryser 2 (demo)', barcode: 'DF2', levels: 'shelf', level: 'Hylde', count: 5 },
  { type: 'auto-20', name: 'Robotfryser −20 (demo)', barcode: 'DA1', levels: 'stacker', level: 'Kassette', count: 4 },
  { type: 'ln2-tank', name: 'Kvælstoftank (demo)', barcode: 'DL1', levels: 'tower', level: 'Tårn', count: 4 },
] as const;

/** Builds the freezers that the inventory's racks stand in. */
async function buildFreezers(
  deps: BiobankDeps,
  scope: Scope,
  biobank: string,
  racks: readonly string[],
): Promise<void> {
  const build = (given: Omit<Parameters<typeof createContainers>[2], 'biobank'>) =>
    createContainers(deps, scope, { biobank, ...given });
  const [site] = await build({ type: 'site', name: 'Hovedbygningen (demo)' });
  const [room] = await build({ type: 'room', name: 'Fryserum 1 (demo)', parent: site!.id });
  const levels = new Map<string, string[]>();
  for (const { type, name, barcode, levels: kind, level, count } of stores) {
    const [store] = await build({ type, name, barcode, parent: room!.id });
    const made = await build({ type: kind, name: `${level} {n}`, count, parent: store!.id });
    levels.set(
      barcode,
      made.map(({ id }) => id),
    );
  }
  // Two racks on a shelf, as they came.
  for (const [i, rack] of racks.entries()) {
    const parent = levels.get(i < 3 ? 'DF1' : 'DF2')![Math.floor((i % 3) / 2)]!;
    await build({ type: 'sbs-96', name: rack, barcode: rack, parent });
  }
  for (const [shelf, barcode] of [
    [2, 'DF1'],
    [1, 'DF2'],
  ] as const) {
    const parent = levels.get(barcode)![shelf]!;
    await build({
      type: 'sbs-96',
      name: `Tomt stativ ${barcode}-{n}`,
      barcode: `TOM-${barcode}-{n}`,
      count: 2,
      parent,
    });
  }
  const [stacker] = levels.get('DA1')!;
  await build({ type: 'sbs-96', name: 'DNA {n}', barcode: 'DNA{n}', width: 3, count: 4, parent: stacker! });
  for (const tower of levels.get('DL1')!) {
    await build({ type: 'box-81', name: 'Æske {n}', count: 3, parent: tower });
  }
  const [cabinet] = await build({ type: 'card-cabinet', name: 'Kortskab (demo)', barcode: 'DK1', parent: room!.id });
  await build({ type: 'card-box', name: 'Kort 1', barcode: 'KORT1', parent: cabinet!.id });
}

/** Two weeks of readings every half hour; one freezer was warm for five hours of a night nine days ago. */
async function loadTemperatures(deps: BiobankDeps, scope: Scope, biobank: string): Promise<void> {
  const rules = [
    { store: 'DF1', target: -80, low: -90, high: -65, warm: false },
    { store: 'DF2', target: -80, low: -90, high: -65, warm: true },
    { store: 'DA1', target: -21, low: -28, high: -15, warm: false },
    { store: 'DL1', target: -188, low: null, high: -150, warm: false },
  ] as const;
  const now = Math.floor(deps.clock.now().getTime() / (30 * minute)) * 30 * minute;
  for (const { store, target, low, high, warm } of rules) {
    await setTemperatureRule(deps, scope, store, { low, high, minutes: 60 });
    const readings = Array.from({ length: 14 * 48 }, (_, i) => {
      const at = new Date(now - (14 * 48 - 1 - i) * 30 * minute);
      const hours = (at.getTime() - (now - 9 * day)) / (60 * minute);
      const warming = warm && hours > 0 && hours < 6 ? 28 * Math.sin((Math.PI * hours) / 6) : 0;
      const celsius = target + Math.sin(i / 5) * 0.8 + ((i * 7919) % 13) / 20 + warming;
      return { at, celsius: Math.round(celsius * 10) / 10 };
    });
    await recordTemperatures(deps, scope, store, readings);
  }
  await markExcursions(deps, scope);
  const [excursion] = await listExcursions(deps, scope, { biobank });
  if (excursion !== undefined) {
    await acknowledgeExcursion(deps, scope, excursion.id, 'Kompressoren blev skiftet (demo)');
  }
}

/** Freezers of the demo's biobank with its inventory in them, and how warm they were. */
export async function loadDemoStorage(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, racks, movedIn }: { biobank: string; racks: readonly string[]; movedIn: BiobankDeps['clock'] },
): Promise<void> {
  await buildFreezers(deps, scope, biobank, racks);
  await adoptPlaces({ ...deps, clock: movedIn }, scope, { biobank });
  await loadTemperatures(deps, scope, biobank);
}

/** The extracted DNA goes into the automated store. */
export async function placeDemoDna(deps: BiobankDeps, scope: Scope, biobank: string): Promise<void> {
  const dna = await listSpecimens(deps, scope, { biobank, type: 'dna', state: 'available', limit: 100 });
  const items = dna.items.map(({ barcode }) => ({ code: barcode, container: 'DNA001' }));
  if (items.length > 0) await placeSpecimens(deps, scope, { items });
}
