import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { recordOptOut } from '../../trust/consent/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import { mintTestScope, testSession } from '../../trust/scope/testing.ts';
import { columnMigrations, columnsFolder, publishTables, type StoredTable, TableWriter } from '../columns/index.ts';
import { generateNation, plantedAnswers } from '../nation/index.ts';
import { askRegister } from './ask-register.ts';
import { answerCsv } from './disclosure/answer-csv.ts';
import { searchMigrations } from './migrations/index.ts';
import type { Ask, AskName, Condition } from './model.ts';
import { openRegister, type RegisterService } from './open-register.ts';
import { readAsk } from './read-query.ts';
import { registerDrift, registerMembers, showRegisterDrift } from './register-members.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-register-'));
const actor = { kind: 'system', id: 'test' } as const;
let database: DatabaseHandle;
let service: RegisterService;
let researcher: Scope;
let officer: Scope;
let freezer: Scope;

const publish = (world: 'generated' | 'real', tables: StoredTable[]): Promise<void> =>
  database.withActor(actor, (trx) => publishTables(trx, { feed: world, world, tables }));
const asked = (...conditions: object[]): Ask<'count'> => readAsk('count', { query: { data: 'generated', conditions } });
const code = { register: 'diagnoses', codes: ['DP99X'] };
const cases: object = { field: 'event', ...code };
const window = (fromDays: number, toDays: number): object => ({
  field: 'specimen',
  window: { after: code, fromDays, toDays },
});

beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...columnMigrations, ...searchMigrations]);
  service = openRegister({ database, dataDir });
  researcher = await mintTestScope(database.app, testSession({ role: 'researcher' }), 'register.search');
  officer = await mintTestScope(database.app, testSession({ role: 'coordinator' }), 'register.search');
  freezer = await mintSystemScope(database.app, 'test');
  await publish('generated', await generateNation({ folder: columnsFolder(dataDir), scale: 0.0003 }));
});

