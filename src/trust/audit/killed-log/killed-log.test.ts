import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latestHead } from '../heads.ts';
import { type SequencerStep, sequenceNow } from '../sequencer.ts';
import { openTestLog, type TestLog } from '../testing.ts';
import { verifyLog } from '../verify/verify-log.ts';

const program = fileURLToPath(new URL('./testing.ts', import.meta.url));
let log: TestLog;
beforeAll(async () => {
  log = await openTestLog();
});
afterAll(() => log.close());

function start(task: 'write' | 'sequence', dieAt = ''): { child: ChildProcess; acknowledged: string[] } {
  const { db, dataDir } = log;
  const child = spawn(process.execPath, ['--import', 'tsx', program, task, db.appUrl, db.jobsUrl, dataDir, dieAt], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (id) => acknowledged.push(id));
  return { child, acknowledged };
}

/** Waits until a child has said so much; one that ended by itself has failed. */
async function until({ child, acknowledged }: ReturnType<typeof start>, count: number): Promise<void> {
  while (acknowledged.length < count) {
    if (child.exitCode !== null) throw new Error(`the child ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function entriesOf(ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_entries
    where id = any(${[...ids]}::text[])`.execute(log.db.app);
  return rows[0]!.n;
}

async function assertWhole(): Promise<void> {
  // The server may not have noticed yet that who held the sequencer's lock is dead.
  await expect
    .poll(
      async () => {
        await sequenceNow({ db: log.db.jobs, key: log.key });
        const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_pending`.execute(log.db.app);
        return rows[0]!.n;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
  const report = await verifyLog({ url: log.db.appUrl, key: log.key });
  expect(report).toMatchObject({ intact: true, pending: 0, findings: [] });
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_entries`.execute(log.db.app);
  expect(report.size).toBe(rows[0]!.n);
}

test('of a writer killed at any moment, every entry that it was told of is there, and none is there by half', async () => {
  for (let round = 0; round < 3; round++) {
    const running = start('write');
    await until(running, 40 + 37 * round);
    const { child, acknowledged } = running;
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await entriesOf(acknowledged)).toBe(acknowledged.length);
    const halves = await sql<{ n: number }>`select count(*) as n from trust.audit_entries e
      where not exists (select from trust.audit_subjects s where s.entry_no = e.entry_no)
        or (not exists (select from trust.audit_pending p where p.entry_no = e.entry_no) and not exists (
          select from trust.audit_runs r where e.entry_no >= r.first_entry and e.entry_no < r.first_entry + r.length))`.execute(
      log.db.app,
    );
    expect(halves.rows[0]!.n).toBe(0);
    await assertWhole();
  }
}, 180_000);

const steps: readonly SequencerStep[] = ['locked', 'read', 'runs', 'tiles', 'head', 'queue', 'committed'];

test.each(steps)(
  'of a sequencer killed when it has come to “%s” either all or nothing is there, and the next goes on',
  async (step) => {
    await log.fill(20, { subjects: ['per_0000000000000000000001'] });
    const before = (await latestHead(log.db.app))!.size;
    const writing = start('write');
    await until(writing, 300);
    const { child: writer } = writing;
    writer.kill('SIGKILL');
    await once(writer, 'close');
    const { child } = start('sequence', step);
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const after = (await latestHead(log.db.app))!.size;
    if (step === 'committed') expect(after).toBeGreaterThanOrEqual(before + 300);
    else expect(after).toBe(before);
    await assertWhole();
  },
  60_000,
);

test('a sequencer killed at random moments while others write and sequence leaves a whole log', async () => {
  const { child: writer, acknowledged } = start('write');
  for (let round = 0; round < 3; round++) {
    const running = start('sequence');
    await until(running, 5 + 9 * round);
    const { child } = running;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  writer.kill('SIGKILL');
  await once(writer, 'close');
  expect(await entriesOf(acknowledged)).toBe(acknowledged.length);
  await assertWhole();
}, 180_000);
