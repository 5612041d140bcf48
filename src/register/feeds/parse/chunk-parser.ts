import { ByteRows } from '../../../formats/csv/index.ts';
import { noDay } from '../../columns/index.ts';
import type { FaultKind } from '../model.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { CellValues } from './cell-values.ts';
import { badDay, readDay } from './day-format.ts';
import type { FieldLayout, Layout } from './layout.ts';
import type { ParsedChunk, ParsedColumn, RowFaultFound } from './parsed-chunk.ts';

/** Faults of a kind that are told with their place, in a stretch of a file. */
const mostTold = 20;
const longestFound = 40;
/** Nothing a register holds is longer: a missing quote or line end is. */
const longestText = 1000;

/** Reads stretches of rows into arrays; one a thread. Words keep their numbers from stretch to stretch. */
export class ChunkParser {
  readonly #layout: Layout;
  readonly #rows: ByteRows;
  readonly #values: CellValues;
  readonly #dictionaries = new Map<string, ByteDictionary>();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#rows = new ByteRows(layout.separator, layout.width);
    this.#values = new CellValues(layout.fields);
    for (const { field, reading } of layout.fields) {
      if (reading.kind === 'word') this.#dictionaries.set(field, new ByteDictionary());
    }
  }

  /** @param last whether the file ends with these bytes */
  parse(bytes: Uint8Array, firstPlace: number, last: boolean): ParsedChunk {
    const { fields, counted, width, placeAt } = this.#layout;
    const rows = this.#rows;
    const most = countRows(bytes) + this.#values.most(bytes);
    const readers = fields.map((field) => this.#reader(field, most));
    const places = new Uint32Array(most);
    const filled = new Uint32Array(counted.length);
    const faults = new Faults();
    let kept = 0;
    let read = 0;
    let place = firstPlace;
    const split = this.#values.isNeeded ? this.#values : null;
    const keep = (here: number): void => {
      places[kept] = here;
      for (let i = 0; i < counted.length; i++) {
        const column = counted[i]!;
        if (rows.ends[column]! > rows.starts[column]!) filled[i]!++;
      }
      kept++;
    };
    for (let at = 0; at < bytes.length; ) {
      const next = rows.next(bytes, at, bytes.length);
      const here = placeAt < 0 ? place : digitsOf(bytes, rows.starts[placeAt]!, rows.ends[placeAt]!);
      if (rows.count > 0) {
        const cut =
          last && next === bytes.length && bytes[next - 1] !== 10 && (rows.count < width || rows.fault !== null);
        const form: FaultKind | null = cut ? 'cut-off' : rows.fault ? 'quote' : rows.count !== width ? 'columns' : null;
        if (form !== null) {
          read++;
          const found = form === 'columns' ? `${rows.count} columns` : null;
          faults.add({ kind: form, row: here, column: null, found });
        } else if (split === null) {
          read++;
          if (readAll(readers, bytes, rows, kept, here, faults)) keep(here);
        } else {
          const values = split.find(bytes, rows);
          read += values < 0 ? 1 : values;
          if (values < 0) faults.add({ kind: 'values', row: here, column: null, found: null });
          for (let value = 0; value < values; value++) {
            split.show(rows, value);
            if (readAll(readers, bytes, rows, kept, here, faults)) keep(here);
          }
        }
      }
      place += 1 + rows.innerLines;
      at = next;
    }
    return {
      rows: kept,
      read,
      places: places.slice(0, kept),
      columns: readers.map((reader) => reader.take(kept)),
      faults: faults.list(),
      filled,
    };
  }

  #reader(field: FieldLayout, most: number): FieldReader {
    const { reading } = field;
    switch (reading.kind) {
      case 'cpr':
        return cprReader(field, most);
      case 'word':
        return wordReader(field, most, this.#dictionaries.get(field.field)!);
      case 'day':
        return dayReader(field, most, reading.format);
      case 'number':
        return numberReader(field, most, reading, this.#layout.decimal);
      case 'id':
        return idReader(field, most);
    }
  }
}

/** Reads one field of rows. */
interface FieldReader {
  readonly field: FieldLayout;
  /** @returns what is wrong with it; null when nothing */
  read(bytes: Uint8Array, from: number, to: number, row: number): FaultKind | null;
  take(rows: number): ParsedColumn;
}

function readAll(
  readers: readonly FieldReader[],
  bytes: Uint8Array,
  rows: ByteRows,
  row: number,
  place: number,
  faults: Faults,
): boolean {
  for (const reader of readers) {
    const { at, required, column, reading } = reader.field;
    const from = rows.starts[at]!;
    const to = rows.ends[at]!;
    const kind = from === to && required ? 'missing' : reader.read(bytes, from, to, row);
    if (kind === null) continue;
    const found = reading.kind === 'cpr' || kind === 'missing' ? null : shownText(bytes, from, to);
    faults.add({ kind, row: place, column, found });
    return false;
  }
  return true;
}

/** What stood there, unless it may hold somebody's number. */
function shownText(bytes: Uint8Array, from: number, to: number): string | null {
  const text = Buffer.from(bytes.subarray(from, Math.min(to, from + longestFound))).toString('utf8');
  return /\d{6}[- ]?[\dA-Z]{4}/i.test(text) ? null : text;
}

function cprReader(field: FieldLayout, most: number): FieldReader {
  const keys = new Float64Array(most);
  return {
    field,
    read(bytes, from, to, row) {
      const key = readCprKey(bytes, from, to);
      keys[row] = key;
      return Number.isNaN(key) ? 'cpr' : null;
    },
    take: (rows) => ({ kind: 'cpr', keys: keys.slice(0, rows) }),
  };
}

/** A number's ten characters as one value in base 36; NaN when they are none. @see cprOfKey */
export function readCprKey(bytes: Uint8Array, from: number, to: number): number {
  const hyphen = to - from === 11 && bytes[from + 6] === 45;
  if (to - from !== 10 && !hyphen) return Number.NaN;
  let key = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i + (hyphen && i > 5 ? 1 : 0)]!;
    const small = byte | 32;
    const digit = byte >= 48 && byte <= 57 ? byte - 48 : small >= 97 && small <= 122 ? small - 87 : -1;
    if (digit < 0 || (digit > 9 && i !== 7 && i !== 8)) return Number.NaN;
    key = key * 36 + digit;
  }
  const day = (bytes[from]! - 48) * 10 + bytes[from + 1]! - 48;
  const month = (bytes[from + 2]! - 48) * 10 + bytes[from + 3]! - 48;
  const isDay = (day >= 1 && day <= 31) || (day >= 61 && day <= 91);
  return isDay && month >= 1 && month <= 12 ? key : Number.NaN;
}

