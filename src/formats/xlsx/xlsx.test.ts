import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../csv/index.ts';
import { FormatError } from '../error.ts';
import { makeXmlReader } from '../xml/index.ts';
import { readZipDirectory, readZipEntry } from '../zip/index.ts';
import { makeZip } from '../zip/testing.ts';
import { dateOfSerial, isDateFormat } from './dates.ts';
import { openWorkbook, readSheetRows, sheetAsCsv, type XlsxLimits } from './index.ts';
import { columnOf } from './rows.ts';
import { makeTable, makeWorkbook, workbookParts } from './testing.ts';

async function rowsOf(archive: Uint8Array, sheet?: string, limits?: XlsxLimits) {
  const rows = [];
  for await (const part of readSheetRows(await openWorkbook(archive, limits), sheet)) rows.push(...part);
  return rows;
}

test('cells of every kind as the text a CSV of the same table would have', async () => {
  const book =
    makeWorkbook(`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c>
      <c r="D2" t="str"><f>A1&amp;"x"</f><v>made</v></c><c r="E2" t="inlineStr"><is><t>in </t><t>line</t></is></c></row>
    <row r="3"/><row r="4"><c r="A4" s="9"/></row>
    <row r="5"><c r="A5"><v>0.10000000000000001</v></c><c r="C5" s="1"><v>45351</v></c><c r="B5" s="2"><v>59</v></c>
      <c r="D5" s="3"><v>45351.520833333336</v></c><c r="E5" t="b"><v>1</v></c><c r="F5" t="e"><v>#N/A</v></c></row>
    <row r="6"><c r="A6"><v>1234567890123456</v></c></row>`);
  expect(await rowsOf(book)).toEqual([
    { line: 2, fields: ['barcode', ' a <b> ', 'rich text', 'made', 'in line'] },
    { line: 5, fields: ['0.1', '1900-02-28', '2024-02-29', '2024-02-29T12:30:00', 'true', '#N/A'] },
    { line: 6, fields: ['1234567890123460', '', '', '', ''] },
  ]);
  expect(await rowsOf(book, 'Hidden')).toEqual([{ line: 1, fields: ['2'] }]);
  await expect(rowsOf(book, 'Nowhere')).rejects.toMatchObject({
    code: 'IDUN_XLSX_SHEET',
    place: { expected: 'Hidden, Rør & plader' },
  });
  const csv = [];
  for await (const part of sheetAsCsv(book, { separator: ';' })) csv.push(Buffer.from(part).toString());
  expect(csv.join('').split('\n').slice(0, 5)).toEqual([
    ...['', 'barcode; a <b> ;rich text;made;in line', '', ''],
    '0.1;1900-02-28;2024-02-29;2024-02-29T12:30:00;true;#N/A',
  ]);
});

test('dates are what both systems of Excel say, and only what is shown as one', () => {
  expect([1, 59, 61, 25_569, 45_658].map((serial) => dateOfSerial(serial, false))).toEqual([
    ...['1900-01-01', '1900-02-28', '1900-03-01', '1970-01-01', '2025-01-01'],
  ]);
  expect(dateOfSerial(0, true)).toBe('1904-01-01');
  expect(dateOfSerial(0.75, false)).toBe('18:00:00');
  expect([60, -1, 3_000_000, Number.NaN].map((serial) => dateOfSerial(serial, false))).toEqual(
    Array(4).fill(undefined),
  );
  for (const code of ['dd/mm/yyyy', '[$-406]d. mmmm yyyy;@', 'hh:mm:ss', '[h]:mm', 'yyyy\\-mm\\-dd', 'm/d/yy h:mm;@']) {
    expect(isDateFormat(164, code), code).toBe(true);
  }
  for (const code of ['General', '0.00', '#,##0 "dage"', '[Red]0.0', '0.00E+00', '"d"0', '_-* #,##0_-', '@']) {
    expect(isDateFormat(164, code), code).toBe(false);
  }
  expect([0, 14, 22, 49].map((id) => isDateFormat(id, undefined))).toEqual([false, true, true, false]);
  expect(['A1', 'Z1', 'AA10', 'XFD1', 'a1', 'A', '1'].map(columnOf)).toEqual([
    ...[0, 25, 26, 16_383],
    ...[undefined, undefined, undefined],
  ]);
});

