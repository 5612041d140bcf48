import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../accounts.ts';
import { makeRecoveryCodes } from '../recovery-codes.ts';
import { findSession } from '../sessions.ts';
import { openTestIdentity, type TestIdentity } from '../testing.ts';

const program = fileURLToPath(new URL('./testing.ts', import.meta.url));
let identity: TestIdentity;
beforeAll(async () => {
  identity = await openTestIdentity();
});
afterAll(() => identity.close());

test('killed in the middle of a sign-in: a whole session or none, its code used or not, and the person can come in again', async () => {
  const { app, appUrl, owner } = identity.db;
  const login = 'killed';
  const account = await createAccount(app, { name: 'Killed', login, by: 'test' });
  let killed = 0;
  for (let round = 0; round < 4; round++) {
    const codes = await makeRecoveryCodes(app, account);
    await sql`delete from trust.sessions where account_no = ${account.accountNo}`.execute(owner);
    const before = await countOpened();
    const child = spawn(process.execPath, ['--import', 'tsx', program, appUrl, login, ...codes], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: string[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => told.push(line));
    const ended = once(child, 'close');
    while (told.length < 2 + round && child.exitCode === null) await sleep(1);
    await sleep(round);
    child.kill('SIGKILL');
    await ended;
    if (child.signalCode === 'SIGKILL') killed++;

    // A statement that was under way may still be decided after the process is gone.
    await expect.poll(() => busyConnections(), { timeout: 20_000 }).toBe(0);
    for (const secret of told) expect(await findSession(app, secret)).toMatchObject({ accountId: account.id });
    const { rows } = await sql<{ sessions: number; used: number }>`select
        (select count(*) from trust.sessions where account_no = ${account.accountNo}) as sessions,
        (select count(*) from trust.recovery_codes where account_no = ${account.accountNo} and used_at is not null)
          as used`.execute(owner);
    const { sessions, used } = rows[0]!;
    expect(sessions).toBeGreaterThanOrEqual(told.length);
    expect(sessions).toBeLessThanOrEqual(told.length + 1);
    expect(used).toBe(sessions);
    expect((await countOpened()) - before).toBe(sessions);
    const again = await identity.browser().ask('POST', '/api/sign-in/recovery', { login, code: codes.at(-1) });
    expect(again.status).toBe(200);
  }
  expect(killed).toBeGreaterThan(0);

  async function countOpened(): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_entries
      where convert_from(entry, 'UTF8') like '%"session.open"%'`.execute(owner);
    return rows[0]!.n;
  }

  async function busyConnections(): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
        and usename = (select current_user)`.execute(app);
    return rows[0]!.n;
  }
}, 180_000);
