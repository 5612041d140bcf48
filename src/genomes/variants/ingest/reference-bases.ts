import { closeSync, openSync, readSync } from 'node:fs';
import { bgzfMaxBlock, blockSize, type GziIndex, inflateBlock } from '../../../formats/bgzf/index.ts';
import { baseOffset, type FaiEntry } from '../../../formats/fasta/index.ts';

/** What a thread needs to read a reference; survives a message between threads. */
export interface ReferenceFile {
  path: string;
  contigs: FaiEntry[];
  gzi: GziIndex | null;
}

const SMALLEST = 1 << 16;
const LARGEST = 1 << 22;
/** Left-alignment looks to the left: what a window keeps before the position asked for. */
const MARGIN = 4096;

/**
 * Bases of a reference in the order sorted records ask for them: a window that moves along, read when needed.
 * Memory: one window of at most 4 Mb; a whole genome is never held.
 */
export class ReferenceBases {
  readonly #fd: number;
  readonly #file: ReferenceFile;
  readonly #entries: Map<string, FaiEntry>;
  #entry: FaiEntry | null = null;
  /** Bytes of the file as they stand, line ends included: copying a genome base by base would take longer than parsing its calls. */
  #window: Uint8Array = new Uint8Array(0);
  /** File offset of the window's first byte, and the 0-based positions [first, end) that lie in it. */
  #offset = 0;
  #first = 0;
  #end = 0;
  #size = SMALLEST;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(file: ReferenceFile) {
    this.#file = file;
    this.#entries = new Map(file.contigs.map((entry) => [entry.name, entry]));
    this.#fd = openSync(file.path, 'r');
  }

  /** Chooses the contig; its length in bases, or null when the reference has none of this name. */
  use(contig: string): number | null {
    const entry = this.#entries.get(contig) ?? null;
    if (entry !== this.#entry) {
      this.#entry = entry;
      this.#first = this.#end = 0;
      this.#size = SMALLEST;
    }
    return entry === null ? null : entry.length;
  }

  /** Upper-case code of the base at a 0-based position of the chosen contig. Bound, so that it can be handed on. */
  readonly baseAt = (position: number): number => {
    if (position < this.#first || position >= this.#end) this.#load(position);
    const { lineBases, lineWidth, offset } = this.#entry!;
    const line = Math.floor(position / lineBases);
    const base = this.#window[offset + line * lineWidth + (position - line * lineBases) - this.#offset]!;
    return base >= 97 ? base - 32 : base;
  };

  close(): void {
    closeSync(this.#fd);
  }

  #load(position: number): void {
    const entry = this.#entry;
    if (entry === null || position < 0 || position >= entry.length)
      throw new RangeError(`base ${position} is outside ${entry?.name ?? 'the reference'}`);
    const follows = position >= this.#end && position < this.#end + this.#size;
    this.#size = follows ? Math.min(this.#size * 2, LARGEST) : SMALLEST;
    const first = Math.max(0, position - MARGIN);
    const end = Math.min(entry.length, first + this.#size);
    const offset = baseOffset(entry, first);
    const length = baseOffset(entry, end - 1) + 1 - offset;
    const window = this.#read(offset, length);
    if (window.length !== length) throw new Error(`${this.#file.path} ends early; its .fai does not fit it`);
    this.#window = window;
    this.#offset = offset;
    this.#first = first;
    this.#end = end;
  }

  #read(offset: number, length: number): Uint8Array {
    return this.#file.gzi === null ? this.#readFile(offset, length) : this.#inflate(this.#file.gzi, offset, length);
  }

  #readFile(offset: number, length: number): Uint8Array {
    // One buffer again and again: a fresh one of 4 MiB costs more in page faults than the reading.
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafeSlow(length);
    const buffer = this.#buffer.subarray(0, length);
    let filled = 0;
    while (filled < length) {
      const read = readSync(this.#fd, buffer, filled, length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  }

  #inflate(gzi: GziIndex, offset: number, length: number): Uint8Array {
    let block = lastAtOrBelow(gzi.uncompressed, offset);
    const out = new Uint8Array(length);
    for (let filled = 0; filled < length; block++) {
      if (block >= gzi.compressed.length) return out.subarray(0, filled);
      const bytes = this.#readFile(gzi.compressed[block]!, bgzfMaxBlock);
      if (bytes.length === 0) return out.subarray(0, filled);
      const place = { file: this.#file.path, base: gzi.compressed[block]! };
      const content = inflateBlock(bytes.subarray(0, blockSize(bytes, 0, place)), 0, place);
      const skip = Math.max(0, offset - gzi.uncompressed[block]!);
      const piece = content.subarray(skip, skip + length - filled);
      out.set(piece, filled);
      filled += piece.length;
    }
    return out;
  }
}

function lastAtOrBelow(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
