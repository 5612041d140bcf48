import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTable } from '../../../formats/xlsx/testing.ts';
import { parseCpr, recordCprs } from '../../../trust/people/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { replayBiobank } from '../custody/replay.ts';
import { showSpecimen } from '../handle.ts';
import { listSpecimens } from '../list-specimens.ts';
import { openTestBiobank, type TestBiobank } from '../testing.ts';
import { type InventoryReport, importInventory } from './import-inventory.ts';
import { readInventoryFile, readSheetHeads } from './inventory-file.ts';
import { readMapping } from './mapping.ts';
import { readDate } from './read-row.ts';

let bank: TestBiobank;
let scope: Scope;
let read: Scope;
beforeAll(async () => {
  bank = await openTestBiobank();
  scope = await bank.scope('biobank.specimens.import');
  read = await bank.scope('biobank.specimens.read');
});
afterAll(() => bank.close());

const described = {
  collection: { column: 'Projekt', map: { GEN: 'General' } },
  barcode: 'Rør',
  person: { column: 'Person', namespace: 'test' },
  type: { column: 'Mat', map: { S: 'serum', B: 'whole-blood', D: 'dna' } },
  amount: { column: 'Vol', factor: 1000, decimal: ',' },
  thaws: 'Optøet',
  collectedAt: { column: 'Dato', format: 'DD-MM-YYYY' },
  parent: 'Fra',
  codes: [{ namespace: 'lims', column: 'Lims' }],
  place: { rack: 'Kasse', position: 'Plads' },
};
const mapping = readMapping(described);
const head = 'Rør;Person;Projekt;Mat;Vol;Optøet;Dato;Fra;Lims;Kasse;Plads';
async function* pieces(lines: readonly string[]): AsyncGenerator<string> {
  yield `${head}\n`;
  yield `${lines.join('\n')}\n`;
}
const take = (lines: readonly string[], more: object = {}) =>
  importInventory(bank.deps, scope, { mapping, chunks: pieces(lines), file: 'inventory.csv', ...more });
const count = async () => (await listSpecimens(bank.deps, read)).total;

const good = [
  'M-3;P1;GEN;S;0,25;1;05-03-2019;M-2;L3;K1;A3',
  'M-1;P0;GEN;B;4,0;0;04-03-2019;;L1;K1;A1',
  'M-2;P1;GEN;S;0,5;1;05-03-2019;;L2;K1;A2',
  'M-4;P1;GEN;S;0,125;2;05-03-2019;M-3;;K1;A4',
  'M-5;P1;GEN;D;0,1;0;06-03-2019;M-2;;K2;H12',
];

