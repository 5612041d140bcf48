import type { KernelMemory } from './row-packer.ts';

/** Columns of a line that are judged plain by {@link RecordScanner.scan}, as bits. */
export const plainColumn = { id: 1, alleles: 2 } as const;
const GUESSED = 4;

/** How the values of an INFO key must look. */
export const infoKind = { integer: 0, natural: 1, float: 2, nonNegative: 3, string: 4, flag: 5, other: 6 } as const;

/** An INFO key for the kernel. */
export interface PlainInfoKey {
  id: string;
  /** A value of {@link infoKind}; `other` is never plain. */
  kind: number;
  /** Number of values: 0 or more, −2 as many as ALT alleles, −3 one more, −1 any. */
  wanted: number;
}

/** What scanning needs of the module that holds the text. */
export interface ScanExports {
  scanLine(from: number, to: number, out: number, width: number): number;
  plainInfo(table: number, from: number, to: number, alts: number, spaces: number): number;
}

const TABS = 9;
const TABLE_BYTES = 1 << 17;
const TABLE_HEADER = 16;
const KEY_BYTES = 24;

/** Scans lines of the text in a kernel's memory (assembly/record.ts): tabs, plain columns, plain INFO. */
export class RecordScanner {
  readonly #exports: ScanExports;
  readonly #memory: KernelMemory;
  readonly #out: number;
  readonly #table: number;
  #loaded: Uint8Array | null = null;
  #buffer: ArrayBuffer | null = null;
  /** Offsets in the text of the tabs of the line scanned last, and what is plain in it. */
  readonly tabs = new Int32Array(TABS);
  plain = 0;
  /** Whether its end is only where it would be if its sample columns were `width` bytes. */
  guessed = false;

  /** @param place reserves memory and says where */
  constructor(exports: ScanExports, memory: KernelMemory, place: (bytes: number) => number) {
    this.#exports = exports;
    this.#memory = memory;
    this.#out = place(48);
    this.#table = place(TABLE_BYTES);
  }

  /**
   * Finds the end and the first nine tabs of the line at `from`.
   * @param width bytes of the sample columns and their tabs that are looked for first; 0: none
   * @returns offset of its line feed; −1 when it has fewer tabs, ends with CR or with the text
   */
  scan(from: number, to: number, width = 0): number {
    const { text } = this.#memory;
    const end = this.#exports.scanLine(text + from, text + to, this.#out, width);
    if (end < 0 || end >= 0x80000000) return -1;
    const words = this.#view();
    const at = this.#out >> 2;
    const { tabs } = this;
    for (let i = 0; i < TABS; i++) tabs[i] = words[at + i]! - text;
    this.plain = words[at + TABS]!;
    this.guessed = (this.plain & GUESSED) !== 0;
    return end - text;
  }

  /**
   * A check of INFO columns against a file's keys: true when the column between two offsets of the text is plain, that is without any fault.
   * @param keys null when there are too many to hold
   */
  infoCheck(
    keys: readonly PlainInfoKey[],
    spaces: boolean,
  ): ((start: number, end: number, alts: number) => boolean) | null {
    const table = layOut(keys);
    if (table.length > TABLE_BYTES) return null;
    return (start, end, alts) => {
      const { text } = this.#memory;
      if (this.#loaded !== table) this.#load(table);
      return this.#exports.plainInfo(this.#table, text + start, text + end, alts, spaces ? 1 : 0) !== 0;
    };
  }

  #load(table: Uint8Array): void {
    new Uint8Array(this.#memory.buffer, this.#table, table.length).set(table);
    this.#loaded = table;
  }

  #words = new Uint32Array(0);

  #view(): Uint32Array {
    const { buffer } = this.#memory;
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#words = new Uint32Array(buffer);
    }
    return this.#words;
  }
}

/** The table of keys as the kernel reads it: header, keys, slots of a hash table, names. Offsets count from its beginning. */
function layOut(keys: readonly PlainInfoKey[]): Uint8Array {
  let slots = 64;
  while (slots < keys.length * 2) slots *= 2;
  const names = keys.map(({ id }) => Buffer.from(id, 'utf8'));
  const slotsAt = TABLE_HEADER + keys.length * KEY_BYTES;
  let nameAt = slotsAt + slots * 4;
  const table = Buffer.alloc(nameAt + names.reduce((sum, name) => sum + name.length, 0) + 16);
  table.writeUInt32LE(slots - 1, 8);
  table.writeUInt32LE(slotsAt, 12);
  keys.forEach(({ kind, wanted }, i) => {
    const name = names[i]!;
    const at = TABLE_HEADER + i * KEY_BYTES;
    table.writeUInt32LE(nameAt, at);
    table.writeUInt32LE(name.length, at + 4);
    table.writeUInt32LE(kind, at + 8);
    table.writeInt32LE(wanted, at + 12);
    name.copy(table, nameAt);
    nameAt += name.length;
    let slot = fnv(name) & (slots - 1);
    while (table.readUInt32LE(slotsAt + slot * 4) !== 0) slot = (slot + 1) & (slots - 1);
    table.writeUInt32LE(at, slotsAt + slot * 4);
  });
  return table;
}

function fnv(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
