import { join } from 'node:path';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, type Db, unguardDatabase } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { currentEpoch, optedOutPersons } from '../../trust/consent/index.ts';
import { columnsFolder, erasedPeople, readPublished, type World } from '../columns/index.ts';
import type { Recent } from './disclosure/told.ts';
import { sweepSnapshots } from './engine.ts';
import type { EngineThread, Timed } from './engine-thread.ts';
import { type MaskSource, OpenedWorld } from './opened-world.ts';
import type { EngineCall } from './serve-engine.ts';
import { restOf } from './specimen-rows.ts';

/** What an answer is of. */
export interface AsOf {
  /** Version of the published feeds of which all that was counted is; of the masks. */
  dataVersion: number;
  maskEpoch: number;
  /**
   * A later version is published and its people and events are being placed; the answer has those of `dataVersion`, with specimens that may be
   * later ones. Left out where nothing is coming.
   */
  coming?: number;
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
  /** Waits until a world answers with what is published now. */
  settled(world: World): Promise<void>;
  /** Removes snapshots that no world can be brought to any more. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

const worlds = ['real', 'synthetic', 'generated'] as const satisfies readonly World[];

/** The folder that snapshots lie in. */
export function snapshotsFolder(dataDir: string): string {
  return join(dataDir, 'register', 'snapshots');
}

/** Opens the search of the register. Nothing is loaded before the first question. */
export function openRegister(deps: {
  database: DatabaseHandle;
  dataDir: string;
  clock?: Clock;
  log?: Logger;
  /** Tables of fewer rows are placed anew while the question waits. */
  atOnce?: number;
}): RegisterService {
  const database = unguardDatabase(deps.database);
  const db = database.app;
  const clock = deps.clock ?? systemClock;
  const folder = snapshotsFolder(deps.dataDir);
  const sweep = async (): Promise<void> => sweepSnapshots(folder, await wantedSnapshots(), clock.now());
  const open = (world: World): OpenedWorld =>
    new OpenedWorld(world, folder, { changed: sweep, log: deps.log, atOnce: deps.atOnce });
  const opened: Record<World, OpenedWorld> = {
    real: open('real'),
    synthetic: open('synthetic'),
    generated: open('generated'),
  };

  async function current(world: World): Promise<{ thread: EngineThread; asOf: AsOf }> {
    let maskEpoch = 0;
    const { thread, version, coming } = await opened[world].bring(async () => {
      const published = await readPublished(db, deps.dataDir, world);
      const masks = await masksOf(world);
      maskEpoch = masks.epoch;
      return { published, masks };
    });
    const asOf = { dataVersion: version, maskEpoch, at: clock.now().toISOString() };
    return { thread, asOf: coming === undefined ? asOf : { ...asOf, coming } };
  }

  // What each world is but for its specimens: a snapshot of as much can be brought to it.
  async function wantedSnapshots(): Promise<Set<string>> {
    const all = await Promise.all(worlds.map((world) => readPublished(db, deps.dataDir, world)));
    return new Set(all.map(({ tables }) => restOf(tables)));
  }

  // Who was erased is out as soon as it is decided: a snapshot that still has them answers until the next is placed.
  async function masksOf(world: World): Promise<MaskSource & { epoch: number }> {
    const epoch = await currentEpoch(db);
    // People of a generated nation are nobody in trust: their choices came with them.
    if (world === 'generated') return { epoch, key: world, read: async () => ({ epoch, material: [], genetic: [] }) };
    const erased = await erasedPeople(db);
    return {
      epoch,
      key: `${epoch} ${erased.length}`,
      async read() {
        const [material, genetic] = [await optedOutPersons(db, 'material'), await optedOutPersons(db, 'genetic')];
        return { epoch, material: [...material.persons, ...erased], genetic: [...genetic.persons, ...erased] };
      },
    };
  }

  return {
    db,
    database,
    told: { sets: new Map(), sweptAt: 0 },
    clock,
    columns: columnsFolder(deps.dataDir),
    async ask<T>(world: World, call: EngineCall) {
      const { thread, asOf } = await current(world);
      return { ...(await thread.call<T>(call)), asOf };
    },
    settled: async (world) => {
      // One that nobody has asked begins with what is published.
      if (!opened[world].answers) return;
      while ((await current(world)).asOf.coming !== undefined) await opened[world].settled();
    },
    sweep,
    close: async () => {
      await Promise.all(worlds.map((world) => opened[world].close()));
    },
  };
}
