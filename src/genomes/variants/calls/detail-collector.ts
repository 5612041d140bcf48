import { findInfo, infoPresence, type RecordFields } from '../../../formats/vcf/index.ts';
import { blockBinding, sealBlock } from './cipher.ts';
import type { CallKeys, DetailBlock } from './model.ts';

/** Rows of a block: what a reader of one position must inflate. */
export const BLOCK_ROWS = 4096;
const BLOCK_SITE_BYTES = 1 << 19;
const TAB = 9;
const LF = 10;
const DOT = 46;

/**
 * Collects the call details of one file's records while its text is at hand, and seals them in blocks. Columns of samples
 * are not copied before a block is full: only their offsets are kept.
 */
export class DetailCollector {
  readonly #keys: CallKeys;
  readonly #samples: number;
  readonly #genomes: number;
  readonly #localOf: Uint32Array | null;
  #blocks: DetailBlock[] = [];
  #contig = '';
  #rows = 0;
  #firstStart = 0;
  #lastStart = 0;
  #maxEnd = 0;
  #sites = new Uint8Array(1 << 16);
  #sitesLength = 0;
  #tabs: Uint32Array;
  #column = new Uint8Array(1 << 12);
  readonly #end = { start: 0, end: 0 };

  /** @param genomes genomes of the batch; `localOf` their numbers by sample column, null when the same */
  constructor(keys: CallKeys, samples: number, genomes: number, localOf: Uint32Array | null) {
    this.#keys = keys;
    this.#samples = samples;
    this.#genomes = genomes;
    this.#localOf = localOf;
    this.#tabs = new Uint32Array((samples + 1) * 64);
  }

  /**
   * Adds a record.
   * @param tabs offsets of the tab before each sample column, then of the line's end; copied
   * @param start 0-based POS
   */
  add(bytes: Uint8Array, record: RecordFields, tabs: Uint32Array, contig: string, start: number): void {
    if (
      this.#rows > 0 &&
      (contig !== this.#contig || this.#rows === BLOCK_ROWS || this.#sitesLength > BLOCK_SITE_BYTES)
    )
      this.flush(bytes);
    if (this.#rows === 0) {
      this.#contig = contig;
      this.#firstStart = start;
      this.#maxEnd = 0;
    }
    this.#lastStart = start;
    const width = this.#samples + 1;
    const at = this.#rows * width;
    if (at + width > this.#tabs.length) this.#growTabs();
    if (width === 2) {
      this.#tabs[at] = tabs[0]!;
      this.#tabs[at + 1] = tabs[1]!;
    } else this.#tabs.set(tabs, at);
    this.#rows++;
    this.#addSite(bytes, record, start);
  }

  /** Seals what is collected; to be called before the text goes away. */
  flush(bytes: Uint8Array): void {
    if (this.#rows === 0) return;
    const { batchId, batchKey, genomeKeys } = this.#keys;
    const binding = (owner: number | 'sites'): Buffer =>
      blockBinding(batchId, owner, this.#contig, this.#firstStart, this.#rows);
    const lengths = new Uint32Array(this.#genomes);
    const sealed: (Buffer | undefined)[] = new Array(this.#genomes);
    for (let i = 0; i < this.#samples; i++) {
      const local = this.#localOf === null ? i : this.#localOf[i]!;
      const key = genomeKeys.subarray(local * 32, local * 32 + 32);
      const block = sealBlock(this.#columnText(bytes, i), key, binding(local));
      lengths[local] = block.length;
      sealed[local] = block;
    }
    this.#blocks.push({
      contig: this.#contig,
      rows: this.#rows,
      firstStart: this.#firstStart,
      lastStart: this.#lastStart,
      maxEnd: this.#maxEnd,
      sites: own(sealBlock(this.#sites.subarray(0, this.#sitesLength), batchKey, binding('sites'))),
      genomes: own(Buffer.concat(sealed.filter((block) => block !== undefined))),
      lengths,
    });
    this.#rows = 0;
    this.#sitesLength = 0;
  }

  /** The blocks so far; begins anew. */
  take(): DetailBlock[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  /** `POS ID REF ALT QUAL FILTER END FORMAT` of a record as one line. */
  #addSite(bytes: Uint8Array, record: RecordFields, start: number): void {
    const { starts, ends } = record;
    const found = findInfo(bytes, starts[7]!, ends[7]!, 'END', this.#end) === infoPresence.value;
    let end = start + ends[3]! - starts[3]!;
    this.#copy(bytes, starts[1]!, ends[6]!, TAB);
    if (found) {
      end = Math.max(end, wholeNumber(bytes, this.#end.start, this.#end.end));
      this.#copy(bytes, this.#end.start, this.#end.end, TAB);
    } else {
      this.#reserve(2);
      this.#sites[this.#sitesLength++] = DOT;
      this.#sites[this.#sitesLength++] = TAB;
    }
    this.#copy(bytes, starts[8]!, ends[8]!, LF);
    if (end > this.#maxEnd) this.#maxEnd = end;
  }

  #columnText(bytes: Uint8Array, sample: number): Uint8Array {
    const width = this.#samples + 1;
    const tabs = this.#tabs;
    let column = this.#column;
    let length = 0;
    for (let row = 0, k = sample; row < this.#rows; row++, k += width) {
      const from = tabs[k]! + 1;
      const to = tabs[k + 1]!;
      if (length + to - from + 1 > column.length) {
        const grown = new Uint8Array(Math.max(column.length * 2, length + to - from + 1));
        grown.set(column.subarray(0, length));
        this.#column = column = grown;
      }
      for (let at = from; at < to; at++) column[length++] = bytes[at]!;
      column[length++] = LF;
    }
    return column.subarray(0, length);
  }

  #copy(bytes: Uint8Array, from: number, to: number, after: number): void {
    this.#reserve(to - from + 1);
    const sites = this.#sites;
    let length = this.#sitesLength;
    for (let at = from; at < to; at++) sites[length++] = bytes[at]!;
    sites[length++] = after;
    this.#sitesLength = length;
  }

  #reserve(more: number): void {
    if (this.#sitesLength + more <= this.#sites.length) return;
    const grown = new Uint8Array(Math.max(this.#sites.length * 2, this.#sitesLength + more));
    grown.set(this.#sites.subarray(0, this.#sitesLength));
    this.#sites = grown;
  }

  #growTabs(): void {
    const grown = new Uint32Array(this.#tabs.length * 2);
    grown.set(this.#tabs);
    this.#tabs = grown;
  }
}

/** A copy with a buffer of its own, which can be handed to another thread. */
function own(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
}
