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

/** Starts a worker, kills it some time after it is ready (or has done its first piece), and gives what it had said by then. */
async function workAndKill(
  given: { what: 'import' | 'receive' | 'work'; tag: string; tubes: string[] },
  after: number,
  since: 'ready' | 'first' = 'ready',
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
    reader.on('line', (line) => {
      if (line !== 'ready') lines.push(line);
      if (since === 'first' ? lines.length > 0 : line === 'ready') resolve();
    });
  });
  await Promise.race([ready, ended]);
  await sleep(after);
  child.kill('SIGKILL');
  await ended;
  // One that ended of itself has either done all, or is broken.
  expect(child.signalCode === 'SIGKILL' || lines.includes('done')).toBe(true);
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

test('receiving and the laboratory killed at any moment: a tube is its order’s line, a run is its product and its results', async () => {
  let all = 0;
  for (const [i, after] of [40, 20, 300].entries()) {
    const since = i === 0 ? 'ready' : 'first';
    const lines = await workAndKill({ what: 'receive', tag: `K${i}`, tubes: [] }, after, since);
    const confirmed = lines.filter((line) => line !== 'done');
    all += confirmed.length;
    const like = `K${i}-%`;
    // What was said to be done is: received, three quarters of it left, its DNA in the house.
    const there = await count(sql`select count(*)::int as n from biobank.specimens s
      join biobank.specimens d on d.barcode = s.barcode || '-D' and d.state = 'available' and d.amount = 50
      where s.barcode = any(${confirmed}::text[]) and s.state = 'available' and s.amount = 300`);
    expect(there).toBe(confirmed.length);
    // Of the one that was cut off nothing is half: neither a tube beside its order's line, nor a run beside what it made.
    const strays = await count(sql`select count(*)::int as n from biobank.specimens s
      left join biobank.order_lines l on l.specimen_no = s.specimen_no
      left join biobank.scans c on c.specimen_no = s.specimen_no
      where s.barcode like ${like} and s.barcode not like '%-D' and (l.order_no is null or c.reception_no is null)`);
    const products = await count(
      sql`select count(*)::int as n from biobank.specimens where barcode like ${`${like}-D`}`,
    );
    const measured = await count(sql`select count(*)::int as n from biobank.specimens s
      where s.barcode like ${like} and s.amount = 300`);
    expect([strays, products]).toEqual([0, measured]);
    expect(products - confirmed.length).toBeLessThanOrEqual(1);
    await expectWhole();
  }
  expect(all).toBeGreaterThan(0);
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
