import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../logging/index.ts';
import { withClient } from './connections.ts';
import { appendEvent, type DatabaseHandle, deliverEvents, rebaseEvents, subscribeEvents } from './index.ts';
import { openTestDatabase } from './testing.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase([]);
});
afterAll(() => db.close());

function collector(subscriber: string, topic: string) {
  const seen: unknown[] = [];
  const handle = async (event: { payload: Record<string, unknown> }) => void seen.push(event.payload['n']);
  return { seen, subscription: { subscriber, topics: [topic], handle } };
}

// Events wait for the oldest transaction of the whole server, and other test files have transactions of their own there.
const deliverUntil = async (subscription: Parameters<typeof deliverEvents>[1], arrived: () => boolean) => {
  await expect
    .poll(
      async () => {
        await deliverEvents(db.jobs, subscription);
        return arrived();
      },
      { timeout: 50_000, interval: 100 },
    )
    .toBe(true);
};

const append = (topic: string, n: number) =>
  db.app.transaction().execute((trx) => appendEvent(trx, { topic, aggregate: 'a', payload: { n } }));

test('an event of a transaction that commits late is not passed over', async () => {
  const { seen, subscription } = collector('late', 't.late');
  await withClient(db.appUrl, async (client) => {
    await client.query('begin');
    await client.query(`insert into idun.events (topic, aggregate, payload) values ('t.late', 'b', '{"n": 1}')`);
    await append('t.late', 2);
    await deliverEvents(db.jobs, subscription);
    expect(seen).toEqual([]);
    await client.query('commit');
  });
  await deliverUntil(subscription, () => seen.length > 0);
  expect(seen).toEqual([1, 2]);
  await deliverEvents(db.jobs, subscription);
  expect(seen).toEqual([1, 2]);
});

test('many are delivered in order over pages, and a failing handler is given the same again', async () => {
  await db.app.transaction().execute(async (trx) => {
    for (let n = 0; n < 250; n += 1) await appendEvent(trx, { topic: 't.many', aggregate: 'a', payload: { n } });
  });
  const { seen, subscription } = collector('many', 't.many');
  let failed = false;
  const handle: typeof subscription.handle = async (event) => {
    if (!failed && event.payload['n'] === 150) {
      failed = true;
      throw new Error('once');
    }
    await subscription.handle(event);
  };
  const attempt = () =>
    deliverEvents(db.jobs, { ...subscription, handle }).then(
      () => 'nothing failed',
      (error: Error) => error.message,
    );
  await expect.poll(attempt, { timeout: 50_000, interval: 100 }).toBe('once');
  await deliverEvents(db.jobs, { ...subscription, handle });
  // 100…149 came twice: their page was rolled back.
  expect([...new Set(seen)]).toEqual(Array.from({ length: 250 }, (_, n) => n));
  expect(seen).toHaveLength(300);
});

test('a subscriber is woken by the commit', async () => {
  const { seen, subscription } = collector('woken', 't.woken');
  const stop = await subscribeEvents(db, subscription, silentLogger);
  await append('t.woken', 1);
  await expect.poll(() => seen, { timeout: 50_000 }).toEqual([1]);
  await stop();
  await append('t.woken', 2);
  expect(seen).toEqual([1]);
});

test('after a restore under new transaction numbers, what was delivered stays so and the rest is due', async () => {
  const { seen, subscription } = collector('woken', 't.woken');
  await sql`update idun.events set xid = (xid::text::numeric + 1000000)::text::xid8`.execute(db.owner);
  await sql`update idun.event_positions set done_below = (done_below::text::numeric + 1000000)::text::xid8`.execute(
    db.owner,
  );
  await deliverEvents(db.jobs, subscription);
  expect(seen).toEqual([]);
  await rebaseEvents(db.owner);
  await deliverUntil(subscription, () => seen.includes(2));
  expect(seen).toContain(2);
  await append('t.woken', 3);
  await deliverUntil(subscription, () => seen.at(-1) === 3);
  expect(seen.at(-1)).toBe(3);
});