afterAll(async () => {
  await service.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test('a generated nation gives the planted answers', async () => {
  const persons = async (...conditions: object[]) =>
    (await askRegister(service, officer, 'count', asked(...conditions))).persons;
  expect(await persons(cases)).toBe(plantedAnswers.cases);
  expect(await persons({ field: 'event', register: 'diagnoses', codes: ['DP99'] })).toBe(plantedAnswers.cases);
  expect(await persons(cases, window(-730, -365))).toBe(plantedAnswers.sampledBefore);
  expect(await persons(cases, window(0, 365))).toBe(plantedAnswers.sampledAfter);
  expect(await persons(cases, { field: 'specimen', atLeast: 2, gapDays: { from: 60, to: 120 } })).toBe(
    plantedAnswers.serial,
  );
  expect(await persons(cases, { field: 'genome', is: true })).toBe(plantedAnswers.casesWithGenome);
  expect(await persons(cases, { field: 'sex', any: ['female'] })).toBe(plantedAnswers.women);
  expect(await persons(cases, { field: 'living', is: false })).toBe(plantedAnswers.deadCases);
});

test('a researcher sees rounded counts and no small ones; what is asked is in the log', async () => {
  const entries = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from trust.audit_entries`.execute(database.owner)).rows[0]!.n;
  const before = await entries();
  const answer = await askRegister(service, researcher, 'funnel', readAsk('funnel', asked(cases, window(-730, -365))));
  expect(answer.steps[0]!.left.persons).toBe(405);
  expect(answer.roundedTo).toBe(5);
  const few = asked(
    cases,
    { field: 'birthYear', from: 1950, to: 1950 },
    { field: 'specimen', taken: { from: '2009-05-11', to: '2009-05-11' }, atLeast: 2 },
  );
  expect(await askRegister(service, officer, 'count', few)).toMatchObject({ persons: 0 });
  const one = readAsk('facets', { query: { data: 'generated', conditions: [cases] }, facets: ['biobank', 'year'] });
  const exact = await askRegister(service, officer, 'facets', one);
  const shown = await askRegister(service, researcher, 'facets', one);
  expect(exact.facets['biobank']).toEqual([{ value: 'Planted biobank', persons: 250, specimens: 300 }]);
  expect(shown.facets['biobank']![0]).toEqual({ value: 'Planted biobank', persons: 250, specimens: 300 });
  const others = shown.facets['biobank']!.slice(1);
  expect(others.length).toBeGreaterThan(30);
  const csv = answerCsv('facets', shown, one).split('\r\n');
  expect(csv[0]).toBe('facet,value,persons,specimens');
  expect(csv).toContain('biobank,Planted biobank,250,300');
  expect(csv.some((line) => line.endsWith(',<3,'))).toBe(true);
  expect(others.every((cell) => cell.persons === null && cell.protected === '<3')).toBe(true);
  expect(await entries()).toBe(before + 4);
  const { rows: logged } = await sql<{ entry: string }>`select convert_from(entry, 'UTF8') as entry
    from trust.audit_entries order by entry_no desc limit 2`.execute(database.owner);
  // Newest first: the researcher's facets in steps, the officer's as they are.
  expect(logged.map(({ entry }) => /"exact":true/.test(entry))).toEqual([false, true]);
});

test('matched controls of planted cases; relaxing says what it gives', async () => {
  const request = readAsk('match', { query: { data: 'generated', conditions: [cases] }, event: code, relax: true });
  const answer = await askRegister(service, officer, 'match', request);
  expect(answer.cases.persons).toBe(403);
  expect(answer.casesByControls.reduce((sum, { persons }) => sum + persons!, 0)).toBe(403);
  expect(answer.relaxations.map(({ relaxed }) => relaxed)).toEqual(['sex', 'birthYears']);
  expect(answer.relaxations[0]!.controls.persons!).toBeGreaterThanOrEqual(answer.controls.persons!);
});

test('a choice is in the next answer, and a new version of a feed too', async () => {
  const { rows } = await sql<{ no: number }>`insert into trust.people (id, sex)
    select 'per_' || lpad(n::text, 22, '0'), 'female' from generate_series(1, 12) n returning person_no as no`.execute(
    database.owner,
  );
  const writePeople = (count: number): StoredTable => {
    const writer = new TableWriter(columnsFolder(dataDir), 'persons');
    writer.append(count, { person: Uint32Array.from(rows.slice(0, count), ({ no }) => no) });
    return writer.finish();
  };
  const count = async (): Promise<number | null> =>
    (await askRegister(service, officer, 'count', readAsk('count', { query: {} }))).persons;
  await publish('real', [writePeople(10)]);
  expect(await count()).toBe(10);
  await database.withActor(actor, (trx) => recordOptOut(trx, rows[3]!.no, actor, { scope: 'material' }));
  expect(await count()).toBe(9);
  await publish('real', [writePeople(12)]);
  expect(await count()).toBe(11);
});

test('a frozen question is run again: who went and why, which specimens are used up, what is new', async () => {
  const { rows: people } = await sql<{ no: number }>`insert into trust.people (id, sex)
    select 'per_1' || lpad(n::text, 21, '0'), 'female' from generate_series(1, 6) n returning person_no as no`.execute(
    database.owner,
  );
  const [a, b, c, d, e, f] = people.map(({ no }) => no) as [number, number, number, number, number, number];
  const write = (rows: readonly { person: number; id: string; state?: string; type?: string }[]): StoredTable => {
    const writer = new TableWriter(columnsFolder(dataDir), 'specimens');
    const word = (column: 'biobank' | 'type' | 'state', text: string) => writer.word(column, text);
    writer.append(rows.length, {
      person: Uint32Array.from(rows, ({ person }) => person),
      biobank: Uint16Array.from(rows, () => word('biobank', 'North')),
      type: Uint8Array.from(rows, ({ type = 'serum' }) => word('type', type)),
      state: Uint8Array.from(rows, ({ state = 'available' }) => word('state', state)),
      custodian_id: rows.map(({ id }) => id),
    });
    return writer.finish();
  };
  const before = [a, b, c, d, e].map((person, at) => ({ person, id: `${at}` }));
  await publish('real', [write([...before, { person: a, id: 'second' }])]);
  const condition = { field: 'specimen', type: ['serum'], state: ['available'] };
  const { query } = readAsk('count', { query: { conditions: [condition] } });
  const frozen = await registerMembers(service, freezer, { query });
  expect([...frozen.persons]).toEqual([a, b, c, d, e]);
  expect([...frozen.specimens.keys].sort()).toEqual([
    'North/0',
    'North/1',
    'North/2',
    'North/3',
    'North/4',
    'North/second',
  ]);
  const again = await registerMembers(service, freezer, { query });
  expect(again.membersHash).toBe(frozen.membersHash);
  const given = { query, frozen: { persons: frozen.persons, keys: frozen.specimens.keys } };
  expect((await registerDrift(service, freezer, given)).same).toBe(true);

  // a: one of two used up; b: the only one; c: opted out; d: gone; e: of another type now; f: new.
  await database.withActor(actor, (trx) => recordOptOut(trx, c, actor, { scope: 'material' }));
  await publish('real', [
    write([
      { person: a, id: '0' },
      { person: a, id: 'second', state: 'depleted' },
      { person: b, id: '1', state: 'depleted' },
      { person: c, id: '2' },
      { person: e, id: '4', type: 'plasma' },
      { person: f, id: '5' },
    ]),
  ]);
  const drift = await registerDrift(service, freezer, given);
  expect(drift).toMatchObject({
    same: false,
    persons: { frozen: 5, now: 2, stayed: 1, added: 1, gone: { 'opted-out': 1, left: 1, depleted: 1, changed: 1 } },
    specimens: { frozen: 6, now: 2, stayed: 1, added: 1, gone: { 'opted-out': 1, left: 1, depleted: 2, changed: 1 } },
    goneKeys: {
      'opted-out': ['North/2'],
      left: ['North/3'],
      depleted: ['North/second', 'North/1'],
      changed: ['North/4'],
    },
  });
  expect(showRegisterDrift(drift, { minimumCount: 3 }).persons.gone.depleted).toEqual({
    persons: null,
    protected: '<3',
  });
  const unmasked = await registerMembers(service, freezer, { query, masks: false });
  expect([...unmasked.persons]).toEqual([a, c, f]);
  await expect(registerMembers(service, researcher, { query })).rejects.toMatchObject({ code: 'IDUN_SCOPE_ACT' });
});

test('a damaged snapshot or one of another layout is built anew; what cannot be asked is refused', async () => {
  const folder = join(dataDir, 'register', 'snapshots');
  await service.close();
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'IDUNREG1 and nothing else');
  expect((await askRegister(service, officer, 'count', asked(cases))).persons).toBe(plantedAnswers.cases);
  // One whose header another version of Idun wrote, and one whose header is cut.
  for (const header of ['{"checksums":[],"format":1}', '{"checksums":[']) {
    await service.close();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const written = Buffer.concat([Buffer.from('IDUNREG1'), length, Buffer.from(header)]);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), written);
    expect((await askRegister(service, officer, 'count', asked(cases))).persons).toBe(plantedAnswers.cases);
  }
  const refused = async (name: AskName, value: unknown, problem: string): Promise<void> =>
    await expect((async () => askRegister(service, officer, name, readAsk(name, value)))()).rejects.toMatchObject({
      code: problem,
    });
  const query = (condition: Condition | object) => ({ query: { data: 'generated', conditions: [condition] } });
  await refused('count', query({ field: 'event', register: 'nothing' }), 'IDUN_REGISTER_UNKNOWN');
  await refused('count', query({ field: 'event', register: 'diagnoses', codes: ['X'] }), 'IDUN_REGISTER_CODE');
  await refused('count', query({ field: 'region', any: ['Nowhere'] }), 'IDUN_REGISTER_WORD');
  await refused('count', query({ field: 'age' }), 'IDUN_REGISTER_QUERY');
  await refused(
    'count',
    query({ all: Array.from({ length: 30 }, () => ({ all: Array.from({ length: 3 }, () => cases) })) }),
    'IDUN_REGISTER_QUERY',
  );
  await expect(
    askRegister(service, await mintTestScope(database.app, null, 'public'), 'count', asked()),
  ).rejects.toMatchObject({ code: 'IDUN_SCOPE_ACT' });
});
