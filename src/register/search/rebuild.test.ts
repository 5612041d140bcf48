import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { recordOptOut } from '../../trust/consent/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import {
  columnMigrations,
  columnsFolder,
  keepErased,
  publishTables,
  type StoredTable,
  TableWriter,
} from '../columns/index.ts';
import { askRegister } from './ask-register.ts';
import { searchMigrations } from './migrations/index.ts';
import { openRegister, type RegisterService, snapshotsFolder } from './open-register.ts';
import { readAsk } from './read-query.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-rebuild-'));
const actor = { kind: 'system', id: 'test' } as const;
let database: DatabaseHandle;
let service: RegisterService;
let scope: Scope;
let numbers: number[];

beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...columnMigrations, ...searchMigrations]);
  // Whatever its size, a nation is placed beside the one that answers.
  service = openRegister({ database, dataDir, atOnce: 0 });
  scope = await mintSystemScope(database.app, 'test');
  const { rows } = await sql<{ no: number }>`insert into trust.people (id, sex)
    select 'per_' || lpad(n::text, 22, '0'), 'female' from generate_series(1, 40) n returning person_no as no`.execute(
    database.owner,
  );
  numbers = rows.map(({ no }) => no);
});
afterAll(async () => {
  await service.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** So many people, the sex of all of them a word of its own, and specimens of some. */
function nation(people: number, specimens: number): StoredTable[] {
  const persons = new TableWriter(columnsFolder(dataDir), 'persons');
  persons.append(people, { person: Uint32Array.from(numbers.slice(0, people)) });
  const tubes = new TableWriter(columnsFolder(dataDir), 'specimens');
  tubes.append(specimens, {
    person: Uint32Array.from(numbers.slice(0, specimens)),
    custodian_id: numbers.slice(0, specimens).map(String),
  });
  return [persons.finish(), tubes.finish()];
}

const publish = (tables: readonly StoredTable[]): Promise<void> =>
  database.withActor(actor, (trx) => publishTables(trx, { feed: 'all', world: 'real', tables }));
const versionNow = async (): Promise<number> =>
  (await sql<{ version: number }>`select version::int as version from register.published`.execute(database.owner))
    .rows[0]!.version;
const ask = async () => {
  const { persons, specimens, asOf } = await askRegister(service, scope, 'count', readAsk('count', { query: {} }));
  return { persons, specimens, version: asOf.dataVersion, coming: asOf.coming };
};

test('while people are placed anew the earlier ones answer and say so; choices, erasures and specimens of meanwhile are in both', async () => {
  await publish(nation(20, 5));
  const first = await versionNow();
  expect(await ask()).toEqual({ persons: 20, specimens: 5, version: first, coming: undefined });

  await publish(nation(30, 5));
  const second = await versionNow();
  expect(await ask()).toEqual({ persons: 20, specimens: 5, version: first, coming: second });
  await database.withActor(actor, (trx) => recordOptOut(trx, numbers[0]!, actor, { scope: 'material' }));
  expect(await ask()).toEqual({ persons: 19, specimens: 4, version: first, coming: second });
  await database.withActor(actor, (trx) => keepErased(trx, [numbers[1]!]));
  expect(await ask()).toEqual({ persons: 18, specimens: 3, version: first, coming: second });
  // Specimens do not wait for people.
  await publish(nation(30, 8));
  const third = await versionNow();
  expect(await ask()).toEqual({ persons: 18, specimens: 6, version: first, coming: third });

  await service.settled('real');
  expect(await ask()).toEqual({ persons: 28, specimens: 6, version: third, coming: undefined });
  expect(readdirSync(snapshotsFolder(dataDir)).length).toBe(1);
});

test('people who change again meanwhile, and a feed that is taken back, end at what is published', async () => {
  const before = await ask();
  await publish(nation(31, 8));
  await ask();
  await publish(nation(33, 8));
  // Each answer is one of the states there were, never a mixture, and never an earlier one again.
  const seen: number[] = [];
  for (let n = 0; n < 400; n++) {
    const { persons, coming } = await ask();
    seen.push(persons!);
    if (coming === undefined) break;
    await sleep(10);
  }
  expect(seen.every((persons, at) => [28, 29, 31].includes(persons) && persons >= (seen[at - 1] ?? 0))).toBe(true);
  expect(seen.at(-1)).toBe(31);
  await publish(nation(35, 8));
  expect((await ask()).persons).toBe(31);
  await publish(nation(33, 8));
  expect(await ask()).toMatchObject({ persons: 31, version: await versionNow(), coming: undefined });
  expect(before.persons).toBe(28);
});

test('questions at the same time are all answered while snapshots change places', async () => {
  await publish(nation(36, 8));
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      await sleep(n * 15);
      return (await ask()).persons;
    }),
  );
  await service.settled('real');
  expect(answers.every((persons) => persons === 31 || persons === 34)).toBe(true);
  expect((await ask()).persons).toBe(34);
});

test('killed while people are placed anew, the next process answers with what is published and leaves no rubbish', async () => {
  const script = fileURLToPath(new URL('killed/testing.ts', import.meta.url));
  const urls = { owner: database.ownerUrl, app: database.appUrl, jobs: database.jobsUrl };
  for (const [at, wait] of [0, 400].entries()) {
    const next = nation(37 + at, 8);
    const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify({ urls, dataDir, next })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout!, 'data');
    await sleep(wait);
    child.kill('SIGKILL');
    const [, signal] = (await once(child, 'close')) as [number, string];
    expect(signal).toBe('SIGKILL');
    const fresh = openRegister({ database, dataDir, atOnce: 0 });
    const { persons, asOf } = await askRegister(fresh, scope, 'count', readAsk('count', { query: {} }));
    expect([persons, asOf.dataVersion, asOf.coming]).toEqual([35 + at, await versionNow(), undefined]);
    await fresh.close();
    // Half a file of a dead process goes once nobody can be writing it.
    for (const name of readdirSync(snapshotsFolder(dataDir))) utimesSync(join(snapshotsFolder(dataDir), name), 0, 0);
    await service.sweep();
    expect(readdirSync(snapshotsFolder(dataDir)).length).toBe(1);
  }
}, 120_000);
