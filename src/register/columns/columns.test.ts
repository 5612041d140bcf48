import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  dateOf,
  dayOf,
  firstDayOf,
  noDay,
  type StoredTable,
  storageWord,
  TableReader,
  TableWriter,
  typeWord,
  yearOf,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-columns-'));
afterAll(() => rmSync(folder, { recursive: true }));

function writeSpecimens(): StoredTable {
  const writer = new TableWriter(folder, 'specimens');
  const serum = writer.word('type', 'serum');
  const plasma = writer.word('type', 'plasma');
  expect(writer.word('type', 'serum')).toBe(serum);
  writer.append(2, {
    person: Uint32Array.of(7, 3),
    day: Uint16Array.of(dayOf('2001-02-03'), noDay),
    type: Uint8Array.of(serum, plasma),
    custodian_id: ['a/1', 'prøve'],
  });
  writer.append(1, { person: Uint32Array.of(9), type: Uint8Array.of(0) });
  return writer.finish();
}

const damaged = (work: () => unknown) =>
  expect(work).toThrow(expect.objectContaining({ code: 'IDUN_COLUMNS_DAMAGED' }));

test('a table comes back as it was written, under the name of its content', () => {
  const stored = writeSpecimens();
  expect(writeSpecimens()).toEqual(stored);
  expect(readdirSync(folder)).toEqual([stored.hash]);
  const reader = new TableReader({ ...stored, table: 'specimens' });
  expect(reader.rows).toBe(3);
  expect([...reader.column('person')]).toEqual([7, 3, 9]);
  expect([...reader.column('day')]).toEqual([dayOf('2001-02-03'), noDay, noDay]);
  expect([...reader.column('volume_ul')]).toEqual([0, 0, 0]);
  expect([...reader.column('type')].map((word) => reader.words('type')[word])).toEqual(['serum', 'plasma', '']);
  expect(reader.texts('custodian_id')).toEqual(['a/1', 'prøve', '']);
});

test('a changed byte, a missing end and a newer format are refused', () => {
  const stored = writeSpecimens();
  const read = () => new TableReader({ ...stored, table: 'specimens' });
  const path = join(stored.folder, 'person.u32');
  const bytes = readFileSync(path);
  const changed = Uint8Array.from(bytes);
  changed[0]! ^= 1;
  writeFileSync(path, changed);
  damaged(() => read().column('person'));
  writeFileSync(path, bytes.subarray(0, 10));
  damaged(() => read().column('person'));
  const manifest = join(stored.folder, 'table.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('"rows": 3', '"rows": 2'));
  damaged(read);
  writeFileSync(manifest, text.replace('"format": 1', '"format": 2'));
  expect(read).toThrow(expect.objectContaining({ code: 'IDUN_COLUMNS_NEWER' }));
  rmSync(manifest);
  expect(read).toThrow(expect.objectContaining({ code: 'IDUN_COLUMNS_LOST' }));
});

test('an abandoned table leaves nothing, and a column refuses more words than it can number', () => {
  const before = readdirSync(folder);
  const writer = new TableWriter(folder, 'persons');
  for (let word = 1; word < 256; word++) writer.word('sex', `${word}`);
  expect(() => writer.word('sex', 'one more')).toThrow(expect.objectContaining({ code: 'IDUN_COLUMNS_WORDS' }));
  writer.abandon();
  expect(readdirSync(folder)).toEqual(before);
});

test('days are dates from 1900 on', () => {
  expect(dayOf('1900-01-01')).toBe(0);
  expect(dateOf(dayOf('2026-11-22'))).toBe('2026-11-22');
  expect(dayOf('1850-01-01')).toBe(0);
  expect(dayOf('not a day')).toBe(noDay);
  expect(dateOf(noDay)).toBeNull();
  expect(yearOf(firstDayOf(1977))).toBe(1977);
});

test('types and temperatures of others are the register’s words, and what it has no word for stays', () => {
  const types = [
    'Serum',
    'Buffy Coat',
    'BuffyCoat',
    'buffy-coat',
    'Whole blood, dried (e.g. Guthrie cards)',
    'Faeces',
    'Tissue (frozen)',
  ];
  expect(types.map(typeWord)).toEqual([
    ...['serum', 'buffy-coat', 'buffy-coat', 'buffy-coat', 'dried-blood-spot', 'stool', 'frozen-tissue'],
  ]);
  expect(['Bile', 'Blood', 'S', ''].map(typeWord)).toEqual(['Bile', 'Blood', 'S', '']);
  const stored = ['RT', '2 °C to 10°C', '-18 °C to -35 °C', '-60to-85', 'LN', '−80', '-80 °C', '-60 to -85'];
  expect(stored.map(storageWord)).toEqual([
    ...['room temperature', '2 to 10', '-18 to -35', '-60 to -85', 'liquid nitrogen', '-60 to -85', '-60 to -85'],
    '-60 to -85',
  ]);
  expect(['warm', '-50', ''].map(storageWord)).toEqual(['warm', '-50', '']);
});
