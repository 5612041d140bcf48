import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTable } from '../../formats/xlsx/testing.ts';
import { createPerson, parseCpr, recordCprs } from '../../trust/people/index.ts';
import { countKnownNow, findFeed, readFeeds, readVersions, retractFeed } from './index.ts';
import { columnsFolder, cprAt, openTestRegister, type TestRegister } from './testing.ts';

let register: TestRegister;
beforeAll(async () => {
  register = await openTestRegister();
});
afterAll(() => register.close());

const diagnoses = {
  feed: 'diagnoses',
  title: { da: 'Diagnoser', en: 'Diagnoses' },
  custodian: 'Test authority',
  table: 'events',
  register: 'diagnoses',
  files: ['d.csv'],
  separator: ';',
  columns: {
    person: { column: 'pnr', as: 'cpr' },
    day: { column: 'dato', format: 'DD-MM-YYYY' },
    code: { column: 'diag', system: 'own', prefix: 'D' },
    kind: { column: 'type', words: { A: 'primary', B: 'secondary' } },
  },
};
const header = 'pnr;diag;dato;type;hospital';
const csv = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;
const good = [`${cprAt(0)};E11.0;01-02-2001;A;x`, `${cprAt(1)};"C50";03-02-2001;B;`, `${cprAt(0)};e11;05-02-2001;;y`];

const leftBehind = () => readdirSync(columnsFolder(register.deps.dataDir)).filter((name) => name.startsWith('.'));
const faultsOf = (report: { faults: { kind: string; places: { row: number }[] }[] }) =>
  report.faults.map(({ kind, places }) => [kind, places.map(({ row }) => row)]);

test('a described file becomes a version: codes and words of the lists, days, people by number', async () => {
  const loaded = await register.load(diagnoses, { 'd.csv': csv(...good) });
  expect(loaded).toMatchObject({ version: 1, state: 'current', already: false });
  expect(loaded.report).toMatchObject({
    ...{ rows: 3, kept: 3, people: 2, unknown: { people: 0, rows: 0 }, faults: [] },
    ...{ from: '2001-02-01', to: '2001-02-05', lists: { own: 1 } },
    filled: { pnr: 1, diag: 1, dato: 1, type: 2 / 3 },
  });
  expect(await register.rows('diagnoses', 'events')).toEqual([
    { person: 0, day: '2001-02-01', code: 'DE110', kind: 'primary' },
    { person: 1, day: '2001-02-03', code: 'DC50', kind: 'secondary' },
    { person: 0, day: '2001-02-05', code: 'DE11', kind: '' },
  ]);
  expect(await register.rows('diagnoses', 'codes')).toContainEqual({
    code: 'DE110',
    parent: 'DE11',
    title: 'With coma',
  });
  // The same again changes nothing; other rows are a new version; gzip is read as well.
  expect(await register.load(diagnoses)).toMatchObject({ version: 1, already: true });
  const next = await register.load(diagnoses, { 'd.csv': gzipSync(csv(good[0]!)) });
  expect(next).toMatchObject({ version: 2, state: 'current', report: { kept: 1 } });
  const { feedNo } = await findFeed(register.database.app, 'diagnoses');
  expect((await readVersions(register.database.app, feedNo)).map(({ state }) => state)).toEqual([
    'current',
    'replaced',
  ]);
});