describe('an inventory', () => {
  test('is tried without a trace, then taken whole: amounts, thaws, days, parents, codes and places', async () => {
    expect(await take(good, { dryRun: true })).toMatchObject({
      rows: 5,
      imported: 0,
      faultCount: 0,
      byType: { serum: 3, dna: 1, 'whole-blood': 1 },
    });
    expect(await count()).toBe(0);
    expect(await take(good)).toMatchObject({ rows: 5, imported: 5, faults: [] });
    const root = await showSpecimen(bank.deps, read, 'M-2');
    expect(root).toMatchObject({
      amount: 500,
      given: 375,
      initialAmount: 875,
      thaws: 1,
      donors: [bank.people[1]!.id],
      codes: [{ namespace: 'lims', code: 'L2' }],
    });
    expect(root.collectedAt).toEqual(new Date('2019-03-05T00:00:00Z'));
    expect(root.tree.map(({ barcode, lineage, amount }) => [barcode, lineage, amount])).toEqual([
      ['M-2', 'new', 500],
      ['M-3', 'aliquot', 250],
      ['M-5', 'derived', 100],
      ['M-4', 'aliquot', 125],
    ]);
    expect((await showSpecimen(bank.deps, read, 'lims:L3')).barcode).toBe('M-3');
    const later = await take(['M-6;P1;GEN;D;0,05;0;01-01-2020;M-5;;K2;H11']).catch(
      (error: { extra: unknown }) => error.extra,
    );
    // A child of a tube that is in the biobank already takes from what that tube holds now.
    expect((later as InventoryReport).imported).toBe(1);
    expect(await showSpecimen(bank.deps, read, 'M-5')).toMatchObject({ amount: 50, given: 50 });
  });

  test('of a workbook is taken as it is, its numbers with the decimals of the mapping', async () => {
    const row = ['X-1', 'P2', 'GEN', 'S', 0.25, 1, '05-03-2019', '', 'LX1', 'K9', 'A1'];
    const table = (last: string | number) =>
      makeTable([head.split(';'), row, [...row.slice(0, -3), 'LX2', 'K9', last]]);
    const sheet = { ...described, sheet: 'Rør & plader' };
    const given = { mapping: readMapping(sheet), chunks: table(97), file: 'inventory.xlsx' };
    await expect(importInventory(bank.deps, scope, given)).rejects.toMatchObject({
      extra: { faults: [{ line: 3, column: 'Plads' }] },
    });
    const one = { ...given, chunks: makeTable([head.split(';'), row]) };
    expect(await importInventory(bank.deps, scope, one)).toMatchObject({ rows: 1, imported: 1, faults: [] });
    expect(await showSpecimen(bank.deps, read, 'X-1')).toMatchObject({ amount: 250, thaws: 1 });
    const none = { ...given, chunks: Buffer.from('no workbook') };
    await expect(importInventory(bank.deps, scope, none)).rejects.toMatchObject({ code: 'IDUN_ZIP_DAMAGED' });
  });

  test('with faults is refused whole, and every line is named', async () => {
    const before = await count();
    const bad = [
      'M-1;P0;GEN;S;1;0;04-03-2019;;;K3;A1',
      'N-1;P0;GEN;S;1;0;31-02-2019;;;K3;A2',
      'N-2;P0;GEN;S;-1;0;;;;K3;A3',
      'N-3;P0;GEN;Q;1;0;;;;K3;A4',
      'N-4;NOBODY;GEN;S;1;0;;;;K3;A5',
      'N-5;P0;OTHER;S;1;0;;;;K3;A6',
      'N-6;P0;GEN;S;1;0;;;;K3;A7',
      'N-6;P0;GEN;S;1;0;;;;K3;A8',
      'N-7;P0;GEN;S;1;0;;;;K3;A7',
      'N-8;P0;GEN;S;1;0;;;;K3;J1',
      'N-9;P0;GEN;S;1;0;;GONE;;K3;B1',
      'N-10;P0;GEN;S;1;0;;N-11;;K3;B2',
      'N-11;P0;GEN;S;1;0;;N-10;;K3;B3',
      'N-12;P2;GEN;S;1;0;;N-10;;K3;B4',
      'N-13;P0;GEN;S',
      'N-14;P0;GEN;S;0.5;0;;;;K3;B5',
      'N-15;P0;GEN;S;1;1.5;;;;K3;B6',
      'N-16;P0;GEN;S;1;0;04-03-2090;;;K3;B7',
      'N-17;P0;GEN;S;1;0;04-03-1819;;;K3;B8',
      `N-18${'8'.repeat(2000)};P0;GEN;S;1;0;;;;K3;B9`,
    ];
    const refused = await take(bad).catch((error: { code: string; extra: Pick<InventoryReport, 'faults'> }) => error);
    expect((refused as { code: string }).code).toBe('IDUN_INVENTORY_REFUSED');
    const { faults } = (refused as { extra: Pick<InventoryReport, 'faults'> }).extra;
    expect(faults.map(({ line, column, fault }) => `${line} ${column} ${fault}`)).toEqual([
      '2 Rør is in the biobank already',
      '3 Dato is not a date of the form DD-MM-YYYY',
      '4 Vol is less than 0',
      '5 Mat «Q» is not in the mapping',
      '6 Person is nobody known here',
      '7 collection is no collection of the biobank',
      '9 Rør has the same barcode as in line 8',
      '10 Plads has the same position as in line 8',
      '11 Plads is not a position of a rack of 8 × 12',
      '12 Fra is no barcode of the file or the biobank',
      '13 Fra is a descendant of the specimen itself',
      '14 Fra is a descendant of the specimen itself',
      '15 Fra is a specimen of somebody else (line 13)',
      '16 line has 4 cells where the heading has 11',
      // Half a millilitre, or five? Nobody guesses.
      '17 Vol is not a number with «,» as its point',
      '18 Optøet is not a count up to 255',
      '19 Dato is a day to come',
      '20 Dato is a day before 1900',
      '21 Rør is longer than 1000 letters',
    ]);
    expect(readDate('2021-02-30', undefined)).toBeUndefined();
    expect(readDate('2021-02-28T25:00', undefined)).toBeUndefined();
    expect(readDate('28-02-2021 12:61', 'DD-MM-YYYY HH:mm')).toBeUndefined();
    for (const nothing of [[], [head]]) {
      const chunks = readInventoryFile(
        (async function* () {
          yield Buffer.from(nothing.join('\n'));
        })(),
      );
      await expect(take([], { chunks: await chunks })).rejects.toMatchObject({
        detail: expect.stringMatching(/empty|no rows/),
        extra: { file: 'inventory.csv' },
      });
    }
    expect(await take(bad, { dryRun: true })).toMatchObject({ imported: 0, faultCount: 19 });
    expect(await count()).toBe(before);
    await expect(
      importInventory(bank.deps, scope, { mapping, chunks: pieces([]), biobank: 'Bank B' }),
    ).rejects.toMatchObject({ status: 404 });
    const wrong = { ...described, barcode: 'Tube' };
    await expect(take(good, { mapping: readMapping(wrong) })).rejects.toMatchObject({
      detail: 'The file has no column Tube.',
    });
    expect(() => readMapping({ ...described, type: { column: 'Mat', map: { S: 'soup' } } })).toThrow(/type/);
  });

  test('comes as a file of any kind: text in pieces and in older letters, a workbook by its sheet, places by number', async () => {
    async function* bytes(file: Uint8Array, size = 7) {
      for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
    }
    const cards = readMapping({ ...described, place: { rack: 'Kasse', position: 'Plads', rows: 1, columns: 500 } });
    const line = (name: string, place: string) => `${name};P2;GEN;S;0,5;0;05-03-2019;;;KORT;${place}`;
    const older = Buffer.from(`${head}\n${line('F-Ø1', '407')}\n`, 'latin1');
    const chunks = await readInventoryFile(bytes(older), 'windows-1252');
    expect(await take([], { chunks, mapping: cards })).toMatchObject({ imported: 1, faults: [] });
    await expect(take([], { chunks: await readInventoryFile(bytes(older)), mapping: cards })).rejects.toMatchObject({
      detail: 'The file is not written in utf-8.',
    });
    const rows = [head.split(';'), line('F-2', '408').split(';'), line('F-3', '501').split(';')];
    const workbook = makeTable(rows);
    expect(await readSheetHeads(bytes(workbook, 1000))).toEqual([{ name: 'Rør & plader', columns: head.split(';') }]);
    const sheet = await readInventoryFile(bytes(workbook, 1000));
    expect(await take([], { chunks: sheet, mapping: cards, dryRun: true })).toMatchObject({
      rows: 2,
      faults: [{ line: 3, column: 'Plads', fault: 'is not a position of a rack of 1 × 500' }],
    });
    await expect(readSheetHeads(bytes(older))).rejects.toMatchObject({ code: 'IDUN_INVENTORY_REFUSED' });
  });

  test('finds donors by civil registration number and tells none', async () => {
    const cpr = '010203-1234';
    await bank.database.withActor({ kind: 'operator', id: 'test' }, (trx) =>
      recordCprs(trx, bank.deps.cprKeys, [{ personNo: bank.people[4]!.personNo, cpr: parseCpr(cpr) }]),
    );
    const byNumber = readMapping({ ...described, person: { column: 'Person', cpr: true } });
    const answer = await take([`C-1;${cpr};GEN;S;1;0;;;;;`, 'C-2;030201-4321;GEN;S;1;0;;;;;'], {
      mapping: byNumber,
    }).catch((error: Error) => error);
    expect(JSON.stringify(answer)).toContain('is nobody known here');
    expect(JSON.stringify(answer)).not.toMatch(/0302|0102/);
    expect(await take([`C-1;${cpr};GEN;S;1;0;;;;;`], { mapping: byNumber })).toMatchObject({ imported: 1 });
    expect((await showSpecimen(bank.deps, read, 'C-1')).donors).toEqual([bank.people[4]!.id]);
  });
});

test('more rows than an entry of the log holds, and their replay', async () => {
  const place = (i: number) => `R${Math.floor(i / 96)};${'ABCDEFGH'[i % 8]}${1 + (Math.floor(i / 8) % 12)}`;
  const lines = Array.from({ length: 1500 }, (_, i) => `B-${i};P${i % 12};GEN;S;0,5;0;01-01-2020;;X${i};${place(i)}`);
  expect(await take(lines)).toMatchObject({ imported: 1500 });
  const report = await replayBiobank(bank.deps, read, bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
  expect(report.specimens).toBeGreaterThan(1500);
});
