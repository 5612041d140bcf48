import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SWEEP_LOCK } from '../../platform/backup/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { describeMasterKey, listKeyFiles, openMasterKey, readKey } from '../../platform/keys/index.ts';
import {
  latestHead,
  openAuditKey,
  readAuditPublicKey,
  recordAccess,
  sequenceNow,
  verifyLog,
} from '../../trust/audit/index.ts';
import {
  createPeople,
  openCprKeys,
  type Person,
  parseCpr,
  readCpr,
  recordCprs,
  rotatePeopleKeys,
} from '../../trust/people/index.ts';
import { mintOperatorScope, type Scope } from '../../trust/scope/index.ts';
import { migrations } from '../migrations.ts';
import { renewAuditKey, renewMasterKey } from './rotate.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-keys-killed-'));
const actor = { kind: 'operator', id: 'test' } as const;
const cpr = parseCpr('010190-1234');
let database: DatabaseHandle;
let scope: Scope;
let person: Person;
// As a running server holds them, from before the first rotation to after the last.
const cprKeys = openCprKeys(dataDir);
const auditKey = openAuditKey(dataDir);

beforeAll(async () => {
  database = await openTestDatabase(migrations);
  scope = await mintOperatorScope(database.app, { actorId: 'test' });
  [person] = (await createPeople(database.app, [{}])) as [Person];
  await database.withActor(actor, (trx) => recordCprs(trx, cprKeys, [{ personNo: person.personNo, cpr }]));
  await rotatePeopleKeys(database, cprKeys);
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

const deps = () => ({ database, config: { dataDir } });
const masterFiles = () => readdirSync(join(dataDir, 'keys')).filter((name) => name.startsWith('master'));

/** Rotates in another process, which is killed at a step. */
async function killAt(what: 'master' | 'audit', dieAt: string): Promise<void> {
  const told = {
    what,
    dieAt,
    dataDir,
    urls: { owner: database.ownerUrl, app: database.appUrl, jobs: database.jobsUrl },
  };
  const script = fileURLToPath(new URL('testing.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(told)], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'close')) as [number, string];
  expect(signal).toBe('SIGKILL');
  // The server notices the lost connection a moment later.
  await database.advisoryLock(SWEEP_LOCK, async () => undefined);
}

async function rotationsOnRecord(object: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_entries
    where action = 'keys.rotate' and convert_from(entry, 'UTF8')::jsonb ->> 'object' = ${object}`.execute(
    database.owner,
  );
  return rows[0]!.n;
}

/** What is wrapped opens, with keys held since before and with keys opened now. */
async function assertReadable(): Promise<void> {
  expect(await readCpr(database.app, cprKeys, person.personNo)).toBe(cpr);
  expect(await readCpr(database.app, openCprKeys(dataDir), person.personNo)).toBe(cpr);
  for (const name of listKeyFiles(dataDir)) expect(readKey(dataDir, name)!.length).toBeGreaterThan(30);
}

test('a master key that was killed on its way in: everything opens, and the next call finishes', async () => {
  let done = 0;
  for (const [step, committed, resumed] of [
    ['kept', false, false],
    ['replaced', false, true],
    ['rows', false, true],
    ['committed', true, true],
  ] as const) {
    const { id } = describeMasterKey(dataDir);
    await killAt('master', step);
    await assertReadable();
    expect([step, await rotationsOnRecord('master')]).toEqual([step, done + Number(committed)]);
    const { unfinished } = describeMasterKey(dataDir);
    expect([step, unfinished]).toEqual([step, resumed ? id : null]);
    const answer = await renewMasterKey(deps(), { scope });
    expect([step, answer.resumed, answer.from]).toEqual([step, resumed, id]);
    expect(answer.rows).toBe(committed ? 0 : 2);
    expect(masterFiles()).toEqual(['master.key']);
    await assertReadable();
    done += Number(committed) + 1;
  }
}, 120_000);

test('a key that cannot be opened stops a rotation before anything is changed', async () => {
  const { id } = describeMasterKey(dataDir);
  const good = await sql<{ wrapped: Buffer }>`select wrapped_lookup as wrapped from trust.people_keys`.execute(
    database.owner,
  );
  const foreign = mkdtempSync(join(tmpdir(), 'idun-keys-foreign-'));
  const alien = openMasterKey(foreign).wrap(Buffer.alloc(32), 'lookup 1');
  await sql`update trust.people_keys set wrapped_lookup = ${alien}`.execute(database.owner);
  await expect(renewMasterKey(deps(), { scope })).rejects.toMatchObject({ code: 'IDUN_KEY_MISSING' });
  expect(describeMasterKey(dataDir)).toMatchObject({ id, unfinished: null });
  await sql`update trust.people_keys set wrapped_lookup = ${good.rows[0]!.wrapped}`.execute(database.owner);
  rmSync(foreign, { recursive: true });
  await assertReadable();
});

test('every column of wrapped keys is known to the rotation', async () => {
  const { wrappedColumns } = await import('./columns.ts');
  const { rows } = await sql<{ name: string }>`select table_schema || '.' || table_name || '.' || column_name as name
    from information_schema.columns where column_name like 'wrapped%' and data_type = 'bytea'`.execute(database.owner);
  expect(rows.map(({ name }) => name).sort()).toEqual(
    wrappedColumns.map(({ table, column }) => `${table}.${column}`).sort(),
  );
});

test('a key of the log killed on its way in: one key signs, the chain holds for whoever knows the first', async () => {
  const write = async () => {
    await recordAccess(database.app, scope, { action: 'genomes.show', object: person.id });
    await sequenceNow({ db: database.jobs, key: auditKey });
  };
  const verify = (key: Parameters<typeof verifyLog>[0]['key']) => verifyLog({ url: database.appUrl, key });
  const first = readAuditPublicKey(auditKey.pem);
  await write();
  for (const [step, resumed] of [
    ['announced', false],
    ['committed', true],
  ] as const) {
    const before = auditKey.keyId;
    await killAt('audit', step);
    await write();
    expect([step, auditKey.keyId === before]).toEqual([step, step === 'announced']);
    expect(await verify(first)).toMatchObject({ intact: true, keyId: auditKey.keyId });
    expect([step, (await renewAuditKey(deps(), { scope })).resumed]).toEqual([step, resumed]);
    expect(existsSync(join(dataDir, 'keys', 'audit-signing.next.pem'))).toBe(false);
    await write();
    expect((await latestHead(database.app))!.keyId).toBe(openAuditKey(dataDir).keyId);
    expect(await verify(openAuditKey(dataDir))).toMatchObject({ intact: true });
  }
  expect(await rotationsOnRecord('audit')).toBe(2);
  expect(await verify(first)).toMatchObject({ intact: true, keyId: auditKey.keyId });
}, 120_000);
