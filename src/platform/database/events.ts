import { sql } from 'kysely';
import type { Logger } from '../logging/index.ts';
import type { Db } from './connections.ts';
import type { DatabaseHandle } from './handle.ts';

/** News of a module, committed with the change it tells of. */
export interface NewEvent {
  /** `module.what`, for example `consent.changed`. */
  topic: string;
  /** What it is about; events of one aggregate are delivered in their order. */
  aggregate: string;
  payload?: Record<string, unknown>;
}

export interface StoredEvent extends Required<NewEvent> {
  /** Key for idempotence: an event may be delivered more than once. */
  eventId: number;
  recordedAt: Date;
}

const channel = 'idun_events';

/** Appends an event in the caller's transaction; subscribers are woken when it commits. */
export async function appendEvent(trx: Db, event: NewEvent): Promise<void> {
  const payload = JSON.stringify(event.payload ?? {});
  await sql`insert into idun.events (topic, aggregate, payload)
    values (${event.topic}, ${event.aggregate}, ${payload}::jsonb)`.execute(trx);
  await sql`select pg_notify(${channel}, '')`.execute(trx);
}

export interface Subscription {
  /** Stable name; the position is kept under it. */
  subscriber: string;
  topics: readonly string[];
  /** Runs in the transaction that moves the position, so its changes and the position commit together. */
  handle(event: StoredEvent, trx: Db): Promise<void>;
}

interface Position {
  doneBelow: string;
  batchBelow: string | null;
  batchEventId: number;
}

const pageSize = 100;

// A batch is all events of transactions in [done_below, batch_below), where batch_below was the oldest running transaction
// when the batch began: nothing can be added to it any more. Inside a batch the order is that of event ids, which is the
// order of appending within an aggregate.
async function lockPosition(trx: Db, subscriber: string): Promise<Position | undefined> {
  await sql`insert into idun.event_positions (subscriber) values (${subscriber}) on conflict do nothing`.execute(trx);
  const { rows } = await sql<Position>`select done_below::text as "doneBelow", batch_below::text as "batchBelow",
      batch_event_id as "batchEventId"
    from idun.event_positions where subscriber = ${subscriber} for update skip locked`.execute(trx);
  return rows[0];
}

async function deliverPage(trx: Db, subscription: Subscription): Promise<boolean> {
  const { subscriber, topics } = subscription;
  const position = await lockPosition(trx, subscriber);
  if (position === undefined) return false;
  const horizon = await sql<{ below: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as below`.execute(
    trx,
  );
  const below = position.batchBelow ?? horizon.rows[0]!.below;
  const { rows } =
    await sql<StoredEvent>`select event_id as "eventId", topic, aggregate, payload, recorded_at as "recordedAt"
    from idun.events
    where xid >= ${position.doneBelow}::xid8 and xid < ${below}::xid8
      and event_id > ${position.batchEventId} and topic = any(${[...topics]}::text[])
    order by event_id limit ${pageSize}`.execute(trx);
  for (const event of rows) await subscription.handle(event, trx);
  if (rows.length < pageSize) {
    await sql`update idun.event_positions set done_below = ${below}::xid8, batch_below = null, batch_event_id = 0
      where subscriber = ${subscriber}`.execute(trx);
    return false;
  }
  await sql`update idun.event_positions set batch_below = ${below}::xid8, batch_event_id = ${rows.at(-1)!.eventId}
    where subscriber = ${subscriber}`.execute(trx);
  return true;
}

/** Delivers everything that is due to one subscriber; does nothing when another process is doing so. */
export async function deliverEvents(db: Db, subscription: Subscription): Promise<void> {
  while (await db.transaction().execute((trx) => deliverPage(trx, subscription)));
}

/**
 * Delivers events as they commit, at least once, until the returned function is called. A handler that throws is tried again
 * within five seconds; its events are not skipped.
 */
export async function subscribeEvents(
  handle: DatabaseHandle,
  subscription: Subscription,
  log: Logger,
): Promise<() => Promise<void>> {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  async function run(): Promise<void> {
    do {
      again = false;
      await deliverEvents(handle.jobs, subscription).catch((error: unknown) => {
        log.error({ err: error, subscriber: subscription.subscriber }, 'an event could not be handled; trying again');
      });
    } while (again && !stopped);
  }
  function wake(): void {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  }
  const unlisten = await handle.listen(channel, wake);
  const timer = setInterval(wake, 5_000);
  timer.unref();
  wake();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await unlisten();
    await running;
  };
}

/**
 * After a restore into another server, whose transaction numbers start anew: everything already delivered to every
 * subscriber stays delivered, the rest is due again (delivery is at least once).
 */
export async function rebaseEvents(owner: Db): Promise<void> {
  await owner.transaction().execute(async (trx) => {
    await sql`update idun.events set xid = case
        when xid < coalesce((select min(done_below) from idun.event_positions), '0'::xid8) then '3'::xid8 else '4'::xid8 end`.execute(
      trx,
    );
    await sql`update idun.event_positions set done_below = '4', batch_below = null, batch_event_id = 0`.execute(trx);
  });
}
