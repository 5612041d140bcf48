import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import {
  changeCpr,
  createPeople,
  openCprKeys,
  type Person,
  parseCpr,
  peopleMigrations,
  recordCprs,
  rotatePeopleKeys,
} from '../people/index.ts';
import {
  consentMigrations,
  countedAt,
  currentEpoch,
  importRegister,
  isOptedOut,
  optedOutPersons,
  recordOptIn,
  recordOptOut,
} from './index.ts';

const actor: ActorRef = { kind: 'operator', id: 'test' };
const folder = mkdtempSync(join(tmpdir(), 'idun-register-'));
const keys = openCprKeys(folder);
const count = 200;
const cprOf = (i: number) => `0101${String(10 + (i % 80))}-${String(1000 + i)}`;
let db: DatabaseHandle;
let people: Person[];
let time = 0;

beforeAll(async () => {
  db = await openTestDatabase([...peopleMigrations, ...consentMigrations]);
  people = await createPeople(
    db.app,
    Array.from({ length: count }, () => ({})),
  );
  const given = people.map(({ personNo }, i) => ({ personNo, cpr: parseCpr(cprOf(i)) }));
  await db.withActor(actor, (trx) => recordCprs(trx, keys, given));
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const row = (i: number, scope = 'both', since = '2024-05-01') => `${cprOf(i)},${scope},${since}`;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function write(rows: readonly string[]): string {
  const path = join(folder, 'register.csv');
  writeFileSync(path, `cpr,scope,registered\n${rows.join('\n')}\n`);
  return path;
}

/** Imports written out one after another: each a day later than the one before. */
async function take(
  rows: readonly string[],
  options: { allowShrinking?: boolean; signal?: AbortSignal; asOf?: Date } = {},
) {
  time += 1;
  const asOf = options.asOf ?? new Date(Date.parse('2026-01-01') + time * 86_400_000);
  return await importRegister(db, keys, { path: write(rows), actor, ...options, asOf });
}

const outNow = async () => (await optedOutPersons(db.app)).persons.length;

test('the whole register is taken, differences only the next time, and the same file changes nothing', async () => {
  const epoch = await currentEpoch(db.app);
  expect(await take(range(0, 100).map((i) => row(i)))).toMatchObject({
    lines: 100,
    choices: 200,
    added: 200,
    changed: true,
    maskEpoch: epoch + 1,
  });
  expect(await outNow()).toBe(100);
  const rows = [...range(1, 100).map((i) => row(i)), row(120, 'genetic')];
  const answer = await take(rows);
  expect(answer).toMatchObject({ added: 1, ended: 2, same: 198, corrected: 0, maskEpoch: epoch + 2 });
  expect(await isOptedOut(db.app, people[0]!.personNo)).toBe(false);
  expect(await isOptedOut(db.app, people[120]!.personNo, 'material')).toBe(false);
  const asOf = new Date(Date.parse('2026-01-01') + time * 86_400_000);
  expect(await take(rows, { asOf })).toMatchObject({ changed: false, maskEpoch: epoch + 2 });
  expect(await currentEpoch(db.app)).toBe(epoch + 2);
  await expect(take(rows, { asOf: new Date('2025-12-31') })).rejects.toMatchObject({ code: 'IDUN_CONSENT_FILE_OLDER' });
});

test('a file that is wrong anywhere, or cut off, changes nothing; the line is named and not repeated', async () => {
  const before = await optedOutPersons(db.app);
  const good = range(1, 100).map((i) => row(i));
  const wrong = take([...good, '991390-1234,both,2024-01-01', row(150)]);
  await expect(wrong).rejects.toMatchObject({ code: 'IDUN_CONSENT_FILE', extra: { file: 'register.csv', line: 101 } });
  await expect(wrong).rejects.not.toThrow(/991390/);
  for (const bad of [
    '010190-1234,blood,2024-01-01',
    '010190-1234,both,soon',
    '010190-1234,both',
    '010190-1234,both,2044-01-01',
  ]) {
    await expect(take([bad, ...good])).rejects.toMatchObject({ code: 'IDUN_CONSENT_FILE', extra: { line: 2 } });
  }
  await expect(take(good.slice(0, 50))).rejects.toMatchObject({ code: 'IDUN_CONSENT_FILE_SHRINKS' });
  expect(await optedOutPersons(db.app)).toEqual(before);
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.consent_import_rows`.execute(db.app);
  expect(rows[0]!.n).toBe(0);
});

test('interrupted, the same file goes on; nothing holds before the end', async () => {
  const rows = [...range(1, 100).map((i) => row(i)), row(120, 'genetic'), row(121)];
  const before = await optedOutPersons(db.app);
  await expect(take(rows, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  expect(await optedOutPersons(db.app)).toEqual(before);
  time -= 1;
  expect(await take(rows)).toMatchObject({ added: 2, ended: 0 });
});

test('a number nobody has is kept as its hash, and whoever gets it is out from the first moment', async () => {
  const present = [...range(1, 100).map((i) => row(i)), row(120, 'genetic'), row(121)];
  const later = '020290-1111';
  const known = '020290-2222';
  const answer = await take([...present, `${later},both,2023-01-01`, `${known},genetic,2023-01-01`]);
  expect(answer).toMatchObject({ added: 3, unknown: 3 });
  const stored = await sql<{
    text: string;
  }>`select w::text || coalesce(c::text, '') as text from trust.awaited_numbers w
    left join trust.consent_choices c using (awaited_no)`.execute(db.app);
  expect(stored.rows.map(({ text }) => text).join()).not.toMatch(/0202901111|303230323930/);

  // The keys are renewed meanwhile: the hash waits under the old one until the next import, and is found all the same.
  expect(await rotatePeopleKeys(db, keys)).toMatchObject({ hashesWaiting: 2 });
  const epoch = await currentEpoch(db.app);
  const [person] = await createPeople(db.app, [{}]);
  await db.withActor(actor, (trx) => recordCprs(trx, keys, [{ personNo: person!.personNo, cpr: parseCpr(later) }]));
  expect(await isOptedOut(db.app, person!.personNo)).toBe(true);
  expect(await isOptedOut(db.app, person!.personNo, 'material')).toBe(true);
  expect(await currentEpoch(db.app)).toBe(epoch + 1);
  expect(await countedAt(db.app, person!.personNo, 'research', { at: new Date() })).toMatchObject({ counted: false });

  await take([...present, `${later},both,2023-01-01`, `${known},genetic,2023-01-01`]);
  expect(await rotatePeopleKeys(db, keys)).toMatchObject({ hashesWaiting: 1 });
  await take([...present, `${later},both,2023-01-01`, `${known},genetic,2023-01-01`]);
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.people_keys`.execute(db.app);
  const retire = await rotatePeopleKeys(db, keys);
  expect([rows[0]!.n, retire.hashesWaiting]).toEqual([2, 1]);
  // A person we have gets the number we waited for.
  await db.withActor(actor, (trx) => changeCpr(trx, keys, people[180]!.personNo, { cpr: parseCpr(known) }, actor));
  expect(await isOptedOut(db.app, people[180]!.personNo)).toBe(true);
});

test('what somebody said here after the file was written is not undone by it', async () => {
  const rows = [
    ...range(1, 100).map((i) => row(i)),
    row(120, 'genetic'),
    row(121),
    '020290-1111,both,2023-01-01',
    '020290-2222,genetic,2023-01-01',
  ];
  await db.withActor(actor, (trx) => recordOptOut(trx, people[150]!.personNo, actor, { source: 'citizen' }));
  await db.withActor(actor, (trx) => recordOptIn(trx, people[5]!.personNo, actor, { source: 'citizen' }));
  expect(await take(rows)).toMatchObject({ ended: 0, added: 0, differs: 1 });
  expect(await isOptedOut(db.app, people[150]!.personNo)).toBe(true);
  expect(await isOptedOut(db.app, people[5]!.personNo)).toBe(false);
  const again = rows.map((text) => (text.startsWith(cprOf(5)) ? row(5, 'both', '2027-01-01') : text));
  const later = new Date('2027-02-01');
  expect(await take(again, { asOf: later })).toMatchObject({ added: 1, corrected: 1 });
  expect(await isOptedOut(db.app, people[5]!.personNo)).toBe(true);
});