test.each([
  ['an unknown code', [`${cprAt(2)};Q99;01-02-2001;A;`], 'code', 'Q99'],
  ['a value that is not described', [`${cprAt(2)};E11;01-02-2001;C;`], 'word', 'C'],
  ['no day', [`${cprAt(2)};E11;;A;`], 'missing', null],
  ['a day the calendar has not', [`${cprAt(2)};E11;30-02-2001;A;`], 'date', '30-02-2001'],
  ['a day to come', [`${cprAt(2)};E11;01-11-2026;A;`], 'date-in-future', '2026-11-01'],
  ['a day before birth', [`${cprAt(2)};E11;29-02-1952;A;`], 'date-before-birth', '1952-02-29'],
  ['a number that is none', ['991350-1000;E11;01-02-2001;A;'], 'cpr', null],
  ['a row too short', [`${cprAt(2)};E11;01-02-2001`], 'columns', '3 columns'],
  ['a quote inside', [`${cprAt(2)};"E11"x;01-02-2001;A;`], 'quote', null],
  ['a day past all days', [`${cprAt(2)};E11;01-02-2099;A;`], 'date-in-future', '2079-06-05 or later'],
  ['a cell without end', [`${cprAt(2)};E11;01-02-2001;A${'x'.repeat(2000)};`], 'long', `A${'x'.repeat(39)}`],
])('%s refuses the feed, names file and row, and leaves the version before', async (_what, bad, kind, found) => {
  await register.load(diagnoses, { 'd.csv': csv(...good) });
  const before = await register.published('diagnoses');
  const refused = await register.load(diagnoses, { 'd.csv': csv(...good, ...bad, ...good) });
  expect(refused.state).toBe('refused');
  expect(faultsOf(refused.report)).toEqual([[kind, [5]]]);
  const place = refused.report.faults[0]!.places[0]!;
  expect([place.file, place.found]).toEqual(['d.csv', found]);
  expect(JSON.stringify(refused.report.faults)).not.toMatch(/\d{6}-?\d{4}/);
  expect(await register.published('diagnoses')).toEqual(before);
  expect(leftBehind()).toEqual([]);
  const [feed] = await readFeeds(register.database.app);
  expect(feed!.newest.state).toBe('current');
});

test('Latin-1, no rows at all, a folder: each is said, and nothing of it is taken', async () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  await register.load(diagnoses, { 'd.csv': csv(...good) });
  const latin = await register.load(diagnoses, { 'd.csv': bytes(csv(...good, `${cprAt(2)};E11;01-02-2001;Sår;`)) });
  expect([latin.state, faultsOf(latin.report)]).toEqual(['refused', [['encoding', [5]]]]);
  const people = { ...specimens, feed: 'latin', files: ['l.csv'] };
  const two = await register.load(people, { 'l.csv': bytes(tubes(tube('T1', 'Bø'), tube('T2', 'Bå'), tube('Tæ'))) });
  expect([two.state, faultsOf(two.report)]).toEqual(['refused', [['encoding', [4, 2, 3]]]]);
  expect(JSON.stringify(two.report.faults)).not.toContain('B\ufffd');
  // An empty file would take a million rows' place without a word.
  const none = await register.load(diagnoses, { 'd.csv': csv() });
  expect([none.state, none.report.faults[0]!.expected]).toEqual(['refused', expect.stringContaining('"rows": 0')]);
  expect((await register.load({ ...diagnoses, feed: 'none', rows: 0 })).state).toBe('current');
  register.save({ 'inner/d.csv': csv() });
  await expect(register.load({ ...diagnoses, files: ['inner'] })).rejects.toMatchObject({ code: 'IDUN_FEED_FILE' });
  const wide = register.load({ ...diagnoses, files: ['wide.csv'] }, { 'wide.csv': Buffer.from('\ufeffa', 'utf16le') });
  await expect(wide).rejects.toMatchObject({ code: 'IDUN_FILE_KIND', place: { file: 'wide.csv' } });
});

test('a file that was cut off is refused however it was cut', async () => {
  const whole = csv(...good, ...good);
  const cut = async (content: string | Uint8Array, more = {}) => {
    const { state, report } = await register.load({ ...diagnoses, ...more }, { 'd.csv': content });
    expect([state, report.faults.map(({ kind }) => kind)]).toEqual(['refused', ['cut-off']]);
  };
  await cut(whole.slice(0, -10));
  await cut(`${whole.slice(0, -1)}\n${cprAt(0)};"E1`);
  await cut(gzipSync(whole).subarray(0, 60));
  // At the end of a row only the custodian's count tells.
  await cut(csv(...good), { rows: 4 });
});

test('what a description accepts is left out, counted and named', async () => {
  const bad = `${cprAt(2)};Q99;01-02-2001;A;`;
  const described = { ...diagnoses, accept: { code: 0.25 } };
  const taken = await register.load(described, { 'd.csv': csv(...good, bad) });
  expect([taken.state, taken.report.kept, faultsOf(taken.report)]).toEqual(['current', 3, [['code', [5]]]]);
  expect((await register.load(described, { 'd.csv': csv(...good, bad, bad) })).state).toBe('refused');
});

