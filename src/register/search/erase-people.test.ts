import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import { columnMigrations, columnsFolder, publishTables, type StoredTable, TableWriter } from '../columns/index.ts';
import { askRegister } from './ask-register.ts';
import { erasePeopleFromRegister, registerHolds } from './erase-people.ts';
import { searchMigrations } from './migrations/index.ts';
import { openRegister, type RegisterService } from './open-register.ts';
import { readAsk } from './read-query.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-erase-'));
const actor = { kind: 'system', id: 'test' } as const;
/** A number whose bytes are nowhere else. */
const erased = 0xbeef;
let database: DatabaseHandle;
let service: RegisterService;
let scope: Scope;

beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...columnMigrations, ...searchMigrations]);
  service = openRegister({ database, dataDir });
  scope = await mintSystemScope(database.app, 'test');
});
afterAll(async () => {
  await service.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

const people = [3, 5, erased, 9];

function write(rows: readonly number[]): StoredTable[] {
  const persons = new TableWriter(columnsFolder(dataDir), 'persons');
  persons.append(rows.length, {
    person: Uint32Array.from(rows),
    municipality: Uint16Array.from(rows, (no) => persons.word('municipality', no === erased ? 'Erased isle' : 'Town')),
  });
  const specimens = new TableWriter(columnsFolder(dataDir), 'specimens');
  specimens.append(rows.length, {
    person: Uint32Array.from(rows),
    collection: Uint16Array.from(rows, (no) => specimens.word('collection', no === erased ? 'Hers alone' : 'All')),
    custodian_id: rows.map((no) => (no === erased ? 'her-own-tube' : `tube-${no}`)),
  });
  const events = new TableWriter(columnsFolder(dataDir), 'events', 'diagnoses');
  const code = events.word('code', 'DA');
  events.append(rows.length, { person: Uint32Array.from(rows), code: Uint32Array.from(rows, () => code) });
  const genomes = new TableWriter(columnsFolder(dataDir), 'genomes');
  genomes.append(rows.length, { person: Uint32Array.from(rows) });
  return [persons.finish(), specimens.finish(), events.finish(), genomes.finish()];
}

const publish = (tables: StoredTable[]): Promise<void> =>
  database.withActor(actor, (trx) => publishTables(trx, { feed: 'all', world: 'real', tables }));
const count = async (): Promise<number | null> =>
  (await askRegister(service, scope, 'count', readAsk('count', { query: {} }))).persons;

/** Files below the register's folder in which bytes stand. */
function filesWith(bytes: Buffer): string[] {
  const folder = join(dataDir, 'register');
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file).isFile() && readFileSync(file).includes(bytes));
}
const marks = [
  Buffer.from(Uint32Array.of(erased).buffer),
  ...['her-own-tube', 'Erased isle', 'Hers alone'].map((text) => Buffer.from(text)),
];

test('of who is erased no byte is left in column files and snapshots, and none comes back with the next version of the feed', async () => {
  await publish(write([...people, 11]));
  await publish(write(people));
  expect(await count()).toBe(4);
  for (const mark of marks) expect(filesWith(mark).length, mark.toString()).toBeGreaterThan(0);
  const deps = { database, dataDir };
  expect(await registerHolds(deps, [erased])).toBe(true);
  expect(await erasePeopleFromRegister(deps, [erased], { actor })).toMatchObject({ tables: 4, rows: 4 });
  for (const mark of marks) expect(filesWith(mark), mark.toString()).toEqual([]);
  expect(await registerHolds(deps, [erased])).toBe(false);
  expect(await count()).toBe(3);
  const kept = await askRegister(
    service,
    scope,
    'facets',
    readAsk('facets', { query: {}, facets: ['collection', 'municipality'] }),
  );
  expect(kept.facets).toEqual({
    collection: [{ value: 'All', persons: 3, specimens: 3 }],
    municipality: [{ value: 'Town', persons: 3 }],
  });

  await publish(write([...people, 11]));
  expect(await count()).toBe(4);
  await erasePeopleFromRegister(deps, [erased], { actor });
  for (const mark of marks) expect(filesWith(mark), mark.toString()).toEqual([]);
});
