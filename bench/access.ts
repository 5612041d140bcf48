/** The coordinating centre with 3,000 applications and 72,000 events: every list and page, as the server answers it. */

import { accessMigrations } from '../src/access/migrations.ts';
import { pagesOf } from '../src/access/testing-pages.ts';
import { fillCentre } from '../src/access/testing-scale.ts';
import { systemClock } from '../src/platform/clock/index.ts';
import { openTestDatabase } from '../src/platform/database/testing.ts';
import { trustMigrations } from '../src/trust/migrations/index.ts';
import { type BenchOptions, type BenchRow, median, percentile } from './row.ts';

const times = 20;

/** Measures. `small` is a tenth of the applications. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const db = await openTestDatabase([...trustMigrations, ...accessMigrations]);
  try {
    const applications = small ? 300 : 3000;
    const filled = await fillCentre(db.owner, { applications, events: 24 });
    say(`${applications} applications, ${applications * 24} events`);
    for (const [name, page] of Object.entries(pagesOf(db, systemClock, filled))) {
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        const started = performance.now();
        await page();
        took.push(performance.now() - started);
      }
      say(`${name}: p95 ${percentile(took, 0.95).toFixed(1)} ms`);
      const ours = median(took);
      yield { name: `access: ${name}`, ours, peer: null, peerName: null, unit: 'ms', goal: { limit: 200 } };
    }
  } finally {
    await db.close();
  }
}
