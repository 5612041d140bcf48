import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { mintOperatorScope, type Scope } from '../../trust/scope/index.ts';
import {
  addCodes,
  codeMigrations,
  findVersion,
  readBelow,
  readCodeTree,
  readCodeVersions,
  searchCodes,
} from './index.ts';

let database: DatabaseHandle;
let scope: Scope;
let folder: string;
beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...codeMigrations]);
  scope = await mintOperatorScope(database.app, { actorId: 'test' });
  folder = mkdtempSync(join(tmpdir(), 'idun-codes-'));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const take = (text: string, system = 'own') => {
  const path = join(folder, 'list.csv');
  writeFileSync(path, text);
  return addCodes(database, scope, { path, system, title: 'Own codes', label: '2026' });
};

const list = `code;text;parent
E;Endocrine;
E10-E14;Diabetes;E
E11;Type 2;E10-E14
E11.9;Type 2 without complication;
E10;Type 1;E10-E14
F;Mind;
`;

test('a list becomes a tree by its parents and, without them, by what codes begin with', async () => {
  expect(await take(list)).toEqual({ system: 'own', version: 1, codes: 6, tops: 2, levels: 4, already: false });
  const { tree } = await readCodeTree(database.app, 'own');
  expect(tree.descendants('e10-e14')).toEqual(['E10-E14', 'E10', 'E11', 'E11.9']);
  expect(tree.ancestors('E119')).toEqual(['E11', 'E10-E14', 'E']);
  expect(tree.descendants('E11')).toEqual(['E11', 'E11.9']);
  // Not in the list itself: what begins with it.
  expect(tree.descendants('E1')).toEqual(['E10-E14', 'E10', 'E11', 'E11.9']);
  expect(tree.descendants('X')).toEqual([]);
});

test('a block that is a code of its own holds the codes between its ends', async () => {
  await take('code,text\nD50-D89,Blood\nD50,Iron\nD64.1,Other\nD90,None\n', 'blocks');
  const { tree } = await readCodeTree(database.app, 'blocks');
  expect([tree.descendants('D50-D89'), tree.ancestors('D90')]).toEqual([['D50-D89', 'D50', 'D64.1'], []]);
});

test('a further version is beside the first; the same list again is no version', async () => {
  expect(await take(list)).toMatchObject({ version: 1, already: true });
  expect(await take(`${list}G;Nerves;\n`)).toMatchObject({ version: 2, codes: 7, already: false });
  expect(
    (await readCodeVersions(database.app))
      .filter(({ key }) => key === 'own')
      .map(({ version, current }) => [version, current]),
  ).toEqual([
    [2, true],
    [1, false],
  ]);
  expect((await readCodeTree(database.app, 'own')).tree.indexOf('G')).toBe(6);
  expect((await readCodeTree(database.app, 'own', 1)).tree.indexOf('G')).toBe(-1);
  await expect(readCodeTree(database.app, 'none')).rejects.toMatchObject({ code: 'IDUN_CODES_SYSTEM' });
});

test('codes are found by their beginning and by words', async () => {
  const { versionNo } = await findVersion(database.app, 'own');
  expect((await searchCodes(database.app, versionNo, 'e11', 10)).map(({ code }) => code)).toEqual(['E11', 'E11.9']);
  expect((await searchCodes(database.app, versionNo, 'type without', 10)).map(({ code }) => code)).toEqual(['E11.9']);
  expect(await readBelow(database.app, versionNo, 'E')).toEqual([
    { code: 'E10-E14', text: 'Diabetes', parent: 'E', below: 3 },
  ]);
  expect((await readBelow(database.app, versionNo, null)).map(({ code }) => code)).toEqual(['E', 'F', 'G']);
});

test.each([
  ['a code twice', 'code,text\nA,x\na.,y\n', 3],
  ['an unknown parent', 'code,text,parent\nA,x,B\n', 2],
  ['a ring', 'code,text,parent\nA,x,B\nB,y,A\nC,z,\n', 2],
  ['no codes', 'code,text\n', 1],
  ['no column of codes', 'what,why\nA,x\n', 1],
  ['a short line', 'code,text\nA\n', 2],
])('%s: nothing is taken and the line is named', async (_what, text, line) => {
  await expect(take(text, 'bad')).rejects.toMatchObject({ code: 'IDUN_CODES_LIST', extra: { file: 'list.csv', line } });
  expect((await readCodeVersions(database.app)).some(({ key }) => key === 'bad')).toBe(false);
});

const danish = join(import.meta.dirname, '../../../../shared/data/biobank/dk-codes');
if (!existsSync(danish)) console.warn('The Danish lists of codes are not checked: ../shared/data/biobank is absent.');
describe.skipIf(!existsSync(danish))('the Danish lists', () => {
  test('SKS is taken with descendants by prefix; ICD-8 too', async () => {
    const sks = await addCodes(database, scope, { path: join(danish, 'icd10-sks-da.csv.gz'), system: 'sks' });
    // 19,531 codes, and the headings that name the codes below them.
    expect(sks.codes).toBeGreaterThan(19_700);
    const { tree } = await readCodeTree(database.app, 'sks');
    const diabetes = tree.descendants('DE11');
    expect(diabetes.length).toBeGreaterThan(5);
    expect(diabetes.every((code) => code.startsWith('DE11'))).toBe(true);
    expect(tree.ancestors('DC500')).toEqual(['DC50', 'DC50-DC50', 'DC00-DC75', 'DC00-DC99', 'DC00-DD48']);
    expect(tree.descendants('DC43-DC44').every((code) => /^DC4[34]/.test(code))).toBe(true);
    const whole = tree.rows.map(({ code }) => code).filter((code) => code.startsWith('DE1'));
    expect(tree.descendants('DE1')).toEqual(whole);
    const icd8 = await addCodes(database, scope, { path: join(danish, 'icd8-da.csv'), system: 'icd8' });
    // 1,523 lines of it repeat others.
    expect(icd8.codes).toBe(8_889);
  });
});
