import { createHash, type Hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fsyncFolder } from '../../platform/durable/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { columnsFormat, hashManifest, type TableManifest } from './manifest.ts';
import { arrayOf, type Batch, type ColumnName, type ColumnSpec, columnsOf, type TableName } from './tables.ts';

/** A table as it lies on disk. Its folder is named by its content and never changes. */
export interface StoredTable {
  table: TableName;
  register: string | null;
  rows: number;
  hash: string;
  folder: string;
}

class ColumnFile {
  readonly #fd: number;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'wx', 0o600);
  }

  write(values: ArrayBufferView): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  /** Makes it durable. */
  close(): { bytes: number; sha256: string } {
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  abandon(): void {
    closeSync(this.#fd);
  }
}

/**
 * Writes a table as rows come, a batch at a time; batches of some thousand rows are quick, and memory holds one batch and the
 * dictionaries. `finish` makes it durable and gives it its name; until then nobody sees it.
 */
export class TableWriter<T extends TableName> {
  readonly #table: T;
  readonly #register: string | null;
  readonly #parent: string;
  readonly #folder: string;
  readonly #files = new Map<string, ColumnFile>();
  readonly #words = new Map<string, Map<string, number>>();
  readonly #textBytes = new Map<string, number>();
  #rows = 0;
  #people = 0;

  /**
   * @param parent the folder that tables lie in, `columnsFolder(dataDir)`
   * @param register for events and codes, which register they are of
   */
  constructor(parent: string, table: T, register: string | null = null) {
    this.#table = table;
    this.#register = register;
    this.#parent = parent;
    this.#folder = join(parent, `.new-${randomUUID()}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const [name, { type, words }] of columnsOf(table)) {
      this.#files.set(name, new ColumnFile(join(this.#folder, `${name}.${type === 'text' ? 'u32' : type}`)));
      if (words) this.#words.set(name, new Map([['', 0]]));
      if (type !== 'text') continue;
      this.#files.set(`${name} text`, new ColumnFile(join(this.#folder, `${name}.text`)));
      this.#textBytes.set(name, 0);
    }
  }

  get rows(): number {
    return this.#rows;
  }

  /** The number of a word in a column's dictionary, which takes it in. @throws Problem IDUN_COLUMNS_WORDS */
  word(column: ColumnName<T>, text: string): number {
    const words = this.#words.get(column)!;
    const known = words.get(text);
    if (known !== undefined) return known;
    const { type } = Object.fromEntries(columnsOf(this.#table))[column]!;
    const most = type === 'u8' ? 0xff : type === 'u16' ? 0xffff : 0xffffff;
    if (words.size > most) {
      throw new Problem(errors.tooManyWords, `${column} of ${this.#table} has more than ${most} different values.`);
    }
    words.set(text, words.size);
    return words.size - 1;
  }

  /** Adds rows. Numbers are taken as they are: those of words are `word`'s. */
  append(rows: number, batch: Batch<T>): void {
    for (const [name, spec] of columnsOf(this.#table)) {
      const given = batch[name as ColumnName<T>];
      if (spec.type === 'text') this.#appendTexts(name, rows, given as readonly string[] | undefined);
      else this.#files.get(name)!.write(valuesOf(name, spec, rows, given));
    }
    this.#rows += rows;
    if (!('person' in batch)) return;
    const persons = batch.person as Uint32Array;
    for (let row = 0; row < rows; row++) if (persons[row]! >= this.#people) this.#people = persons[row]! + 1;
  }

  #appendTexts(name: string, rows: number, texts: readonly string[] = []): void {
    const offsets = new Uint32Array(rows);
    let at = this.#textBytes.get(name)!;
    const pieces: Buffer[] = [];
    for (let row = 0; row < rows; row++) {
      offsets[row] = at;
      const piece = Buffer.from(texts[row] ?? '', 'utf8');
      at += piece.length;
      pieces.push(piece);
    }
    this.#textBytes.set(name, at);
    this.#files.get(name)!.write(offsets);
    this.#files.get(`${name} text`)!.write(Buffer.concat(pieces));
  }

  /** Makes the table durable under the name of its content. The same content twice is one folder. */
  finish(): StoredTable {
    const files: TableManifest['files'] = {};
    for (const [name, { type, words }] of columnsOf(this.#table)) {
      files[`${name}.${type === 'text' ? 'u32' : type}`] = this.#files.get(name)!.close();
      if (type === 'text') files[`${name}.text`] = this.#files.get(`${name} text`)!.close();
      if (words) files[`${name}.words.json`] = this.#writeWords(name);
    }
    const manifest: TableManifest = {
      format: columnsFormat,
      table: this.#table,
      register: this.#register,
      rows: this.#rows,
      people: this.#people,
      files,
    };
    const last = new ColumnFile(join(this.#folder, 'table.json'));
    last.write(Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
    last.close();
    fsyncFolder(this.#folder);
    const hash = hashManifest(manifest);
    const folder = join(this.#parent, hash);
    if (existsSync(folder)) {
      rmSync(this.#folder, { recursive: true });
      // Young again: nobody may sweep it before the transaction that names it.
      utimesSync(folder, new Date(), new Date());
    } else renameSync(this.#folder, folder);
    fsyncFolder(this.#parent);
    return { table: this.#table, register: this.#register, rows: this.#rows, hash, folder };
  }

  #writeWords(column: string): { bytes: number; sha256: string } {
    const file = new ColumnFile(join(this.#folder, `${column}.words.json`));
    file.write(Buffer.from(JSON.stringify([...this.#words.get(column)!.keys()])));
    return file.close();
  }

  /** Leaves nothing behind. */
  abandon(): void {
    for (const file of this.#files.values()) file.abandon();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The folder that tables lie in. */
export function columnsFolder(dataDir: string): string {
  return join(dataDir, 'register', 'columns');
}

function valuesOf(name: string, spec: ColumnSpec, rows: number, given: unknown): ArrayBufferView {
  const Values = arrayOf(spec.type as 'u8' | 'u16' | 'u32');
  if (given === undefined) return new Values(rows).fill(spec.absent ?? 0);
  if (!(given instanceof Values)) throw new TypeError(`${name} is a column of ${spec.type}`);
  if (given.length < rows) throw new TypeError(`${name} has ${given.length} values for ${rows} rows`);
  return given.length === rows ? given : given.subarray(0, rows);
}
