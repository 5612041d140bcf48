import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../platform/clock/index.ts';
import type { DatabaseHandle } from '../platform/database/index.ts';
import { openTestDatabase } from '../platform/database/testing.ts';
import { trustMigrations } from '../trust/migrations/index.ts';
import { accessMigrations } from './migrations.ts';
import { pagesOf } from './testing-pages.ts';
import { type Filled, fillCentre } from './testing-scale.ts';

let db: DatabaseHandle;
let filled: Filled;
beforeAll(async () => {
  db = await openTestDatabase([...trustMigrations, ...accessMigrations]);
  filled = await fillCentre(db.owner, { applications: 3000, events: 24 });
}, 120_000);
afterAll(() => db.close());

test('3,000 applications with 72,000 events: every page at once; the time of each is told, and none is of another order', async () => {
  const { rows } = await sql<{ events: number }>`select count(*)::int as events from access.case_events`.execute(
    db.app,
  );
  expect(rows[0]!.events).toBe(72_000);
  const slow: string[] = [];
  for (const [name, page] of Object.entries(pagesOf(db, systemClock, filled))) {
    // The best of a few: other work on the machine is not the page's.
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 12 && best >= 200; i++) {
      const started = performance.now();
      await page();
      best = Math.min(best, performance.now() - started);
    }
    if (best >= 200) console.log(`${name}: ${Math.round(best)} ms on this machine now, meant to be under 200`);
    // Ten times as long is no busy machine but a question that looks at every row.
    if (best >= 2000) slow.push(name);
  }
  expect(slow).toEqual([]);
});
