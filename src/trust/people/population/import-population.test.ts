import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle } from '../../../platform/database/index.ts';
import { openTestDatabase } from '../../../platform/database/testing.ts';
import {
  countPeople,
  findFamily,
  findGuardians,
  importPopulation,
  listHistory,
  openCprKeys,
  peopleMigrations,
  readAddress,
  readPeople,
  resolvePerson,
} from '../index.ts';

const actor: ActorRef = { kind: 'operator', id: 'test' };
const folder = mkdtempSync(join(tmpdir(), 'idun-population-'));
const keys = openCprKeys(folder);
let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(peopleMigrations);
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

async function take(text: string) {
  const path = join(folder, 'people.csv');
  writeFileSync(path, text);
  return await importPopulation(db, keys, { path, actor });
}

const header = 'cpr,identifier,given_name,family_name,sex,born,died,protected,address,kind,mother,father,guardians';
const family = [
  '010180-1111,,Mor,"Prøve, født Test",female,,,no,"Prøvevej 1, 1000",,,,',
  '020279-2222,,Far,Prøve,male,1979-02,,yes,Skjult 2,,,,',
  '030316-5555,,Barn,Prøve,female,,,no,,,010180-1111,020279-2222,010180-1111;020279-2222',
  ',register:F1,,,,,,,,foetus,010180-1111,,',
  '0404601AB1,,Fremmed,,unknown,1960,2020-05,,,,,,',
];
const csv = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;
const record = async (text: string) => {
  const { personNo } = await resolvePerson(db.app, text, keys);
  return (await readPeople(db.app, [personNo])).get(personNo)!;
};

test('people of every kind are taken with names, dates, parents and guardians; a second time nothing changes', async () => {
  expect(await take(csv(...family))).toEqual({
    ...{ rows: 5, added: 5, changed: 0, same: 0, relations: 3, guardianships: 2 },
    warnings: 3,
  });
  const child = await record('030316-5555');
  expect(child).toMatchObject({ name: 'Barn Prøve', sex: 'female', born: { date: '2016-03-03', precision: 'day' } });
  expect((await findFamily(db.app, child.personNo)).map(({ relation }) => relation)).toEqual([
    'father',
    'mother',
    'sibling',
  ]);
  expect(await findGuardians(db.app, child.personNo, '2020-01-01')).toHaveLength(2);
  const father = await record('020279-2222');
  expect(father).toMatchObject({ protected: true, born: { date: '1979-02-01', precision: 'month' } });
  expect(await readAddress(db.app, keys, father.personNo)).toBeNull();
  expect(await readAddress(db.app, keys, (await record('010180-1111')).personNo)).toBe('Prøvevej 1, 1000');
  expect(await record('register:F1')).toMatchObject({ kind: 'foetus', name: null });
  expect(await record('0404601ab1')).toMatchObject({ died: { date: '2020-05-01', precision: 'month' } });
  expect(await take(csv(...family))).toMatchObject({ added: 0, changed: 0, same: 5 });
  const stored = await sql<{
    text: string;
  }>`select coalesce(string_agg(a::text, ''), '') as text from trust.person_addresses a`.execute(db.app);
  expect(stored.rows[0]!.text).not.toMatch(/Prøvevej|Skjult/);
});

test('a newborn gets a number, a number changes, custody ends; columns the file has not are left alone', async () => {
  const answer = await take(
    `cpr,previous_cpr,identifier,guardians\n030326-4444,,register:F1,010180-1111\n050516-6666,030316-5555,,010180-1111\n`,
  );
  expect(answer).toMatchObject({ rows: 2, added: 0, changed: 2 });
  const child = await record('050516-6666');
  expect(await record('030316-5555')).toEqual(child);
  expect(child.name).toBe('Barn Prøve');
  const [guardian, ...others] = await findGuardians(db.app, child.personNo, '2099-01-01');
  expect([(await readPeople(db.app, [guardian!.guardianNo])).get(guardian!.guardianNo)!.name, others]).toEqual([
    'Mor Prøve, født Test',
    [],
  ]);
  expect(await record('register:F1')).toEqual(await record('030326-4444'));
  expect((await listHistory(db.app, child.personNo)).map(({ act }) => act)).toEqual(['imported']);
  await take('identifier,family_name\nregister:F1,Prøve\n');
  await take('cpr,given_name\n030326-4444,Nyt\n');
  expect((await record('register:F1')).name).toBe('Nyt Prøve');
});

test.each([
  ['a wrong date', csv('060690-1234,,A,B,male,1990-13-01,,,,,,,'), 2],
  ['a wrong number', csv(family[0]!, '999990-1234,,A,B,male,,,,,,,,'), 3],
  ['somebody twice', csv('060690-1234,,A,B,male,,,,,,,,', '060690-1234,,C,D,male,,,,,,,,'), 3],
  ['somebody known twice', csv(family[0]!, family[1]!, family[0]!), 4],
  ['an unknown parent', csv('060690-1234,,A,B,male,,,,,,070790-1234,,'), 2],
  ['death before birth', csv('060690-1234,,A,B,male,1990-06-06,1989,,,,,,'), 2],
  ['a short line', csv('060690-1234,,A,B'), 2],
  ['another header', 'number,name\n1,2\n', 1],
])('%s: nothing is taken, and the line is named without what stands in it', async (_what, text, line) => {
  const before = await countPeople(db.app);
  const refusal = take(text);
  await expect(refusal).rejects.toMatchObject({ code: 'IDUN_PEOPLE_FILE', extra: { file: 'people.csv', line } });
  await expect(refusal).rejects.not.toThrow(/\d{6}-?\d{4}/);
  expect(await countPeople(db.app)).toBe(before);
});

test('twins are stated by the first of those born together, with whether they are of one egg', async () => {
  const rows = ['register:T1,,', 'register:T2,register:T1,mono', 'register:T3,,', 'register:T4,register:T3,di'];
  await take(['identifier,twin,zygosity', ...rows].join('\n'));
  const { rows: stated } = await sql<{ value: string; first: string; identical: boolean }>`select i.value,
      f.value as first, p.identical_twin as identical
    from trust.people p join trust.person_identifiers i using (person_no)
      join trust.person_identifiers f on f.person_no = p.born_with_no order by 1`.execute(db.app);
  expect(stated.map(({ value, first, identical }) => [value, first, identical])).toEqual([
    ['T1', 'T1', true],
    ['T2', 'T1', true],
    ['T3', 'T3', false],
    ['T4', 'T3', false],
  ]);
  await expect(take('identifier,twin,zygosity\nregister:T5,register:T9,mono')).rejects.toMatchObject({
    code: 'IDUN_PEOPLE_FILE',
  });
});