test('people nobody knows: left out and told when they are known, made provisional, or a reason to refuse', async () => {
  const stranger = '010203-4321';
  const rows = csv(...good, `${stranger};E11;01-02-2011;A;`, `${stranger};E11;01-02-2012;A;`);
  const left = await register.load(diagnoses, { 'd.csv': rows });
  expect(left.report).toMatchObject({ kept: 3, people: 2, unknown: { people: 1, rows: 2, provisional: 0 } });
  const { feedNo } = await findFeed(register.database.app, 'diagnoses');
  expect(await countKnownNow(register.database.app, feedNo, left.version)).toBe(0);
  expect((await register.load({ ...diagnoses, unknownPeople: 'refuse' })).report.faults[0]).toMatchObject({
    ...{ kind: 'person', rows: 2 },
    places: [{ row: 5, found: null }, { row: 6 }],
  });
  await register.database.withActor({ kind: 'operator', id: 'test' }, async (trx) => {
    const { personNo } = await createPerson(trx, {});
    await recordCprs(trx, register.deps.cprKeys, [{ personNo, cpr: parseCpr(stranger) }]);
  });
  expect(await countKnownNow(register.database.app, feedNo, left.version)).toBe(1);
  const other = csv(...good, '040506-7890;E11;01-02-2011;A;', '040506-7890;E11;01-02-2012;A;');
  const made = await register.load({ ...diagnoses, unknownPeople: 'provisional' }, { 'd.csv': other });
  expect(made.report).toMatchObject({ kept: 5, unknown: { people: 0, rows: 0, provisional: 1 } });
  const { rows: provisional } = await sql<{
    n: number;
  }>`select person_no as n from trust.people where provisional`.execute(register.database.app);
  expect(
    (await register.rows('diagnoses', 'events')).filter(({ person }) => person === provisional[0]!.n),
  ).toHaveLength(2);
});

const specimens = {
  ...{ feed: 'freezer', title: 'Freezer', custodian: 'Test biobank', table: 'specimens', files: ['s*.csv'] },
  decimal: ',',
  separator: 'tab',
  columns: {
    person: { column: 'who', as: 'id', namespace: 'freezer' },
    day: { column: 'taken' },
    type: { column: 'type', words: { S: 'serum', P: 'plasma' } },
    biobank: { value: 'Test biobank' },
    volume_ul: { column: 'ml', unit: 'ml' },
    thaws: { column: 'thaws' },
    custodian_id: { column: 'id' },
  },
  unknownPeople: 'provisional',
};
const tube = (id: string, who = 'A', type = 'S') => [id, who, '2010-05-06', type, '0,25', '2'].join('\t');
const tubes = (...rows: string[]) => `${['id\twho\ttaken\ttype\tml\tthaws', ...rows].join('\n')}\n`;

test('specimens of several files, with volumes, constants and ids of their custodian; an id twice is refused', async () => {
  const files = { 's1.csv': tubes(tube('T1'), tube('T2', 'B', 'P')), 's2.csv': tubes(tube('T3')) };
  const loaded = await register.load(specimens, files);
  expect(loaded.report).toMatchObject({ rows: 3, kept: 3, people: 2, unknown: { provisional: 2 } });
  expect(loaded.report.files.map(({ name, rows }) => [name, rows])).toEqual([
    ['s1.csv', 2],
    ['s2.csv', 1],
  ]);
  const rows = await register.rows('freezer', 'specimens');
  expect(rows[1]).toMatchObject({
    type: 'plasma',
    biobank: 'Test biobank',
    volume_ul: 250,
    thaws: 2,
    custodian_id: 'T2',
  });
  expect(rows[0]!['person']).toBe(rows[2]!['person']);
  // Consents in the source's words or the register's; a use that nobody knows is a fault.
  const asked = (consent: object) => ({
    ...specimens,
    feed: 'asked',
    files: ['c.csv'],
    columns: { ...specimens.columns, consent },
  });
  const answered = (...uses: string[]) =>
    ['id\twho\ttaken\ttype\tml\tthaws\tasked', ...uses.map((one, n) => `${tube(`C${n}`)}\t${one}`), ''].join('\n');
  await register.load(asked({ column: 'asked' }), { 'c.csv': answered('recontact;research', '', 'none') });
  expect((await register.rows('asked', 'specimens')).map(({ consent }) => consent)).toEqual([
    'research recontact',
    '',
    'none',
  ]);
  const wrong = await register.load(asked({ column: 'asked', words: { ja: 'everything' } }), {
    'c.csv': answered('ja'),
  });
  expect(faultsOf(wrong.report)).toEqual([['word', [2]]]);
  const twice = await register.load(specimens, { 's2.csv': tubes(tube('T3'), tube('T1')) });
  expect([twice.state, faultsOf(twice.report), twice.report.faults[0]!.places[0]]).toEqual([
    'refused',
    [['duplicate', [3]]],
    { file: 's2.csv', row: 3, column: 'id', found: 'T1' },
  ]);
});