test('any table comes back as it was, whatever the pieces', async () => {
  const cell = fc.oneof(
    fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map((text) => text.replace(/[\x00-\x1f\x7f\ufffe\uffff]/g, '').trim()),
    fc.integer({ min: -1e9, max: 1e9 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
      async (table) => {
        const headed = [['a', 'b', 'c'], ...table];
        const shown = headed.map((row) => row.map(String)).filter((row) => row.some((text) => text !== ''));
        const book = makeTable(headed);
        expect((await rowsOf(book)).map(({ fields }) => fields)).toEqual(shown);
        const text = (async function* () {
          for await (const part of sheetAsCsv(book)) yield Buffer.from(part).toString();
        })();
        const csv = [];
        for await (const rows of readCsv(text)) csv.push(...rows.map(({ fields }) => fields));
        expect(csv).toEqual(shown);
      },
    ),
    { seed: 7, numRuns: 60 },
  );
  const xml = '<a x="1 > 2"><!-- <b> --><b>t&#x41;<![CDATA[<&>]]>z</b><c/></a>';
  for (let size = 1; size < xml.length; size++) {
    const seen: string[] = [];
    const reader = makeXmlReader({
      open: (name, { x }) => seen.push(`<${name}${x ?? ''}`),
      text: (text) => seen.push(text),
      close: (name) => seen.push(`/${name}`),
    });
    for (let at = 0; at < xml.length; at += size) reader.write(xml.slice(at, at + size));
    reader.end();
    expect(seen.join('')).toBe('<a1 > 2<btA<&>z/b<c/c/a');
  }
});

describe('hostile files', () => {
  const sheet = '<row r="1"><c r="A1"><v>1</v></c></row>';
  const with_ = (more: Record<string, string>) => makeWorkbook(sheet, more);
  const cases: [string, () => Uint8Array, string, XlsxLimits?][] = [
    ['no archive', () => Buffer.from('barcode;type\n'), 'IDUN_ZIP_DAMAGED'],
    ['another archive', () => makeZip({ 'a.txt': 'x' }), 'IDUN_XLSX_NOT_A_WORKBOOK'],
    ['cut off', () => makeWorkbook(sheet).subarray(0, 600), 'IDUN_ZIP_DAMAGED'],
    ['a wrong checksum', () => makeZip(workbookParts(sheet), { lie: { crc: 1 } }), 'IDUN_ZIP_DAMAGED'],
    ['a wrong length', () => makeZip(workbookParts(sheet), { lie: { unpacked: 3 } }), 'IDUN_ZIP_DAMAGED'],
    [
      'a bomb',
      () =>
        with_({
          'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1">${'<c r="A1"/>'.repeat(1 << 20)}</row></sheetData></worksheet>`,
        }),
      'IDUN_ZIP_BOMB',
    ],
    ['more than is allowed', () => makeWorkbook(sheet), 'IDUN_ZIP_BOMB', { mostBytes: 100 }],
    [
      'billion laughs',
      () =>
        with_({
          'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>',
        }),
      'IDUN_XML',
    ],
    ['an outside entity', () => with_({ 'xl/sharedStrings.xml': '<sst><si><t>&file;</t></si></sst>' }), 'IDUN_XML'],
    ['a text that is not there', () => makeWorkbook('<row r="1"><c t="s"><v>99</v></c></row>'), 'IDUN_XLSX_CELL'],
    ['a row beyond all sheets', () => makeWorkbook('<row r="99999999"><c><v>1</v></c></row>'), 'IDUN_XLSX_SIZE'],
    ['a column beyond all sheets', () => makeWorkbook('<row r="1"><c r="XFE1"><v>1</v></c></row>'), 'IDUN_XLSX_SIZE'],
    ['nested without end', () => makeWorkbook('<a>'.repeat(100)), 'IDUN_XML'],
    ['an open end', () => makeWorkbook('<row r="1">'), 'IDUN_XML'],
    ['too much text', () => makeWorkbook(sheet), 'IDUN_XLSX_SIZE', { mostText: 3 }],
  ];
  test.each(cases)('%s is refused by name', async (_what, make, code, limits) => {
    await expect(rowsOf(make(), undefined, limits)).rejects.toMatchObject({ code });
  });

  test('changed anywhere: read, or refused with a format error; never anything else', async () => {
    const book = makeTable([
      ['barcode', 'amount'],
      ['T-1', 12.5],
      ['T-2', 'lots'],
    ]);
    const flip = fc.tuple(fc.nat({ max: book.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), fc.boolean(), async (flips, cut) => {
        const bytes = Buffer.from(book);
        for (const [at, mask] of flips) bytes[at]! ^= mask;
        try {
          await rowsOf(cut ? bytes.subarray(0, flips[0]![0]) : bytes, undefined, { mostBytes: 1 << 20 });
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('an archive may have a comment, and stored files', async () => {
    const stored = makeZip({ 'a.txt': 'hello' }, { stored: true, comment: 'PK\x05\x06 not the end' });
    const entry = readZipDirectory(stored).get('a.txt')!;
    const parts = [];
    for await (const part of readZipEntry(stored, entry)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('hello');
  });
});

const real = fileURLToPath(new URL('../../../../shared/data/biobank/baobab/test-setup.xlsx', import.meta.url));
// An independent reader of the same sheets: Python's own zip and XML.
const reference = `
import sys, json, zipfile, re
import xml.etree.ElementTree as E
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
r = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'
z = zipfile.ZipFile(sys.argv[1])
texts = [''.join(t.text or '' for t in si.iter(n + 't')) for si in E.fromstring(z.read('xl/sharedStrings.xml'))]
rels = {x.get('Id'): x.get('Target') for x in E.fromstring(z.read('xl/_rels/workbook.xml.rels'))}
out = {}
for s in E.fromstring(z.read('xl/workbook.xml')).iter(n + 'sheet'):
    cells = {}
    for c in E.fromstring(z.read('xl/' + rels[s.get(r + 'id')])).iter(n + 'c'):
        v = c.find(n + 'v')
        if v is not None and c.get('t') == 's' and texts[int(v.text)] != '': cells[c.get('r')] = texts[int(v.text)]
    out[s.get('name')] = cells
print(json.dumps(out))`;

test.skipIf(!existsSync(real))(
  'a real laboratory’s workbook reads as another reader reads it (skipped without the file)',
  async () => {
    const book = await openWorkbook(readFileSync(real));
    expect(book.sheets.length).toBeGreaterThan(40);
    const expected = JSON.parse(execFileSync('python3', ['-c', reference, real], { encoding: 'utf8' })) as Record<
      string,
      Record<string, string>
    >;
    let compared = 0;
    for (const { name } of book.sheets) {
      const cells = new Map<string, string>();
      for await (const rows of readSheetRows(book, name)) {
        for (const { fields, line } of rows) {
          for (const [column, text] of fields.entries()) cells.set(`${column}:${line}`, text);
        }
      }
      for (const [at, text] of Object.entries(expected[name]!)) {
        expect(cells.get(`${columnOf(at)}:${at.replace(/\D/g, '')}`), `${name} ${at}`).toBe(text);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  },
);
