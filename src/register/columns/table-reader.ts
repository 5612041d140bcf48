import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { columnsFormat, hashManifest, manifestSchema, type TableManifest } from './manifest.ts';
import type { StoredTable } from './table-writer.ts';
import {
  arrayOf,
  type ColumnArray,
  type ColumnName,
  type ColumnSpec,
  columnsOf,
  type TableName,
  tables,
} from './tables.ts';

/** Rows that are read at a time. */
export const batchRows = 1 << 20;
/** Bytes of text that are read at a time. */
const textStretch = 1 << 20;

/** Reads a table's columns. What is damaged, short or newer is refused. */
export class TableReader<T extends TableName> {
  readonly manifest: TableManifest;
  readonly #folder: string;

  /** @throws Problem IDUN_COLUMNS_LOST, IDUN_COLUMNS_DAMAGED, IDUN_COLUMNS_NEWER */
  constructor({ folder, hash, table }: Pick<StoredTable, 'folder' | 'hash'> & { table: T }) {
    this.#folder = folder;
    this.manifest = readManifest(join(folder, 'table.json'));
    if (hashManifest(this.manifest) !== hash || this.manifest.table !== table) {
      throw new Problem(errors.damaged, 'The table is not the one that was stored under this name.', { file: folder });
    }
  }

  get rows(): number {
    return this.manifest.rows;
  }

