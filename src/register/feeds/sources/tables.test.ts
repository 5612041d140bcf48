import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeParquet } from '../../../formats/parquet/index.ts';
import { cprAt, openTestRegister, type TestRegister } from '../testing.ts';

let register: TestRegister;
beforeAll(async () => {
  register = await openTestRegister();
});
afterAll(() => register.close());

test('Parquet: text, numbers and dates as text; faults name the row', async () => {
  const columns = [
    { name: 'pnr', type: 'string' },
    { name: 'dato', type: 'string', nullable: true },
    { name: 'diag', type: 'string' },
    { name: 'antal', type: 'int32' },
  ] as const;
  const file = (rows: (string | number | null)[][]) =>
    buffer(Readable.from(writeParquet(columns, rows, { rowsPerGroup: 2 })));
  const description = {
    ...{ feed: 'parquet', title: 'P', custodian: 'T', format: 'parquet', table: 'events', register: 'diagnoses' },
    files: ['p.parquet'],
    columns: { person: { column: 'pnr', as: 'cpr' }, day: { column: 'dato' }, code: { column: 'diag', system: 'own' } },
  };
  const rows = [0, 1, 2].map((n) => [cprAt(n), `2001-02-0${n + 1}`, 'DE11', n]);
  const loaded = await register.load(description, { 'p.parquet': await file(rows) });
  expect(loaded.report).toMatchObject({ rows: 3, kept: 3, faults: [] });
  expect(await register.rows('parquet', 'events')).toContainEqual({
    person: 2,
    day: '2001-02-03',
    code: 'DE11',
    kind: '',
  });
  const bad = await register.load(description, {
    'p.parquet': await file([...rows, [cprAt(3), null, 'say "x", y', 1]]),
  });
  expect([bad.state, bad.report.faults.map(({ kind, places }) => [kind, places[0]!.row])]).toEqual([
    'refused',
    [['missing', 4]],
  ]);
  const cut = (await file(rows)).subarray(0, 300);
  expect((await register.load(description, { 'p.parquet': cut })).report.faults[0]!.kind).toBe('cut-off');
});

test('MIABIS tables of samples and donors are told by their headers', async () => {
  const description = {
    ...{ feed: 'miabis', title: 'M', custodian: 'Small biobank', format: 'miabis', namespace: 'small' },
    ...{ files: ['donors.csv', 'samples.tsv'], unknownPeople: 'provisional' },
  };
  const samples = [
    ['Sample ID', 'Sample donor ID', 'Sample type', 'Sample storage temperature', 'Sample creation date and time'],
    ['S1', 'D1', 'Serum', '-60 °C to -85 °C', '2011-04-05T13:00:00'],
    ['S2', 'D2', 'DNA', 'RT', '2012'],
  ];
  const tsv = samples.map((row) => row.join('\t')).join('\n');
  const donors = 'Sample donor ID,Sex,Birth date\nD1,Female,1980-01-02T00:00:00\nD2,Male,1975\n';
  const loaded = await register.load(description, { 'donors.csv': donors, 'samples.tsv': `${tsv}\n` });
  expect([loaded.state, loaded.report.faults, loaded.report.unknown.provisional]).toEqual(['current', [], 2]);
  const found = await register.rows('miabis', 'specimens');
  expect(found.map(({ type, temperature, day, biobank }) => [type, temperature, day, biobank])).toEqual([
    ['serum', '-60 to -85', '2011-04-05', 'Small biobank'],
    ['dna', 'room temperature', '2012-01-01', 'Small biobank'],
  ]);
  const persons = await register.rows('miabis', 'persons');
  expect(persons.map(({ person, sex, born }) => [person, sex, born])).toEqual([
    [found[0]!['person'], 'female', '1980-01-02'],
    [found[1]!['person'], 'male', '1975-01-01'],
  ]);
  const warm = await register.load(description, { 'samples.tsv': `${tsv}\nS3\tD1\tSerum\twarm\t2012\n` });
  expect([warm.state, warm.report.faults[0]!.places[0]]).toEqual([
    'refused',
    { file: 'samples.tsv', row: 4, column: 'Sample storage temperature', found: 'warm' },
  ]);
  await expect(register.load(description, { 'samples.tsv': 'a,b\n1,2\n' })).rejects.toMatchObject({
    code: 'IDUN_FEED_FILE',
  });
});
