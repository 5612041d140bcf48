import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayBiobank } from '../../specimens/index.ts';
import { openTestBiobank, type TestBiobank } from '../../specimens/testing.ts';
import { dispensingMigrations } from '../index.ts';

let bank: TestBiobank;
beforeAll(async () => {
  bank = await openTestBiobank(dispensingMigrations);
});
afterAll(() => bank.close());

/** Starts a worker, kills it some time after it is ready, and gives what it had said by then. */
async function workAndKill(
  given: { what: 'import' | 'work'; tag: string; tubes: string[] },
  after: number,
): Promise<string[]> {
  const { ownerUrl, appUrl, jobsUrl } = bank.database;
  const told = {
    ...given,
    dataDir: bank.dataDir,
    bank: bank.bank.name,
    urls: { owner: ownerUrl, app: appUrl, jobs: jobsUrl },
  };
  const script = fileURLToPath(new URL('testing.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(told)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve) => {
    reader.on('line', (line) => (line === 'ready' ? resolve() : lines.push(line)));
  });
  await Promise.race([ready, ended]);
  await sleep(after);
  child.kill('SIGKILL');
  await ended;
  return lines;
}

const count = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
  (await query.execute(bank.database.owner)).rows[0]!.n;

async function expectWhole(): Promise<void> {
  const report = await replayBiobank(bank.deps, bank.operator, bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
  // A promise and its tube say the same, and every tube has one at most.
  const torn = await count(sql`select count(*)::int as n from biobank.specimens s
    left join biobank.promises p on p.specimen_no = s.specimen_no and p.ended_at is null
    where (s.state in ('reserved', 'picked', 'shipped', 'delivered')) <> (p.specimen_no is not null)`);
  expect(torn).toBe(0);
  const mass = await count(sql`select count(*)::int as n from biobank.specimens s where s.given <>
    (select coalesce(sum(taken), 0) from biobank.derivations d where d.parent_no = s.specimen_no)`);
  expect(mass).toBe(0);
}

test('an import killed at any moment has taken every row or none', async () => {
  for (const [i, after] of [30, 250, 700].entries()) {
    const lines = await workAndKill({ what: 'import', tag: `I${i}`, tubes: [] }, after);
    const taken = await count(sql`select count(*)::int as n from biobank.specimens where barcode like ${`I${i}-%`}`);
    expect([0, 300]).toContain(taken);
    if (lines.includes('imported')) expect(taken).toBe(300);
  }
  await expectWhole();
}, 240_000);

test('dispensing killed at any moment: nothing lost, nothing doubled, what was confirmed is so', async () => {
  for (const after of [60, 300, 900]) {
    const tubes = (await bank.register(Array.from({ length: 12 }, () => ({ amount: 20 })))).map(
      ({ barcode }) => barcode,
    );
    const confirmed = (await workAndKill({ what: 'work', tag: '', tubes }, after)).filter((line) => line !== 'done');
    const back = await count(sql`select count(*)::int as n from biobank.specimens
      where barcode = any(${confirmed}::text[]) and amount = 5 and thaws = 1 and state = 'available'`);
    expect(back).toBe(confirmed.length);
    await expectWhole();
  }
}, 240_000);
