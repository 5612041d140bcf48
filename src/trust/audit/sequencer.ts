import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { insertHead, latestHead } from './heads.ts';
import { followKey } from './key-chain.ts';
import { Frontier, type Tile } from './merkle/index.ts';
import type { AuditKey, SignedHead } from './signing.ts';
import { insertTiles, loadFrontier } from './tiles.ts';
import { onEntry } from './wake.ts';

/** Entries appended in one transaction, and so under one head. */
const largestBatch = 20_000;
/** Between two rounds while there is work: many entries share a head, and none waits a second. */
const betweenRounds = 400;
/** How often entries of other processes are looked for. */
const betweenLooks = 250;

/** Told at each step of a round; a test ends the process there. */
export type SequencerStep = 'locked' | 'read' | 'runs' | 'tiles' | 'head' | 'queue' | 'committed';

export interface SequencerDeps {
  db: Db;
  key: AuditKey;
  clock?: Clock;
  onStep?: (step: SequencerStep) => void;
  /** Entries of one batch. */
  batch?: number;
}

interface Round {
  /** Whether another process appends at the moment. */
  busy: boolean;
  appended: number;
  head?: SignedHead;
}

/**
 * Appends committed entries to the tree: one batch in one transaction under one lock, so that any number of servers may try and a
 * killed one leaves either the whole batch or nothing of it. The order is that of batches, and of entry numbers in each.
 */
export class Sequencer {
  private readonly deps: SequencerDeps;
  /** What this process appended last; another process may have gone on since. */
  private frontier = new Frontier();
  private lastRoot: Buffer | undefined;

  constructor(deps: SequencerDeps) {
    this.deps = deps;
  }

  /** Appends one batch, if nobody else is doing so. */
  async round(): Promise<Round> {
    const { db, onStep } = this.deps;
    const waiting = await sql<{ some: boolean }>`select exists (select from trust.audit_pending) as "some"`.execute(db);
    if (waiting.rows[0]?.some !== true) return { busy: false, appended: 0 };
    try {
      const done = await db.transaction().execute((trx) => this.append(trx));
      onStep?.('committed');
      return done;
    } catch (error) {
      // What was appended in memory is not in the database.
      this.lastRoot = undefined;
      throw error;
    }
  }

  private async append(trx: Db): Promise<Round> {
    const { clock = systemClock, key, onStep, batch = largestBatch } = this.deps;
    // Without sorting the queue is read by its index: what PostgreSQL believes of its length is from before the last burst.
    const lock = await sql<{
      got: boolean;
    }>`select pg_try_advisory_xact_lock(hashtextextended('idun.audit', 0)) as got,
      set_config('enable_sort', 'off', true)`.execute(trx);
    if (lock.rows[0]?.got !== true) return { busy: true, appended: 0 };
    onStep?.('locked');
    // The batch is cut first: a join cut afterwards may walk through the whole log from its beginning to find it.
    const { rows } = await sql<{
      entryNo: number;
      leafHash: Buffer;
    }>`select entry_no as "entryNo", leaf_hash as "leafHash"
      from (select entry_no from trust.audit_pending order by entry_no limit ${batch}) next
      join trust.audit_entries using (entry_no) order by entry_no`.execute(trx);
    if (rows.length === 0) return { busy: false, appended: 0 };
    // Under the lock: a rotation that has committed is seen, and none commits before this head does.
    await followKey(trx, key);
    await this.catchUp(trx);
    onStep?.('read');
    const tiles: Tile[] = [];
    const runs: { firstLeaf: number; firstEntry: number; length: number }[] = [];
    for (const { entryNo, leafHash } of rows) {
      const run = runs.at(-1);
      if (run !== undefined && run.firstEntry + run.length === entryNo) run.length++;
      else runs.push({ firstLeaf: this.frontier.size, firstEntry: entryNo, length: 1 });
      this.frontier.append(leafHash, (tile) => tiles.push(tile));
    }
    await sql`insert into trust.audit_runs (first_leaf, first_entry, length)
      select * from unnest(${runs.map((r) => r.firstLeaf)}::bigint[], ${runs.map((r) => r.firstEntry)}::bigint[],
        ${runs.map((r) => r.length)}::bigint[])`.execute(trx);
    onStep?.('runs');
    await insertTiles(trx, tiles);
    onStep?.('tiles');
    const root = this.frontier.root();
    const head = key.sign({ size: this.frontier.size, root, timestamp: clock.now().getTime() });
    await insertHead(trx, head);
    onStep?.('head');
    await sql`delete from trust.audit_pending using unnest(${runs.map((r) => r.firstEntry)}::bigint[],
        ${runs.map((r) => r.firstEntry + r.length)}::bigint[]) as run (first, after)
      where entry_no >= run.first and entry_no < run.after`.execute(trx);
    await sql`select pg_notify('idun_audit', ${String(head.size)})`.execute(trx);
    onStep?.('queue');
    this.lastRoot = root;
    return { busy: false, appended: rows.length, head };
  }

  private async catchUp(trx: Db): Promise<void> {
    const head = await latestHead(trx);
    if (head === undefined) {
      this.frontier = new Frontier();
      return;
    }
    if (this.lastRoot?.equals(head.root) === true && this.frontier.size === head.size) return;
    this.frontier = await loadFrontier(trx, head.size);
    if (this.frontier.root().equals(head.root)) return;
    throw new Error(
      `the stored tree of ${head.size} entries does not have the root that was signed; run idun audit verify`,
    );
  }
}

/** Appends everything that is pending now, unless another process is doing so. @returns how many */
export async function sequenceNow(deps: SequencerDeps): Promise<number> {
  const sequencer = new Sequencer(deps);
  let appended = 0;
  for (;;) {
    const round = await sequencer.round();
    appended += round.appended;
    if (round.appended < (deps.batch ?? largestBatch)) return appended;
  }
}

/**
 * Appends entries as they commit, within a second, until the returned function is called, which appends the rest. Notices come from
 * this process; those of others are looked for, since a NOTIFY in every request would make commits wait for each other.
 */
export function runSequencer({
  database,
  key,
  log,
  onHead,
}: {
  database: DatabaseHandle;
  key: AuditKey;
  log: Logger;
  onHead?: (head: SignedHead) => void;
}): () => Promise<void> {
  const sequencer = new Sequencer({ db: database.jobs, key });
  let running: Promise<void> | undefined;
  let soon: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastRound = 0;
  let failures = 0;

  async function work(): Promise<void> {
    try {
      for (let more = true; more; ) {
        lastRound = Date.now();
        const { appended, head } = await sequencer.round();
        if (head !== undefined) onHead?.(head);
        more = appended === largestBatch;
      }
      failures = 0;
    } catch (error) {
      if (failures++ % 100 === 0)
        log.error({ err: error }, 'entries could not be appended to the audit log; trying again');
    }
  }
  function begin(): void {
    running ??= work().finally(() => {
      running = undefined;
    });
  }
  function wake(): void {
    if (stopped || soon !== undefined) return;
    soon = setTimeout(
      () => {
        soon = undefined;
        begin();
      },
      Math.max(10, lastRound + betweenRounds - Date.now()),
    );
    soon.unref();
  }
  const silent = onEntry(wake);
  const timer = setInterval(begin, betweenLooks);
  timer.unref();
  wake();
  return async () => {
    stopped = true;
    silent();
    clearInterval(timer);
    clearTimeout(soon);
    await running;
    await work();
  };
}
