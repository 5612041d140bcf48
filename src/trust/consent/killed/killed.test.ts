import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { openTestDatabase } from '../../../platform/database/testing.ts';
import {
  createPeople,
  findManyByCpr,
  openCprKeys,
  type Person,
  parseCpr,
  peopleMigrations,
  readCpr,
  recordCprs,
  rotatePeopleKeys,
} from '../../people/index.ts';
import { consentMigrations, currentEpoch, importRegister, optedOutPersons } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-kill-'));
const register = join(folder, 'register.csv');
const actor = { kind: 'operator', id: 'test' } as const;
const keys = openCprKeys(folder);
const count = 600;
const listed = 400;
const cprs = Array.from({ length: count }, (_, i) => parseCpr(`6101${String(10 + (i % 80))}${String(1000 + i)}`));
let db: DatabaseHandle;
let people: Person[];

beforeAll(async () => {
  db = await openTestDatabase([...peopleMigrations, ...consentMigrations]);
  people = await createPeople(
    db.app,
    cprs.map(() => ({})),
  );
  const given = people.map(({ personNo }, i) => ({ personNo, cpr: cprs[i]! }));
  await db.withActor(actor, (trx) => recordCprs(trx, keys, given));
  const lines = cprs.slice(0, listed).map((cpr) => `${cpr},both,2024-01-01`);
  writeFileSync(register, `cpr,scope,registered\n${lines.join('\n')}\n`);
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

/** Starts a writer, kills it some time after it is ready, and gives the lines it had said by then. */
async function writeAndKill(what: 'import' | 'choices' | 'keys', after: number): Promise<string[]> {
  const told = {
    ...{ what, dataDir: folder, register },
    urls: { owner: db.ownerUrl, app: db.appUrl, jobs: db.jobsUrl },
    persons: people.slice(listed).map(({ personNo }) => personNo),
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

const out = async () => new Set((await optedOutPersons(db.app)).persons);

test('a register import killed at any moment has taken everything or nothing, and the next one takes it', async () => {
  for (const after of [0, 15, 40, 80, 160]) {
    const lines = await writeAndKill('import', after);
    const { size } = await out();
    expect([0, listed]).toContain(size);
    if (lines.includes('done')) expect(size).toBe(listed);
    expect(await currentEpoch(db.app)).toBe(size === 0 ? 1 : 2);
  }
  await importRegister(db, keys, { path: register, asOf: new Date('2026-01-01'), actor });
  expect((await out()).size).toBe(listed);
  expect(await currentEpoch(db.app)).toBe(2);
}, 120_000);

test('choices killed at any moment: each that was confirmed holds, and epoch and choices agree', async () => {
  for (const after of [20, 60, 150]) {
    const confirmed = (await writeAndKill('choices', after)).filter((line) => line !== 'done').map(Number);
    const persons = await out();
    for (const personNo of confirmed) expect(persons.has(personNo)).toBe(true);
    const { rows } = await sql<{ n: number; events: number }>`select
        (select count(*) from trust.consent_choices where source = 'citizen') as n,
        (select count(*) from idun.events where topic = 'consent.changed') as events`.execute(db.app);
    expect(persons.size).toBe(listed + rows[0]!.n);
    expect([await currentEpoch(db.app), rows[0]!.events]).toEqual([2 + rows[0]!.n, rows[0]!.n]);
  }
}, 120_000);

test('a rotation of keys killed at any moment leaves every number readable and findable; the next call finishes it', async () => {
  for (const after of [5, 30, 90]) {
    await writeAndKill('keys', after);
    expect([...(await findManyByCpr(db.app, keys, cprs))]).toEqual(people.map(({ personNo }) => personNo));
    for (const i of [0, 299, count - 1]) expect(await readCpr(db.app, keys, people[i]!.personNo)).toBe(cprs[i]);
  }
  await rotatePeopleKeys(db, keys);
  const { rows } = await sql<{ n: number }>`select count(distinct generation) as n from trust.people_cpr`.execute(
    db.app,
  );
  expect(rows[0]!.n).toBe(1);
}, 120_000);
