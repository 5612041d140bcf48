import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle, StoredEvent } from '../../platform/database/index.ts';
import { deliverEvents } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { createPeople, peopleMigrations } from '../people/index.ts';
import {
  consentMigrations,
  currentEpoch,
  isOptedOut,
  maskChannel,
  optedOutPersons,
  recordOptIn,
  recordOptOut,
} from './index.ts';

let db: DatabaseHandle;
const actor: ActorRef = { kind: 'operator', id: 'test' };
beforeAll(async () => {
  db = await openTestDatabase([...peopleMigrations, ...consentMigrations]);
  await createPeople(db.app, [{}, {}, {}, {}]);
});
afterAll(() => db.close());

test('an opt-out starts a new mask epoch at once and tells it; twice changes nothing; an opt-in ends it', async () => {
  const told: string[] = [];
  const stop = await db.listen(maskChannel, (payload) => told.push(payload));
  const before = await currentEpoch(db.app);
  const first = await db.withActor(actor, (trx) => recordOptOut(trx, 2, actor));
  expect(first).toEqual({ changed: true, maskEpoch: before + 1 });
  expect(await db.withActor(actor, (trx) => recordOptOut(trx, 2, actor))).toEqual({
    changed: false,
    maskEpoch: before + 1,
  });
  await db.withActor(actor, (trx) => recordOptOut(trx, 0, actor));
  expect(await optedOutPersons(db.app)).toEqual({ maskEpoch: before + 2, persons: Uint32Array.of(0, 2) });
  expect(await db.withActor(actor, (trx) => recordOptIn(trx, 2, actor))).toEqual({
    changed: true,
    maskEpoch: before + 3,
  });
  expect(await isOptedOut(db.app, 2)).toBe(false);
  expect(await isOptedOut(db.app, 0)).toBe(true);
  await expect.poll(() => told, { timeout: 30_000 }).toEqual([before + 1, before + 2, before + 3].map(String));
  await stop();
});

test('choice and epoch are one transaction', async () => {
  const before = await optedOutPersons(db.app);
  const failing = db.withActor(actor, async (trx) => {
    await recordOptOut(trx, 3, actor);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await optedOutPersons(db.app)).toEqual(before);
});

test('every change is an event of the person, in order', { timeout: 90_000 }, async () => {
  const events: StoredEvent[] = [];
  const handle = async (event: StoredEvent) => void events.push(event);
  const subscription = { subscriber: 'test', topics: ['consent.changed'], handle };
  // Events wait for older transactions, those of other files on the shared server too.
  const deliver = async () => {
    await deliverEvents(db.jobs, subscription);
    return events.length;
  };
  await expect.poll(deliver, { timeout: 60_000 }).toBe(3);
  expect(events.map((event) => [event.aggregate, event.payload['optedOut']])).toEqual([
    ['person:2', true],
    ['person:0', true],
    ['person:2', false],
  ]);
});
