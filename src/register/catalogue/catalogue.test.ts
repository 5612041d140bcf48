import { afterAll, beforeAll, expect, test } from 'vitest';
import { cprAt, openTestRegister, type TestRegister } from '../feeds/testing.ts';
import { catalogueCsv, readCatalogue } from './index.ts';

let register: TestRegister;
beforeAll(async () => {
  register = await openTestRegister();
});
afterAll(() => register.close());

const description = {
  ...{
    feed: 'diagnoses',
    title: { da: 'Diagnoser', en: 'Diagnoses' },
    custodian: 'Authority, North',
    files: ['d.csv'],
  },
  ...{ table: 'events', register: 'diagnoses', permit: 'Ask first' },
  columns: { person: { column: 'pnr', as: 'cpr' }, day: { column: 'dato' }, code: { column: 'diag', system: 'own' } },
  variables: [
    { column: 'diag', title: { da: 'Kode', en: 'Code' }, meaning: 'What it was' },
    { column: 'afd', title: 'Department' },
  ],
};
const rows = (people: number) =>
  `pnr,dato,diag,afd\n${Array.from({ length: people }, (_, n) => `${cprAt(n)},200${n % 10}-02-03,DE11,${n % 4 === 0 ? '' : 'x'}\n`).join('')}`;

test('the catalogue says what the version that answers holds, and few people are not told', async () => {
  await register.load(description, { 'd.csv': rows(20) });
  await register.load({ ...description, feed: 'small', variables: [] }, { 'd.csv': rows(9) });
  const [diagnoses, small] = await readCatalogue(register.database.app);
  expect(diagnoses).toMatchObject({
    ...{ feed: 'diagnoses', owner: 'Authority, North', kind: 'events', registers: ['diagnoses'], rows: 20, people: 20 },
    ...{ from: '2000-02-03', to: '2009-02-03', permit: { da: 'Ask first', en: 'Ask first' } },
    variables: [
      { name: 'diag', meaning: { da: 'What it was' }, list: { system: 'own', version: 1 }, filled: 1 },
      { name: 'afd', list: null, filled: 0.75 },
    ],
  });
  expect([small!.people, small!.rows, small!.from]).toEqual([null, null, null]);
  expect(catalogueCsv([diagnoses!]).split('\r\n')[2]).toBe(
    'diagnoses,diagnoses,"Authority, North",2000-02-03,2009-02-03,20,20,afd,Department,Department,,,,0.75',
  );
  // A refused version changes nothing of it.
  await register.load(description, { 'd.csv': `${rows(20)}x\n` });
  expect(await readCatalogue(register.database.app)).toEqual([diagnoses, small]);
});