function wordReader(field: FieldLayout, most: number, dictionary: ByteDictionary): FieldReader {
  const words = new Uint32Array(most);
  return {
    field,
    read(bytes, from, to, row) {
      if (to - from > longestText) return 'long';
      words[row] = dictionary.number(bytes, from, to);
      return null;
    },
    take: (rows) => ({ kind: 'word', words: words.slice(0, rows), added: dictionary.takeNew() }),
  };
}

function dayReader(field: FieldLayout, most: number, format: Parameters<typeof readDay>[3]): FieldReader {
  const days = new Uint16Array(most);
  return {
    field,
    read(bytes, from, to, row) {
      const day = from === to ? noDay : readDay(bytes, from, to, format);
      days[row] = day;
      return day === badDay ? 'date' : null;
    },
    take: (rows) => ({ kind: 'day', days: days.slice(0, rows) }),
  };
}

function numberReader(
  field: FieldLayout,
  most: number,
  { scale, most: largest }: { scale: number; most: number },
  decimal: '.' | ',',
): FieldReader {
  const numbers = new Uint32Array(most);
  const point = decimal.charCodeAt(0);
  return {
    field,
    read(bytes, from, to, row) {
      const number = Math.round(readNumber(bytes, from, to, point) * scale);
      numbers[row] = number;
      return number >= 0 && number <= largest ? null : 'number';
    },
    take: (rows) => ({ kind: 'number', numbers: numbers.slice(0, rows) }),
  };
}

/** A number without sign or exponent; 0 for nothing, NaN for anything else. */
function readNumber(bytes: Uint8Array, from: number, to: number, point: number): number {
  let number = 0;
  let scale = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      scale *= 10;
    } else if (bytes[at] === point && scale === 0) scale = 1;
    else return Number.NaN;
  }
  return scale > 1 ? number / scale : number;
}

function idReader(field: FieldLayout, most: number): FieldReader {
  const texts: string[] = [];
  const high = new Float64Array(most);
  const low = new Uint32Array(most);
  return {
    field,
    read(bytes, from, to, row) {
      if (to - from > longestText) return 'long';
      let a = 0x811c9dc5;
      let b = 0x9747b28c;
      let c = to - from;
      for (let at = from; at < to; at++) {
        const byte = bytes[at]!;
        a = Math.imul(a ^ byte, 0x01000193);
        b = Math.imul(b + byte, 0x5bd1e995) ^ (b >>> 13);
        c = Math.imul(c ^ (byte + at - from), 0x27d4eb2f);
        c ^= c >>> 15;
      }
      high[row] = (a >>> 0) * 0x100000 + (b >>> 12);
      low[row] = c;
      texts[row] = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
      return isDamaged(texts[row]!) ? 'encoding' : null;
    },
    take: (rows) => ({
      ...{ kind: 'id', texts: texts.slice(0, rows) },
      ...{ high: high.slice(0, rows), low: low.slice(0, rows) },
    }),
  };
}

/** Whether bytes that are not UTF-8 became this text: the sign that stands for them is in no register. */
export function isDamaged(text: string): boolean {
  return text.includes('\ufffd');
}

class Faults {
  readonly #byKind = new Map<FaultKind, { rows: number; first: RowFaultFound[] }>();

  add(found: RowFaultFound): void {
    const known = this.#byKind.get(found.kind) ?? { rows: 0, first: [] };
    this.#byKind.set(found.kind, known);
    known.rows++;
    if (known.first.length < mostTold) known.first.push(found);
  }

  list(): ParsedChunk['faults'] {
    return [...this.#byKind].map(([kind, counted]) => ({ kind, ...counted }));
  }
}

function countRows(bytes: Uint8Array): number {
  let rows = 1;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) rows++;
  return rows;
}

function digitsOf(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + bytes[at]! - 48;
  return number;
}
