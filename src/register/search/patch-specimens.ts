import { bitmapIndices, clearBit, createBitmap, hasBit, setBit } from '../../bits/index.ts';
import { type ColumnName, noDay, type StoredTable, TableReader } from '../columns/index.ts';
import type { Snapshot } from './build-snapshot.ts';
import { setView, yearsOfDays } from './place-people.ts';
import { ageBandsOfDays, columnInTable, markSampled, numbersOfWords, viewOf } from './place-specimens.ts';
import {
  derivedColumns,
  type NumberedTable,
  type SpecimenColumn,
  specimenColumns,
  volumeBands,
} from './snapshot-layout.ts';
import { numberRows, type RowTable, silencedRows, specimenTablesOf } from './specimen-rows.ts';
import { WordLists } from './word-lists.ts';

type Values = Uint8Array | Uint16Array | Uint32Array;
const columnNames = Object.keys(specimenColumns) as SpecimenColumn[];

/** Specimens that come, a value a column each, in the order of person, day and row. */
type Arrivals = Record<SpecimenColumn, Values>;

/** What a snapshot lacks of other tables. */
export interface SpecimenPatch {
  /** People of whom specimens come or go. */
  persons: Uint32Array;
  /** Changes the snapshot in memory. */
  apply(): void;
}

/**
 * What brings the specimens of a snapshot in memory to other tables: rows of tables that are gone, or that another speaks over, go; rows
 * that it has not got come. What comes out is what building it anew gives; only the order of a person's specimens of one day may differ.
 * @returns null when there is no room: then it is built anew
 */
export function planPatch({ header, memory }: Snapshot, tables: readonly StoredTable[]): SpecimenPatch | null {
  const { persons, at } = header;
  const next = numberRows(specimenTablesOf(tables), header.specimenTables);
  const rowOf = memory.u32(at['row']!, header.capacity);
  const changing = changingRows(header.specimenTables, next);
  const wanted = wantedRows(next, changing);
  const leaving: number[] = [];
  for (let s = 0; s < header.specimens; s++) {
    const row = rowOf[s]!;
    if (row < changing.from || row >= changing.to) continue;
    if (hasBit(wanted, row)) clearBit(wanted, row);
    else leaving.push(s);
  }
  const words = new WordLists(header.words);
  const coming = readArrivals(next, bitmapIndices(wanted), { words, born: memory.u16(at['born']!, persons) });
  const arrivals = coming.row.length;
  const total = header.specimens - leaving.length + arrivals;
  if (total > header.capacity || coming.specimenPerson.some((p) => p >= persons)) return null;

  const offsets = memory.u32(at['offsets']!, persons + 1);
  const columns = Object.fromEntries(
    columnNames.map((name) => [name, viewOf(memory, at[name]!, specimenColumns[name], header.capacity)]),
  ) as Arrivals;
  const donors = leaving.map((s) => columns.specimenPerson[s]!);
  const changed = Uint32Array.from(new Set([...donors, ...coming.specimenPerson]));
  return { persons: changed, apply };

  function apply(): void {
    const { moves, places } = planMoves(columns, offsets, header.specimens, leaving, coming);
    const before = Uint32Array.from(changed, (p) => offsets[p + 1]! - offsets[p]!);
    shiftOffsets(offsets, donors, coming.specimenPerson);
    for (const name of columnNames) {
      move(columns[name], moves);
      for (let k = 0; k < arrivals; k++) columns[name][places[k]!] = coming[name][k]!;
    }
    markChanged(before);
    header.specimens = total;
    header.specimenTables = next.map(({ hash, table, rows, from }): NumberedTable => ({ hash, table, rows, from }));
    header.words = words.all();
  }

  // Who has specimens exists, whoever says so; the most of one person is looked for anew only when it may have gone down.
  function markChanged(before: Uint32Array): void {
    const exists = setView(memory, at['exists']!, persons);
    const stated = setView(memory, at['stated']!, persons);
    const counts = Uint32Array.from(changed, (p) => offsets[p + 1]! - offsets[p]!);
    for (const [k, person] of changed.entries()) {
      if (counts[k]! > 0 || hasBit(stated, person)) setBit(exists, person);
      else clearBit(exists, person);
    }
    const fewer = before.some((count, k) => count === header.mostSpecimens && counts[k]! < count);
    const most = counts.reduce((sum, count) => Math.max(sum, count), header.mostSpecimens);
    header.mostSpecimens = fewer || most > header.mostSpecimens ? markSampled(offsets, exists) : most;
  }
}

// Rows of the tables that are not in both, or may be spoken over: all others stay where they are.
function changingRows(before: readonly NumberedTable[], next: readonly RowTable[]): { from: number; to: number } {
  const known = new Set(before.map(({ hash }) => hash));
  const named = new Set(next.map(({ hash }) => hash));
  const changing = [...before, ...next].filter(
    ({ hash, table }) => table === 'own_specimens' || !known.has(hash) || !named.has(hash),
  );
  return {
    from: changing.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY),
    to: changing.reduce((most, { from, rows }) => Math.max(most, from + rows), 0),
  };
}

