import { type Bitmap, type ColumnMemory, hasBit, setBit } from '../../bits/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { bitsOfConsent, type ColumnName, noDay, TableReader } from '../columns/index.ts';
import { errors } from './errors.ts';
import { yearsOfDays } from './place-people.ts';
import {
  ageBands,
  derivedColumns,
  noBand,
  type SpecimenColumn,
  specimenColumns,
  volumeBands,
  type WordColumn,
  wordColumns,
} from './snapshot-layout.ts';
import { type RowTable, silencedRows } from './specimen-rows.ts';
import type { WordLists } from './word-lists.ts';

export interface SpecimenPlaces {
  offsets: number;
  born: number;
  columns: Record<SpecimenColumn, number>;
}

/** Rows in the order of specimens: by person, then day. Those that another speaks over are left out. */
function sortRows(tables: readonly RowTable[], offsets: Uint32Array): Uint32Array {
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const person = new Uint32Array(total);
  const day = new Uint16Array(total);
  for (const table of tables) {
    const reader = new TableReader(table);
    for (const { from, values } of reader.batches('person')) person.set(values as Uint32Array, table.from + from);
    for (const { from, values } of reader.batches('day')) day.set(values as Uint16Array, table.from + from);
  }
  const silenced = silencedRows(tables);
  for (let row = 0; row < total; row++) if (!hasBit(silenced, row)) offsets[person[row]! + 1]!++;
  for (let p = 1; p < offsets.length; p++) offsets[p]! += offsets[p - 1]!;
  const next = offsets.slice(0, -1);
  const order = new Uint32Array(offsets.at(-1)!);
  for (let row = 0; row < total; row++) if (!hasBit(silenced, row)) order[next[person[row]!]!++] = row;
  sortWithinPersons(order, day, offsets);
  return order;
}

// People have few specimens: insertion keeps those of one day in the order they came.
function sortWithinPersons(order: Uint32Array, day: Uint16Array, offsets: Uint32Array): void {
  for (let p = 0; p + 1 < offsets.length; p++) {
    const from = offsets[p]!;
    const end = offsets[p + 1]!;
    for (let i = from + 1; i < end; i++) {
      const row = order[i]!;
      const d = day[row]!;
      let k = i;
      for (; k > from && day[order[k - 1]!]! > d; k--) order[k] = order[k - 1]!;
      order[k] = row;
    }
  }
}

/** What columns are called in tables. */
export const columnInTable: Partial<Record<SpecimenColumn, ColumnName<'specimens'>>> = {
  specimenPerson: 'person',
  volume: 'volume_ul',
};
export const isWord = (column: string): column is WordColumn => (wordColumns as readonly string[]).includes(column);

/** What the numbers of a table's words are in a column of a snapshot; undefined where values stay as they are. */
export function numbersOfWords(
  column: SpecimenColumn,
  reader: TableReader<'specimens' | 'own_specimens'>,
  words: WordLists,
): Uint32Array | undefined {
  if (isWord(column)) return words.take(column, reader.words(column));
  return column === 'consent' ? Uint32Array.from(reader.words(column), bitsOfConsent) : undefined;
}

/** Puts specimens in their columns and the place of each person's first in `offsets`. */
export function placeSpecimens(
  memory: ColumnMemory,
  tables: readonly RowTable[],
  words: WordLists,
  { at, persons, exists }: { at: SpecimenPlaces; persons: number; exists: Bitmap },
): { specimens: number; mostSpecimens: number } {
  const offsets = memory.u32(at.offsets, persons + 1);
  const order = sortRows(tables, offsets);
  const total = order.length;
  memory.u32(at.columns.row, total).set(order);
  const placeOf = new Uint32Array(tables.reduce((sum, { rows }) => sum + rows, 0)).fill(nowhere);
  for (let place = 0; place < total; place++) placeOf[order[place]!] = place;
  for (const column of Object.keys(specimenColumns) as SpecimenColumn[]) {
    if (column in derivedColumns) continue;
    const into = viewOf(memory, at.columns[column], specimenColumns[column], total);
    for (const table of tables) {
      const reader = new TableReader(table);
      const name = columnInTable[column] ?? (column as ColumnName<'specimens'>);
      const numbers = numbersOfWords(column, reader, words);
      for (const { from, values } of reader.batches(name)) {
        for (let row = 0; row < values.length; row++) {
          const place = placeOf[table.from + from + row]!;
          if (place !== nowhere) into[place] = numbers ? numbers[values[row]!]! : values[row]!;
        }
      }
    }
  }
  deriveColumns(memory, at.columns, { total, born: memory.u16(at.born, persons) });
  return { specimens: total, mostSpecimens: markSampled(offsets, exists) };
}

/** A row that has no place. */
const nowhere = 0xffffffff;

/** Marks the people who have specimens. @returns the most of one person */
export function markSampled(offsets: Uint32Array, exists: Bitmap): number {
  let most = 0;
  for (let p = 0; p + 1 < offsets.length; p++) {
    const count = offsets[p + 1]! - offsets[p]!;
    if (count === 0) continue;
    setBit(exists, p);
    if (count > most) most = count;
  }
  if (most > 1 << 20) throw new Problem(errors.tooLarge, `${most} specimens are said to be of one person.`);
  return most;
}

/** Fills the columns that follow from others, of the first so many specimens. */
function deriveColumns(
  memory: ColumnMemory,
  at: SpecimenPlaces['columns'],
  { total, born }: { total: number; born: Uint16Array },
): void {
  const [day, year] = [memory.u16(at.day, total), memory.u8(at.year, total)];
  const [volume, band] = [memory.u32(at.volume, total), memory.u8(at.volumeBand, total)];
  const [person, age] = [memory.u32(at.specimenPerson, total), memory.u8(at.ageBand, total)];
  const yearOfDay = yearsOfDays();
  const bandOf = ageBandsOfDays();
  for (let s = 0; s < total; s++) {
    age[s] = bandOf(day[s]!, born[person[s]!]!);
    year[s] = yearOfDay[day[s]!]!;
    const left = volume[s]!;
    let b = volumeBands.length - 1;
    while (left < volumeBands[b]!) b--;
    band[s] = b;
  }
}

let bands: Uint8Array | undefined;

/** The band of age of a specimen by its day and the birth of its donor. Years of age are of 365.25 days. */
export function ageBandsOfDays(): (day: number, born: number) => number {
  bands ??= Uint8Array.from({ length: noDay + 1 }, (_, days) =>
    ageBands.findLastIndex((from) => Math.floor(days / 365.25) >= from),
  );
  const bandOf = bands;
  return (day, born) => (day === noDay || born === noDay || day < born ? noBand : bandOf[day - born]!);
}

/** A column of a snapshot, by its width. */
export function viewOf(
  memory: ColumnMemory,
  at: number,
  width: 1 | 2 | 4,
  rows: number,
): Uint8Array | Uint16Array | Uint32Array {
  if (width === 1) return memory.u8(at, rows);
  return width === 2 ? memory.u16(at, rows) : memory.u32(at, rows);
}
