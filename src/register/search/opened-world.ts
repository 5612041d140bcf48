import type { Logger } from '../../platform/logging/index.ts';
import type { Published, StoredTable, World } from '../columns/index.ts';
import { snapshotName } from './engine.ts';
import { EngineThread } from './engine-thread.ts';
import type { Masks } from './searcher.ts';
import { restOf } from './specimen-rows.ts';

/** Tables of fewer rows than this are placed anew where they are asked: a second thread would take longer to start. */
const placedAtOnce = 2_000_000;
/** After placing tables anew has failed it is tried again so much later. */
const pause = 60_000;

/** A snapshot in a thread of its own. */
interface Held {
  thread: EngineThread;
  /** What its tables but those of specimens are called. */
  rest: string;
  /** The published tables it was last brought to; its rest may be an earlier one. */
  name: string;
  /** Whether there was room for the specimens of these. */
  fits: boolean;
  /** The version of which all of it is. */
  version: number;
  /** Who may not be counted, as far as it was told; empty for nobody yet. */
  masks: string;
}

/** The next snapshot, while it is built. */
interface Coming extends Omit<Held, 'masks'> {
  done: Promise<void>;
  state: 'building' | 'built' | 'failed';
  failure: { error: unknown; at: number } | null;
}

/** Who may not be counted; read only when it is other people than those with the known key. */
export interface MaskSource {
  key: string;
  read(): Promise<Masks>;
}

/** Which snapshot answers now, and of which version. */
export interface Answering {
  thread: EngineThread;
  version: number;
  /** The version that is published, where another is still being placed. */
  coming: number | undefined;
}

/**
 * One world of the register in memory. Where only specimens have changed, those in memory are changed. Where people or events have, a thread
 * beside it places them anew while the earlier snapshot answers on, with its specimens and masks as they are now; then the two change places
 * between two questions.
 */
export class OpenedWorld {
  readonly #world: World;
  readonly #folder: string;
  readonly #log: Logger | undefined;
  readonly #placedAtOnce: number;
  /** Called when other snapshots than before are wanted. */
  readonly #changed: () => Promise<void>;
  #held: Held | null = null;
  #coming: Coming | null = null;
  #bringing: Promise<unknown> = Promise.resolve();

  constructor(
    world: World,
    folder: string,
    { changed, log, atOnce }: { changed: () => Promise<void>; log?: Logger | undefined; atOnce?: number | undefined },
  ) {
    this.#world = world;
    this.#folder = folder;
    this.#changed = changed;
    this.#log = log;
    this.#placedAtOnce = atOnce ?? placedAtOnce;
  }

  /** Brings what answers as near to the published tables as it can be without waiting. One after the other: two must not load the same twice. */
  async bring(read: () => Promise<{ published: Published; masks: MaskSource }>): Promise<Answering> {
    const step = this.#bringing.then(async () => {
      const { published, masks } = await read();
      const held = await this.#follow(published);
      if (held.masks !== masks.key) {
        await held.thread.call({ call: 'masks', world: this.#world, masks: await masks.read() });
        held.masks = masks.key;
      }
      return { thread: held.thread, version: held.version, coming: this.#behind(held, published) };
    });
    this.#bringing = step.catch(() => undefined);
    return await step;
  }

  /** Whether a snapshot of it is in memory. */
  get answers(): boolean {
    return this.#held !== null;
  }

  /** Waits until what is placed in the background is ready. @throws what it failed with */
  async settled(): Promise<void> {
    const coming = this.#coming;
    await coming?.done;
    if (coming?.failure) throw coming.failure.error;
  }

  async close(): Promise<void> {
    const thread = this.#held?.thread;
    this.#held = null;
    await Promise.all([thread?.close(), this.#dropComing()]);
  }

  #behind({ version }: Held, published: Published): number | undefined {
    return version === published.version ? undefined : published.version;
  }

  async #follow({ version, tables }: Published): Promise<Held> {
    const held = this.#held?.thread.started ? this.#held : null;
    const [name, rest] = [snapshotName(tables), restOf(tables)];
    if (held === null) return await this.#open(new EngineThread(), tables, version);
    if (held.name !== name) await this.#bringSpecimens(held, tables);
    if (held.fits && held.rest === rest) {
      held.version = version;
      // A feed that was taken back again: what was begun for it is not wanted.
      await this.#dropComing();
      return held;
    }
    if (rowsOf(tables) < this.#placedAtOnce) return await this.#open(held.thread, tables, version);
    return (await this.#takeComing({ version, tables })) ?? held;
  }

  async #open(thread: EngineThread, tables: readonly StoredTable[], version: number): Promise<Held> {
    this.#held = null;
    await this.#dropComing();
    await thread.call({ call: 'open', world: this.#world, folder: this.#folder, tables });
    this.#held = { thread, rest: restOf(tables), name: snapshotName(tables), fits: true, version, masks: '' };
    await this.#changed();
    return this.#held;
  }

  // Specimens of a snapshot whose people and events are earlier ones too: what happens in the laboratory does not wait for them.
  async #bringSpecimens(held: Held, tables: readonly StoredTable[]): Promise<void> {
    const { answer } = await held.thread.call<boolean>({ call: 'bring', world: this.#world, tables });
    held.name = snapshotName(tables);
    held.fits = answer;
    if (answer) held.masks = '';
  }

  /** The snapshot that was built beside the one that answers, when it is ready; begins one when there is none. */
  async #takeComing({ version, tables }: Published): Promise<Held | null> {
    const coming = this.#coming;
    if (coming === null || (coming.failure !== null && Date.now() - coming.failure.at > pause)) {
      this.#build({ version, tables });
      return null;
    }
    if (coming.state !== 'built') return null;
    this.#coming = null;
    const before = this.#held;
    const held: Held = { ...coming, masks: '' };
    // Meanwhile specimens may have changed, or all of it again: then it is at least nearer, and the next is begun.
    if (held.name !== snapshotName(tables)) await this.#bringSpecimens(held, tables);
    if (held.fits && held.rest === restOf(tables)) held.version = version;
    this.#held = held;
    before?.thread.retire();
    await this.#changed();
    if (held.version !== version) this.#build({ version, tables });
    return held;
  }

  async #dropComing(): Promise<void> {
    const coming = this.#coming;
    this.#coming = null;
    await coming?.thread.close();
  }

  #build({ version, tables }: Published): void {
    const thread = new EngineThread();
    const coming: Coming = {
      ...{ thread, version, rest: restOf(tables), name: snapshotName(tables), fits: true },
      ...{ state: 'building', failure: null, done: Promise.resolve() },
    };
    this.#coming = coming;
    coming.done = thread.call({ call: 'open', world: this.#world, folder: this.#folder, tables }).then(
      () => {
        coming.state = 'built';
      },
      async (error: unknown) => {
        if (this.#coming !== coming) return;
        coming.state = 'failed';
        coming.failure = { error, at: Date.now() };
        this.#log?.warn({ err: error, world: this.#world }, 'the register could not be placed anew; trying again');
        await thread.close();
      },
    );
  }
}

function rowsOf(tables: readonly StoredTable[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}