test('a retracted feed answers nothing and comes back by loading it again', async () => {
  await register.load(diagnoses, { 'd.csv': csv(...good) });
  const { version } = await retractFeed(register.deps, register.scope, 'diagnoses', 'sent by mistake');
  expect(await register.published('diagnoses')).toEqual([]);
  const { feedNo } = await findFeed(register.database.app, 'diagnoses');
  const [newest] = await readVersions(register.database.app, feedNo);
  expect(newest).toMatchObject({ version, state: 'retracted', note: 'sent by mistake' });
  await expect(retractFeed(register.deps, register.scope, 'diagnoses', 'again')).rejects.toMatchObject({
    code: 'IDUN_FEED_VERSION',
  });
  expect(await register.load(diagnoses)).toMatchObject({ version: version + 1, state: 'current', already: false });
});

test.each([
  [
    'a field the table has not',
    { columns: { ...diagnoses.columns, colour: { column: 'type' } } },
    'IDUN_FEED_DESCRIPTION',
  ],
  ['no day', { columns: { person: diagnoses.columns.person, code: diagnoses.columns.code } }, 'IDUN_FEED_DESCRIPTION'],
  ['no register', { register: undefined }, 'IDUN_FEED_DESCRIPTION'],
  [
    'a form of date that is none',
    { columns: { ...diagnoses.columns, day: { column: 'dato', format: 'dato' } } },
    'IDUN_FEED_DESCRIPTION',
  ],
  [
    'an unknown list',
    { columns: { ...diagnoses.columns, code: { column: 'diag', system: 'none' } } },
    'IDUN_CODES_SYSTEM',
  ],
  ['a column the header has not', { columns: { ...diagnoses.columns, day: { column: 'date' } } }, 'IDUN_FEED_FILE'],
  ['a file that is not there', { files: ['none.csv'] }, 'IDUN_FEED_FILE'],
  ['a file outside the folder', { files: ['../d.csv'] }, 'IDUN_FEED_FILE'],
])('a description with %s is refused before anything is read', async (_what, change, code) => {
  await expect(register.load({ ...diagnoses, ...change }, { 'd.csv': csv(...good) })).rejects.toMatchObject({ code });
  expect(leftBehind()).toEqual([]);
});

test('a workbook of the same rows is the same feed, and a fault is named by its row of the sheet', async () => {
  const cells = (rows: readonly string[]) => rows.map((row) => row.replaceAll('"', '').split(';'));
  const asked = { ...diagnoses, feed: 'workbook', sheet: 'Rør & plader' };
  const loaded = await register.load(asked, { 'd.csv': makeTable(cells([header, ...good])) });
  expect(loaded).toMatchObject({ version: 1, state: 'current', report: { rows: 3, kept: 3, faults: [] } });
  const bad = await register.load(asked, {
    'd.csv': makeTable(cells([header, ...good, `${cprAt(2)};Q99;01-02-2001;A;`])),
  });
  expect([bad.state, faultsOf(bad.report)]).toEqual(['refused', [['code', [5]]]]);
  const nowhere = register.load({ ...asked, sheet: 'Nowhere' }, { 'd.csv': makeTable(cells([header, ...good])) });
  await expect(nowhere).resolves.toMatchObject({ state: 'refused' });
});
