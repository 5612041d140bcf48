import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeManualClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../migrations/index.ts';
import { createOneTimeLink, endSession, findSession, openSession } from './index.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(trustMigrations);
});
afterAll(() => db.close());

test('a one-time link opens one session, even when ten ask at once', async () => {
  const link = await createOneTimeLink(db.app);
  const opened = await Promise.allSettled(Array.from({ length: 10 }, () => openSession(db.app, link)));
  expect(opened.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  await expect(openSession(db.app, link)).rejects.toMatchObject({ code: 'IDUN_LINK_USED', status: 403 });
});

test('a link and a session expire, a session can be ended', async () => {
  const clock = makeManualClock(new Date());
  const old = await createOneTimeLink(db.app, clock);
  const link = await createOneTimeLink(db.app, clock);
  const { session, secret } = await openSession(db.app, link, clock);
  expect((await findSession(db.app, secret, clock))?.id).toBe(session.id);
  expect(await findSession(db.app, 'another', clock)).toBeUndefined();
  clock.advance(25 * 3600_000);
  await expect(openSession(db.app, old, clock)).rejects.toMatchObject({ code: 'IDUN_LINK_USED' });
  expect(await findSession(db.app, secret, clock)).toBeUndefined();
  const fresh = await openSession(db.app, await createOneTimeLink(db.app));
  await endSession(db.app, fresh.session.id);
  expect(await findSession(db.app, fresh.secret)).toBeUndefined();
});
