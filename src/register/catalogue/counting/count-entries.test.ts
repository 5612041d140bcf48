import { afterAll, beforeAll, expect, test } from 'vitest';
import { cprAt, openTestRegister, type TestRegister } from '../../feeds/testing.ts';
import { openRegister, type RegisterService, searchMigrations } from '../../search/index.ts';
import { addEntry, catalogueMigrations, countEntries, exportTables, listEntries, showEntry } from '../index.ts';
import { readFacts } from './facts-store.ts';

let test40: TestRegister;
let register: RegisterService;
beforeAll(async () => {
  test40 = await openTestRegister();
  const { database } = test40;
  for (const { up } of [...searchMigrations, ...catalogueMigrations]) await database.owner.transaction().execute(up);
  register = openRegister({ database, dataDir: test40.deps.dataDir, clock: test40.deps.clock });
});
afterAll(async () => {
  await register.close();
  await test40.close();
});

const people = Array.from({ length: 40 }, (_, n) => n);
/** Forty people born 1950 to 1989, every third a man; serum of all in 2001, plasma of the first fifteen, DNA of four. */
const isMan = (n: number): boolean => n % 3 === 0;
const samples = [
  ...people.map((n) => ({ n, type: 'serum', day: '2001-06-01' })),
  ...people.slice(0, 15).map((n) => ({ n, type: 'plasma', day: '2003-06-01' })),
  ...people.slice(0, 4).map((n) => ({ n, type: 'dna', day: '2003-06-01' })),
];

async function loadFeeds(): Promise<void> {
  const person = { column: 'pnr', as: 'cpr' };
  const shared = { title: 'T', custodian: 'C', variables: [] };
  await test40.load(
    {
      ...{ ...shared, feed: 'people', files: ['p.csv'], table: 'persons' },
      columns: { person, sex: { column: 'sex' }, born: { column: 'born' } },
    },
    {
      'p.csv': `pnr,sex,born\n${people.map((n) => `${cprAt(n)},${isMan(n) ? 'male' : 'female'},${1950 + n}-03-01`).join('\n')}\n`,
    },
  );
  await test40.load(
    {
      ...{ ...shared, feed: 'bank', files: ['s.csv'], table: 'specimens' },
      columns: {
        ...{ person, biobank: { value: 'bank' }, collection: { column: 'coll' }, type: { column: 'type' } },
        ...{ day: { column: 'day' }, temperature: { value: '-60 to -85' }, custodian_id: { column: 'id' } },
      },
    },
    {
      's.csv': `id,pnr,coll,type,day\n${samples.map(({ n, type, day }, i) => `s${i},${cprAt(n)},main,${type},${day}`).join('\n')}\n`,
    },
  );
  await test40.load(
    {
      ...{ ...shared, feed: 'diagnoses', files: ['d.csv'], table: 'events', register: 'diagnoses' },
      columns: { person, day: { column: 'day' }, code: { column: 'code', system: 'own' } },
    },
    {
      'd.csv': `pnr,day,code\n${people
        .slice(0, 30)
        .map((n) => `${cprAt(n)},2000-01-0${1 + (n % 9)},${n < 20 ? 'DE11' : 'DC50'}`)
        .join('\n')}\n`,
    },
  );
}

test('what is counted of an entry is what the rows say, and nothing of few', async () => {
  await loadFeeds();
  const { database, deps, scope } = test40;
  const catalogue = { database, clock: deps.clock };
  const link = { world: 'real', biobank: 'bank', collection: null } as const;
  await addEntry(catalogue, scope, { kind: 'biobank', record: { id: 'bank', name: 'Bank', country: 'DK' }, link });
  const record = { id: 'main', name: 'Main', biobank: 'bank' };
  await addEntry(catalogue, scope, { kind: 'collection', record, link: { ...link, collection: 'main' } });
  const nothing = { ...link, biobank: 'not here' };
  await addEntry(catalogue, scope, { kind: 'biobank', record: { id: 'later', name: 'Later' }, link: nothing });
  const counting = { database, register, clock: deps.clock, minimumCount: 5 };
  expect(await countEntries(counting, scope)).toBe(3);

  const { counted } = await showEntry(database.app, 'collection', 'main');
  const told = (values: { value: string; persons: number | null }[]) =>
    Object.fromEntries(values.map((one) => [one.value, one.persons]));
  // Steps of ten from ten on: 40 people, 59 specimens; 27 women and 13 men.
  expect([counted!.persons, counted!.specimens, told(counted!.sexes)]).toEqual([40, 50, { male: 10, female: 20 }]);
  // Four people's DNA, and the plasma of fifteen that would give it away by no sum: types overlap.
  expect(counted!.types.map(({ value }) => value)).toEqual(expect.not.arrayContaining(['dna']));
  expect(told(counted!.years)).toEqual({ 2001: 40, 2002: null, 2003: expect.any(Number) });
  expect(told(counted!.ages)).toMatchObject({ newborn: null, adult: 20, 'very-aged': null });
  expect((await showEntry(database.app, 'biobank', 'later')).counted).toBeNull();

  const [, entryNo] = [0, 2];
  const facts = await readFacts(database.app, entryNo);
  expect(facts.length).toBeGreaterThan(8);
  for (const { donors, samples: n } of facts) expect([donors! % 10, n === null || n >= 10]).toEqual([0, true]);
  expect(facts.some(({ sampleType }) => sampleType === 'dna')).toBe(false);
  expect(
    facts.filter(({ disease, sex, ageRange, sampleType }) => disease && !sex && !ageRange && !sampleType),
  ).toMatchObject([
    { disease: { ontology: 'ICD-10', code: 'E1' }, donors: 20 },
    { disease: { ontology: 'ICD-10', code: 'C50' }, donors: 10 },
  ]);
  // By the slow way: every row is the number of people whose rows say so, told in steps.
  for (const { sex, ageRange, sampleType, disease, donors } of facts) {
    if (disease !== null || ageRange !== null) continue;
    const wanted = people.filter(
      (n) =>
        (sex === null || (sex === 'male') === isMan(n)) &&
        samples.some((one) => one.n === n && (sampleType === null || one.type === sampleType)),
    );
    expect(donors).toBe(Math.floor(wanted.length / 10) * 10);
  }
  const list = await listEntries(database.app, 'collection', { from: 2002, to: 2002 }, {});
  expect(list.items).toMatchObject([{ id: 'main', persons: 40, years: { from: 2001 } }]);
  expect((await listEntries(database.app, 'collection', { from: 2010 }, {})).total).toBe(0);
  const { tables } = await exportTables(database.app, 'directory');
  expect(tables['CollectionFacts']!.split('\r\n').filter((line) => line !== '')).toHaveLength(facts.length + 1);
});
