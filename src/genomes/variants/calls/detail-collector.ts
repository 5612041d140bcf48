import { MOST_PACKED_ROWS, type RowPacker } from '../../../bits/index.ts';
import type { RecordFields } from '../../../formats/vcf/index.ts';
import { deflateRows } from './block-content.ts';
import { blockBinding, sealBlock } from './cipher.ts';
import type { CallKeys, DetailBlock } from './model.ts';
import { RowText } from './row-text.ts';

/** Rows of a block: what a reader of one position must unpack. */
export const BLOCK_ROWS = MOST_PACKED_ROWS;
/** Packed rows that are longer than this part of their text are deflated instead when that is shorter. */
const WORTH_PACKING = 0.6;
const BLOCK_SITE_BYTES = 1 << 19;

/**
 * Collects the call details of one file's records while its text is at hand, and seals them in blocks. Nothing is copied before a
 * block is full: only offsets are kept.
 */
export class DetailCollector {
  readonly #keys: CallKeys;
  readonly #samples: number;
  readonly #genomes: number;
  readonly #localOf: Uint32Array | null;
  readonly #packer: RowPacker | null;
  readonly #text = new RowText();
  #blocks: DetailBlock[] = [];
  #contig = '';
  #rows = 0;
  #firstStart = 0;
  #lastStart = 0;
  #maxEnd = 0;
  /** Text of the sites so far. */
  #siteBytes = 0;
  /** Of each row: beginning of POS, end of FILTER, bounds of INFO, bounds of FORMAT. */
  readonly #sites = new Uint32Array(BLOCK_ROWS * 6);
  #tabs: Uint32Array;
  /** Bounds of one sample's column. */
  readonly #column = new Uint32Array(BLOCK_ROWS * 2);

  /**
   * @param genomes genomes of the batch; `localOf` their numbers by sample column, null when the same
   * @param packer packs text that lies in its kernel's memory; null: rows are deflated
   */
  constructor(
    keys: CallKeys,
    samples: number,
    genomes: number,
    localOf: Uint32Array | null,
    packer: RowPacker | null = null,
  ) {
    this.#keys = keys;
    this.#samples = samples;
    this.#genomes = genomes;
    this.#localOf = localOf;
    this.#packer = packer;
    this.#tabs = new Uint32Array((samples + 1) * 64);
  }

  /**
   * Adds a record.
   * @param tabs offsets of the tab before each sample column, then of the line's end; copied
   * @param start 0-based POS
   */
  add(bytes: Uint8Array, record: RecordFields, tabs: Uint32Array, contig: string, start: number): void {
    if (this.#rows > 0 && (contig !== this.#contig || this.#rows === BLOCK_ROWS || this.#siteBytes > BLOCK_SITE_BYTES))
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
    this.#addSite(record, start);
    this.#rows++;
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
      const block = sealBlock(this.#callContent(bytes, i), key, binding(local));
      lengths[local] = block.length;
      sealed[local] = block;
    }
    const sites = own(sealBlock(this.#siteContent(bytes), batchKey, binding('sites')));
    this.#blocks.push({
      contig: this.#contig,
      rows: this.#rows,
      firstStart: this.#firstStart,
      lastStart: this.#lastStart,
      maxEnd: this.#maxEnd,
      sites,
      genomes: own(Buffer.concat(sealed.filter((block) => block !== undefined))),
      lengths,
    });
    this.#rows = 0;
    this.#siteBytes = 0;
  }

  /** The blocks so far; begins anew. */
  take(): DetailBlock[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  #addSite({ starts, ends }: RecordFields, start: number): void {
    const sites = this.#sites;
    const at = this.#rows * 6;
    sites[at] = starts[1]!;
    sites[at + 1] = ends[6]!;
    sites[at + 2] = starts[7]!;
    sites[at + 3] = ends[7]!;
    sites[at + 4] = starts[8]!;
    sites[at + 5] = ends[8]!;
    this.#siteBytes += ends[6]! - starts[1]! + ends[8]! - starts[8]! + 4;
    const end = start + ends[3]! - starts[3]!;
    if (end > this.#maxEnd) this.#maxEnd = end;
  }

  /** The sites' content; raises `maxEnd` to the highest END. */
  #siteContent(bytes: Uint8Array): Uint8Array {
    const packed = this.#packer?.pack(this.#sites, this.#rows, 'sites') ?? null;
    if (packed !== null && packed.length < this.#siteBytes * WORTH_PACKING) {
      this.#maxEnd = Math.max(this.#maxEnd, this.#packer!.highestEnd);
      return packed;
    }
    const { text, highestEnd } = this.#text.sites(bytes, this.#sites, this.#rows);
    this.#maxEnd = Math.max(this.#maxEnd, highestEnd);
    return shorter(packed, deflateRows(text));
  }

  #callContent(bytes: Uint8Array, sample: number): Uint8Array {
    const width = this.#samples + 1;
    const tabs = this.#tabs;
    const column = this.#column;
    let length = 0;
    for (let row = 0, k = sample; row < this.#rows; row++, k += width) {
      column[row * 2] = tabs[k]! + 1;
      column[row * 2 + 1] = tabs[k + 1]!;
      length += tabs[k + 1]! - tabs[k]!;
    }
    const packed = this.#packer?.pack(column, this.#rows, 'calls') ?? null;
    if (packed !== null && packed.length < length * WORTH_PACKING) return packed;
    return shorter(packed, deflateRows(this.#text.column(bytes, column, this.#rows)));
  }

  #growTabs(): void {
    const grown = new Uint32Array(this.#tabs.length * 2);
    grown.set(this.#tabs);
    this.#tabs = grown;
  }
}

function shorter(packed: Uint8Array | null, deflated: Uint8Array): Uint8Array {
  return packed !== null && packed.length < deflated.length ? packed : deflated;
}

/** A copy with a buffer of its own, which can be handed to another thread. */
function own(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