  /** The words of a column; word 0 is the empty one. */
  words(column: ColumnName<T>): string[] {
    const file = `${column}.words.json`;
    if (!this.#wrote(file)) return [''];
    const text = readFileSync(join(this.#folder, file));
    this.#check(file, text.length, createHash('sha256').update(text).digest('hex'));
    return JSON.parse(text.toString('utf8')) as string[];
  }

  /** A whole column. */
  column(column: ColumnName<T>): ColumnArray {
    const type = this.#typeOf(column);
    const out = new (arrayOf(type))(this.rows);
    for (const { from, values } of this.batches(column)) out.set(values, from);
    return out;
  }

  /** A column a stretch at a time, into one array that is used again. Its digest is checked at the end. */
  *batches(column: ColumnName<T>, rows = batchRows): Generator<{ from: number; values: ColumnArray }> {
    const type = this.#typeOf(column);
    const Values = arrayOf(type);
    const buffer = new Values(Math.min(rows, this.rows));
    const bytes = new Uint8Array(buffer.buffer);
    const file = `${column}.${type}`;
    if (!this.#wrote(file)) {
      const { absent = 0 } = tables[this.manifest.table][column as never] as ColumnSpec;
      buffer.fill(absent);
      for (let from = 0; from < this.rows; from += buffer.length) {
        yield { from, values: buffer.subarray(0, Math.min(buffer.length, this.rows - from)) };
      }
      return;
    }
    const fd = this.#open(file);
    const hash = createHash('sha256');
    try {
      for (let from = 0; from < this.rows; from += buffer.length) {
        const values = buffer.subarray(0, Math.min(buffer.length, this.rows - from));
        readWhole(fd, bytes.subarray(0, values.byteLength), join(this.#folder, file));
        hash.update(bytes.subarray(0, values.byteLength));
        yield { from, values };
      }
    } finally {
      closeSync(fd);
    }
    this.#check(file, this.rows * Values.BYTES_PER_ELEMENT, hash.digest('hex'));
  }

  /** The texts of a text column's rows. */
  texts(column: ColumnName<T>): string[] {
    const offsets = readFileSync(join(this.#folder, `${column}.u32`));
    const text = readFileSync(join(this.#folder, `${column}.text`));
    this.#check(`${column}.u32`, offsets.length, createHash('sha256').update(offsets).digest('hex'));
    this.#check(`${column}.text`, text.length, createHash('sha256').update(text).digest('hex'));
    return Array.from({ length: this.rows }, (_, row) => {
      const end = row + 1 < this.rows ? offsets.readUInt32LE((row + 1) * 4) : text.length;
      return text.toString('utf8', offsets.readUInt32LE(row * 4), end);
    });
  }

  /** The texts of a text column a stretch of rows at a time. Its digest is checked at the end. */
  *textBatches(column: ColumnName<T>, rows = batchRows): Generator<{ from: number; values: string[] }> {
    const { startOf, bytes } = this.#offsets(column);
    const fd = this.#open(`${column}.text`);
    const hash = createHash('sha256');
    try {
      for (let from = 0; from < this.rows; from += rows) {
        const to = Math.min(this.rows, from + rows);
        const begin = startOf(from);
        const stretch = Buffer.alloc(startOf(to) - begin);
        readWhole(fd, stretch, join(this.#folder, `${column}.text`));
        hash.update(stretch);
        const values = Array.from({ length: to - from }, (_, at) =>
          stretch.toString('utf8', startOf(from + at) - begin, startOf(from + at + 1) - begin),
        );
        yield { from, values };
      }
    } finally {
      closeSync(fd);
    }
    this.#check(`${column}.text`, bytes, hash.digest('hex'));
  }

  #offsets(column: string): { startOf: (row: number) => number; bytes: number } {
    const offsets = readFileSync(join(this.#folder, `${column}.u32`));
    this.#check(`${column}.u32`, offsets.length, createHash('sha256').update(offsets).digest('hex'));
    const bytes = this.manifest.files[`${column}.text`]?.bytes ?? 0;
    return { bytes, startOf: (row) => (row < this.rows ? offsets.readUInt32LE(row * 4) : bytes) };
  }

  /** The texts of some rows of a text column. Its digest is checked as it is read through. */
  textsAt(column: ColumnName<T>, rows: Uint32Array): string[] {
    const { startOf, bytes } = this.#offsets(column);
    const texts = new Array<string>(rows.length).fill('');
    const order = Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
    const fd = this.#open(`${column}.text`);
    const hash = createHash('sha256');
    let next = 0;
    // What is left of a stretch whose last text goes on in the next one.
    let held = Buffer.alloc(0);
    try {
      for (let from = 0; from < bytes; from += textStretch) {
        const stretch = Buffer.alloc(Math.min(textStretch, bytes - from));
        readWhole(fd, stretch, join(this.#folder, `${column}.text`));
        hash.update(stretch);
        const begin = from - held.length;
        const whole = held.length > 0 ? Buffer.concat([held, stretch]) : stretch;
        while (next < order.length && startOf(rows[order[next]!]! + 1) <= begin + whole.length) {
          const at = order[next++]!;
          texts[at] = whole.toString('utf8', startOf(rows[at]!) - begin, startOf(rows[at]! + 1) - begin);
        }
        const keep = next < order.length ? Math.max(0, startOf(rows[order[next]!]!) - begin) : whole.length;
        held = keep < whole.length ? Buffer.from(whole.subarray(keep)) : Buffer.alloc(0);
      }
    } finally {
      closeSync(fd);
    }
    this.#check(`${column}.text`, bytes, hash.digest('hex'));
    return texts;
  }

  // A table that was written before there was such a column says nothing in it.
  #wrote(file: string): boolean {
    return this.manifest.files[file] !== undefined;
  }

  #typeOf(column: string): 'u8' | 'u16' | 'u32' {
    const spec = Object.fromEntries(columnsOf(this.manifest.table))[column];
    if (spec === undefined || spec.type === 'text') throw new TypeError(`no column of numbers is called ${column}`);
    return spec.type;
  }

  #open(file: string): number {
    try {
      return openSync(join(this.#folder, file), 'r');
    } catch (error) {
      throw new Problem(
        errors.lost,
        `The column file cannot be opened.`,
        { file: join(this.#folder, file) },
        { cause: error },
      );
    }
  }

  #check(file: string, bytes: number, sha256: string): void {
    const stated = this.manifest.files[file];
    if (stated?.bytes === bytes && stated.sha256 === sha256) return;
    throw new Problem(errors.damaged, 'The bytes of the column file are not those that were written.', {
      file: join(this.#folder, file),
      action: 'Load the feed again, or restore a backup.',
    });
  }
}

function readManifest(file: string): TableManifest {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Problem(errors.lost, 'The table’s manifest cannot be read.', { file }, { cause: error });
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > columnsFormat) {
    throw new Problem(errors.newer, `The table has format ${format}; this Idun reads ${columnsFormat}.`, {
      file,
      action: 'Start the newer Idun that wrote it.',
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Problem(errors.damaged, 'The table’s manifest has another form.', { file });
}

function readWhole(fd: number, into: Uint8Array, file: string): void {
  for (let at = 0; at < into.length; ) {
    const read = readSync(fd, into, at, into.length - at, null);
    if (read === 0) throw new Problem(errors.damaged, 'The column file is too short.', { file });
    at += read;
  }
}