function wantedRows(tables: readonly RowTable[], changing: { from: number; to: number }): Uint32Array {
  const silenced = silencedRows(tables);
  const wanted = createBitmap(tables.reduce((most, { from, rows }) => Math.max(most, from + rows), 0));
  for (const { from, rows } of tables) {
    if (from + rows <= changing.from || from >= changing.to) continue;
    for (let row = from; row < from + rows; row++) {
      // Whole words at a time, where they are.
      if ((row & 31) === 0 && row + 32 <= from + rows) {
        wanted[row >>> 5] = 0xffffffff;
        row += 31;
      } else wanted[row >>> 5]! |= 1 << (row & 31);
    }
  }
  for (let w = 0; w < wanted.length; w++) wanted[w]! &= ~silenced[w]!;
  return wanted;
}

function readArrivals(
  tables: readonly RowTable[],
  rows: readonly number[],
  { words, born }: { words: WordLists; born: Uint16Array },
): Arrivals {
  const numbers = Object.fromEntries(columnNames.map((name) => [name, [] as number[]])) as Record<
    SpecimenColumn,
    number[]
  >;
  for (const table of tables) {
    const { from, rows: size } = table;
    const own = rows.filter((row) => row >= from && row < from + size);
    if (own.length === 0) continue;
    const reader = new TableReader(table);
    for (const name of columnNames) {
      if (name in derivedColumns) continue;
      const column = columnInTable[name] ?? (name as ColumnName<'specimens'>);
      const values = reader.column(column);
      const wordNumbers = numbersOfWords(name, reader, words);
      for (const row of own) numbers[name].push(wordNumbers ? wordNumbers[values[row - from]!]! : values[row - from]!);
    }
    numbers.row.push(...own);
  }
  const yearOfDay = yearsOfDays();
  numbers.year = numbers.day.map((day) => yearOfDay[day]!);
  numbers.volumeBand = numbers.volume.map((left) => volumeBands.findLastIndex((band) => left >= band));
  const { specimenPerson: person, day, row } = numbers;
  const bandOf = ageBandsOfDays();
  // Of somebody the snapshot does not know there is no room, and no birth.
  numbers.ageBand = day.map((when, k) => bandOf(when, born[person[k]!] ?? noDay));
  const order = Array.from(row.keys()).sort(
    (a, b) => person[a]! - person[b]! || day[a]! - day[b]! || row[a]! - row[b]!,
  );
  return Object.fromEntries(
    columnNames.map((name) => {
      const Values = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[specimenColumns[name]];
      return [name, new Values(order.map((k) => numbers[name][k]!))];
    }),
  ) as unknown as Arrivals;
}

interface Move {
  from: number;
  to: number;
  length: number;
}

// Stretches between what leaves and what comes, with where they go; and where the arrivals go.
function planMoves(
  columns: Arrivals,
  offsets: Uint32Array,
  specimens: number,
  leaving: readonly number[],
  coming: Arrivals,
): { moves: Move[]; places: Uint32Array } {
  const before = Array.from(coming.row, (row, k) => {
    const person = coming.specimenPerson[k]!;
    let place = offsets[person]!;
    for (; place < offsets[person + 1]!; place++) {
      const later = columns.day[place]! - coming.day[k]! || columns.row[place]! - row;
      if (later > 0) break;
    }
    return place;
  });
  const moves: Move[] = [];
  const places = new Uint32Array(before.length);
  let from = 0;
  let to = 0;
  const stretch = (end: number): void => {
    if (end > from && to !== from) moves.push({ from, to, length: end - from });
    to += Math.max(0, end - from);
    from = Math.max(from, end);
  };
  let gone = 0;
  for (let k = 0; k < before.length || gone < leaving.length; ) {
    if (k < before.length && (gone === leaving.length || before[k]! <= leaving[gone]!)) {
      stretch(before[k]!);
      places[k++] = to++;
    } else {
      stretch(leaving[gone]!);
      from = leaving[gone++]! + 1;
    }
  }
  stretch(specimens);
  return { moves, places };
}

/** Stretches as short as this are moved value by value. */
const short = 24;

// Those that go down from the front, then those that go up from the back: none is written over before it has moved.
function move(column: Values, moves: readonly Move[]): void {
  for (const one of moves) if (one.to < one.from) moveStretch(column, one);
  for (let at = moves.length - 1; at >= 0; at--) if (moves[at]!.to > moves[at]!.from) moveStretch(column, moves[at]!);
}

function moveStretch(column: Values, { from, to, length }: Move): void {
  if (length > short) column.copyWithin(to, from, from + length);
  else if (to < from) for (let i = 0; i < length; i++) column[to + i] = column[from + i]!;
  else for (let i = length - 1; i >= 0; i--) column[to + i] = column[from + i]!;
}

// Between two people who change all first places move by as much.
function shiftOffsets(offsets: Uint32Array, leaving: readonly number[], coming: Values): void {
  const change = new Map<number, number>();
  for (const person of leaving) change.set(person, (change.get(person) ?? 0) - 1);
  for (const person of coming) change.set(person, (change.get(person) ?? 0) + 1);
  const people = [...change.keys()].sort((a, b) => a - b);
  let sum = 0;
  for (const [at, person] of people.entries()) {
    sum += change.get(person)!;
    if (sum === 0) continue;
    const end = people[at + 1] ?? offsets.length - 1;
    for (let p = person + 1; p <= end; p++) offsets[p]! += sum;
  }
}
