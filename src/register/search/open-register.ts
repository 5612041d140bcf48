import { join } from 'node:path';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, type Db, unguardDatabase } from '../../platform/database/index.ts';
import { currentEpoch, optedOutPersons } from '../../trust/consent/index.ts';
import { columnsFolder, readPublished, type World } from '../columns/index.ts';
import type { Recent } from './disclosure/told.ts';
import { snapshotName, sweepSnapshots } from './engine.ts';
import { EngineThread, type Timed } from './engine-thread.ts';
import type { EngineCall } from './serve-engine.ts';
import { restOf } from './specimen-rows.ts';

/** What an answer is of. */
export interface AsOf {
  /** Version of the published feeds; of the masks. */
  dataVersion: number;
  maskEpoch: number;
  at: string;
}

/** The register as it is now, ready to be asked. */
export interface RegisterService {
  /** Reaches everybody: counts leave it under the rule of the scope that asks. */
  db: Db;
  database: DatabaseHandle;
  /** What was told under a rule, as far as it was read. */
  told: Recent;
  clock: Clock;
  /** Where column files lie. */
  columns: string;
  /** Brings a world up to date and asks. */
  ask<T>(world: World, call: EngineCall): Promise<Timed<T> & { asOf: AsOf }>;
  /** Removes snapshots that no world can be brought to any more. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** The folder that snapshots lie in. */
export function snapshotsFolder(dataDir: string): string {
  return join(dataDir, 'register', 'snapshots');
}

/** Opens the search of the register. Nothing is loaded before the first question. */
export function openRegister(deps: { database: DatabaseHandle; dataDir: string; clock?: Clock }): RegisterService {
  const database = unguardDatabase(deps.database);
  const db = database.app;
  const clock = deps.clock ?? systemClock;
  const folder = snapshotsFolder(deps.dataDir);
  const thread = new EngineThread();
  const opened = new Map<World, { name: string; version: number; epoch: number }>();
  let opening: Promise<unknown> = Promise.resolve();

  // One after the other: two questions at once must not load the same twice.
  async function current(world: World): Promise<AsOf> {
    const step = opening.then(() => bring(world));
    opening = step.catch(() => undefined);
    return await step;
  }

  async function bring(world: World): Promise<AsOf> {
    const { version, tables } = await readPublished(db, deps.dataDir, world);
    const masks = await readMasks(world, opened.get(world)?.epoch);
    const name = snapshotName(tables);
    const known = thread.started ? opened.get(world) : undefined;
    if (known?.name !== name) {
      await thread.call({ call: 'open', world, folder, tables });
      opened.set(world, { name, version, epoch: -1 });
      sweepSnapshots(folder, await wantedSnapshots());
    }
    const state = opened.get(world)!;
    state.version = version;
    if (state.epoch !== masks.epoch) {
      const whole = masks.material ? masks : await readMasks(world, undefined);
      await thread.call({ call: 'masks', world, masks: whole as Required<typeof whole> });
      state.epoch = whole.epoch;
    }
    return { dataVersion: version, maskEpoch: state.epoch, at: clock.now().toISOString() };
  }

  // What each world is but for its specimens: a snapshot of as much can be brought to it.
  async function wantedSnapshots(): Promise<Set<string>> {
    const worlds = ['real', 'synthetic', 'generated'] as const;
    const all = await Promise.all(worlds.map((world) => readPublished(db, deps.dataDir, world)));
    return new Set(all.map(({ tables }) => restOf(tables)));
  }

  // People of a generated nation are nobody in trust: their choices came with them.
  async function readMasks(world: World, epoch: number | undefined) {
    const now = await currentEpoch(db);
    if (now === epoch) return { epoch: now };
    if (world === 'generated') return { epoch: now, material: [] as number[], genetic: [] as number[] };
    const material = await optedOutPersons(db, 'material');
    const genetic = await optedOutPersons(db, 'genetic');
    // An epoch that changed between the two is read again at the next question.
    return {
      epoch: Math.min(material.maskEpoch, genetic.maskEpoch),
      material: material.persons,
      genetic: genetic.persons,
    };
  }

  return {
    db,
    database,
    told: { sets: new Map(), sweptAt: 0 },
    clock,
    columns: columnsFolder(deps.dataDir),
    async ask<T>(world: World, call: EngineCall) {
      const asOf = await current(world);
      return { ...(await thread.call<T>(call)), asOf };
    },
    sweep: async () => sweepSnapshots(folder, await wantedSnapshots()),
    close: () => thread.close(),
  };
}
