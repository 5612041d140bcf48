import { expect, test } from 'vitest';
import { dayOf, noDay } from '../../columns/index.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { ChunkParser, readCprKey } from './chunk-parser.ts';
import { badDay, readDay, readDayFormat } from './day-format.ts';
import type { FieldReading, Layout } from './layout.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const day = (text: string, format = 'YYYY-MM-DD') => readDay(bytes(text), 0, text.length, readDayFormat(format)!);

test('days are read in the forms that registers use', () => {
  expect(day('2001-02-03')).toBe(dayOf('2001-02-03'));
  expect(day('2001-02-03T10:11:12+01:00')).toBe(dayOf('2001-02-03'));
  expect(day('20240229', 'YYYYMMDD')).toBe(dayOf('2024-02-29'));
  expect(day('03.02.2001', 'DD.MM.YYYY')).toBe(dayOf('2001-02-03'));
  expect(day('03feb2001', 'DDMMMYYYY')).toBe(dayOf('2001-02-03'));
  expect(day('2001-02', 'YYYY-MM')).toBe(dayOf('2001-02-01'));
  expect(day('1876-02-01')).toBe(0);
  expect(['2001', '2001-02', '2001-02-03', '2001-02-03T10:00Z'].map((one) => day(one, 'ISO'))).toEqual(
    ['2001-01-01', '2001-02-01', '2001-02-03', '2001-02-03'].map(dayOf),
  );
  for (const bad of ['2001-02-29', '2001-13-01', '2001-00-10', '01-02-2001', '2001-2-3', '2001-02-0x', '']) {
    expect(day(bad)).toBe(badDay);
  }
  expect([readDayFormat('YY-MM-DD'), readDayFormat('DD-YYYY'), readDayFormat('YYYY#')]).toEqual(
    Array(3).fill(undefined),
  );
  // Every day of the range, against the calendar.
  for (let n = 0; n < 65_534; n += 97) {
    const iso = new Date(Date.UTC(1900, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
    expect(day(iso)).toBe(n);
  }
});

test('numbers of people are told apart and are the same with and without their hyphen', () => {
  const key = (text: string) => readCprKey(bytes(text), 0, text.length);
  expect(key('010180-1111')).toBe(key('0101801111'));
  expect(key('0101801aB1')).toBe(key('0101801AB1'));
  expect(key('0101801111').toString(36).toUpperCase().padStart(10, '0')).toBe('0101801111');
  expect(key('7101801111')).not.toBeNaN();
  for (const bad of ['3201801111', '0113801111', '01018011111', 'A101801111', '010180111A', ''])
    expect(key(bad)).toBeNaN();
});

test('words keep their numbers, however many there are', () => {
  const dictionary = new ByteDictionary();
  const texts = Array.from({ length: 5000 }, (_, n) => `wørd${n % 2500}`);
  const numbers = texts.map((text) => dictionary.number(bytes(text), 0, Buffer.byteLength(text)));
  expect(numbers).toEqual([...numbers.keys()].map((n) => n % 2500));
  expect(dictionary.takeNew()).toEqual(texts.slice(0, 2500));
  expect([dictionary.number(bytes(''), 0, 0), dictionary.takeNew(), dictionary.takeNew()]).toEqual([2500, [''], []]);
});

const fields: [string, FieldReading, boolean][] = [
  ['person', { kind: 'cpr' }, true],
  ['day', { kind: 'day', format: readDayFormat('YYYY-MM-DD')! }, false],
  ['code', { kind: 'word' }, true],
  ['volume', { kind: 'number', scale: 1000, most: 1e6 }, false],
  ['id', { kind: 'id' }, false],
];
const layout: Layout = {
  separator: ',',
  decimal: '.',
  width: 5,
  fields: fields.map(([field, reading, required], at) => ({ field, column: field, at, reading, required })),
  counted: [1, 3],
  names: fields.map(([field]) => field),
  placeAt: -1,
};

test('good rows become arrays, bad ones are named with what was there, and never a number of a person', () => {
  const parser = new ChunkParser(layout);
  const text = [
    '010180-1111,2001-02-03,DE11,1.5,a',
    '010180-1111,,DE10,,b',
    '010180-1111,2001-02-30,DE10,,c',
    '010180,2001-02-03,DE10,,d',
    '010180-1111,2001-02-03,,1,e',
    '010180-1111,2001-02-03,DE10,many,f',
    '010180-1111,2001-02-03',
    '010180-1111,010180-1111,DE10,,g',
    '',
    '"010180-1112","2001-02-03","DE\n11",2,h',
    '010180-1111,2001-02-03,DE1',
  ].join('\n');
  const parsed = parser.parse(bytes(text), 2, true);
  expect([parsed.rows, parsed.read, [...parsed.places], [...parsed.filled]]).toEqual([3, 10, [2, 3, 11], [2, 2]]);
  const [, days, words, volumes, ids] = parsed.columns;
  expect(days).toEqual({ kind: 'day', days: Uint16Array.of(dayOf('2001-02-03'), noDay, dayOf('2001-02-03')) });
  expect(words).toEqual({ kind: 'word', words: Uint32Array.of(0, 1, 2), added: ['DE11', 'DE10', 'DE\n11'] });
  expect(volumes).toEqual({ kind: 'number', numbers: Uint32Array.of(1500, 0, 2000) });
  expect(ids).toMatchObject({ texts: ['a', 'b', 'h'] });
  expect(parsed.faults.flatMap(({ first }) => first.map((one) => [one.kind, one.row, one.column, one.found]))).toEqual([
    ['date', 4, 'day', '2001-02-30'],
    ['date', 9, 'day', null],
    ['cpr', 5, 'person', null],
    ['missing', 6, 'code', null],
    ['number', 7, 'volume', 'many'],
    ['columns', 8, null, '2 columns'],
    ['cut-off', 13, null, null],
  ]);
  // The next stretch goes on with the same words.
  const next = parser.parse(bytes('010180-1111,,DE10,,i\n'), 20, false);
  expect(next.columns[2]).toEqual({ kind: 'word', words: Uint32Array.of(1), added: [] });
});

test('a cell of several values is as many rows, an empty one none; cells of one line go side by side', () => {
  const of = (...names: string[]) =>
    layout.fields.map((one) => (names.includes(one.column) ? { ...one, several: '|'.charCodeAt(0) } : one));
  const parse = (fields: typeof layout.fields, ...lines: string[]) =>
    new ChunkParser({ ...layout, fields }).parse(bytes(`${lines.join('\n')}\n`), 2, true);
  const parsed = parse(
    of('code', 'day'),
    '010180-1111,2001-02-03|2001-02-04,DE11|DE10,1.5,a',
    '010180-1112,,,2,b',
    '010180-1113,2001-02-05,DE10|DE11,2,c',
    '010180-1114,2001-02-05|2001-02-30,"DE1|DE2",2,d',
  );
  expect([parsed.rows, parsed.read, [...parsed.places]]).toEqual([3, 5, [2, 2, 5]]);
  expect(parsed.columns[2]).toMatchObject({ words: Uint32Array.of(0, 1, 2), added: ['DE11', 'DE10', 'DE1'] });
  expect(parsed.columns[4]).toMatchObject({ texts: ['a', 'a', 'd'] });
  expect(parsed.faults.flatMap(({ first }) => first.map((one) => [one.kind, one.row, one.found]))).toEqual([
    ['values', 4, null],
    ['date', 5, '2001-02-30'],
  ]);
  // More values than lines: there is room.
  const many = parse(of('code'), `010180-1111,2001-02-03,${'A|'.repeat(500)}B,1,a`);
  expect([many.rows, new Set(many.places).size]).toEqual([501, 1]);
});
