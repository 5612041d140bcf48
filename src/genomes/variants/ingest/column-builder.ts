import {
  type AlleleColumns,
  baseCode,
  chooseRepresentation,
  HALF_SHIFT,
  HEAP_BASE,
  LOW_SHIFT,
  MISS_SHIFT,
  setWords,
  UNKNOWN_SHIFT,
  writeSet,
} from '../segment/index.ts';
import { type AlleleSets, alleleFlags, type GenotypeSets, wordsOfAllele, writeAllele } from './genotype-sets.ts';

const FIRST_ROWS = 1024;
const encoder = new TextEncoder();

type Growable = Uint8Array | Uint16Array | Uint32Array | Float32Array;

function grown<T extends Growable>(column: T, length: number): T {
  const next = new (column.constructor as new (length: number) => T)(length);
  next.set(column as never);
  return next;
}

/** Collects the alleles and sites of one contig and kind in one chunk of text, in the layout of a segment. */
export class ColumnBuilder {
  readonly #genomes: number;
  readonly #structural: boolean;
  #alleles = 0;
  #sites = 0;
  #start = new Uint32Array(FIRST_ROWS);
  #allele = new Uint32Array(FIRST_ROWS);
  #site = new Uint32Array(FIRST_ROWS);
  #flags = new Uint8Array(FIRST_ROWS);
  #one = new Uint32Array(FIRST_ROWS);
  #two = new Uint32Array(FIRST_ROWS);
  #payloadAt = new Uint32Array(FIRST_ROWS);
  #end: Uint32Array;
  #siteStart = new Uint32Array(FIRST_ROWS);
  #siteEnd = new Uint32Array(FIRST_ROWS);
  #siteFlags = new Uint8Array(FIRST_ROWS);
  #siteCounts = new Uint32Array(FIRST_ROWS * 4);
  #sitePayloadAt = new Uint32Array(FIRST_ROWS);
  #filter = new Uint16Array(FIRST_ROWS);
  #qual = new Float32Array(FIRST_ROWS);
  #id = new Uint32Array(FIRST_ROWS);
  #line = new Uint32Array(FIRST_ROWS);
  #heap = new Uint8Array(4096);
  #heapSize = 0;
  #payload: Uint32Array<ArrayBuffer>;
  #words = 0;
  readonly #filters = new Map<string, number>([
    ['.', 0],
    ['PASS', 1],
  ]);

  /** @param payloadWords payload to make room for at once */
  constructor(genomes: number, structural: boolean, payloadWords = 4096) {
    this.#genomes = genomes;
    this.#structural = structural;
    this.#payload = new Uint32Array(payloadWords);
    this.#end = new Uint32Array(structural ? FIRST_ROWS : 0);
  }

  get alleles(): number {
    return this.#alleles;
  }

  get sites(): number {
    return this.#sites;
  }

  /** Payload words so far: a measure of the memory held. */
  get words(): number {
    return this.#words;
  }

  /** Index of a FILTER column's text in the dictionary. */
  filterIndex(text: string): number {
    const known = this.#filters.get(text);
    if (known !== undefined) return known;
    this.#filters.set(text, this.#filters.size);
    return this.#filters.size - 1;
  }

  /**
   * Begins a record.
   * @param line 1-based line in the chunk
   * @returns index of the site
   */
  addSite(start: number, end: number, line: number, filter: number, qual: number): number {
    if (this.#sites === this.#siteStart.length) this.#growSites();
    const i = this.#sites++;
    this.#siteStart[i] = start;
    this.#siteEnd[i] = end;
    this.#line[i] = line;
    this.#filter[i] = filter;
    this.#qual[i] = qual;
    this.#sitePayloadAt[i] = this.#words;
    return i;
  }

  /** Gives the last site its ID column: bytes `from` … `to` of `bytes`. */
  setId(bytes: Uint8Array, from: number, to: number): void {
    this.#id[this.#sites - 1] = this.#putBytes(bytes, from, to) + 1;
  }

  /** Writes the last site's MISS, LOW, HALF and UNKNOWN from lists. */
  setSiteSets(sets: GenotypeSets, unknown: Uint32Array): void {
    const n = this.#genomes;
    const i = this.#sites - 1;
    const lists = [sets.miss, sets.low, sets.half, unknown] as const;
    const counts = [sets.missCount, sets.lowCount, sets.halfCount, unknown.length] as const;
    const shifts = [MISS_SHIFT, LOW_SHIFT, HALF_SHIFT, UNKNOWN_SHIFT] as const;
    if (counts[0] + counts[1] + counts[3] === 0) return;
    let flags = 0;
    this.#sitePayloadAt[i] = this.#words;
    for (let k = 0; k < 4; k++) {
      const count = counts[k]!;
      const as = chooseRepresentation(count, n);
      flags |= as << shifts[k]!;
      this.#siteCounts[i * 4 + k] = count;
      const words = setWords(as, count, n);
      this.#reserve(words);
      writeSet(this.#payload, this.#words, as, lists[k]!, count, n);
      this.#words += words;
    }
    this.#siteFlags[i] = flags;
  }

  /** Writes the last site's MISS, already packed; nobody is LOW, HALF or UNKNOWN. */
  setPackedMiss(as: number, count: number, packed: Uint32Array, from: number, words: number): void {
    const i = this.#sites - 1;
    this.#siteFlags[i] = as << MISS_SHIFT;
    this.#siteCounts[i * 4] = count;
    this.#sitePayloadAt[i] = this.#words;
    this.#copy(packed, from, words);
  }

  /** Adds an allele of the last site. `code` comes from {@link substitution} or {@link alleleCode}. */
  addAllele(start: number, code: number, sets: AlleleSets, end = 0): void {
    const flags = alleleFlags(sets, this.#genomes);
    const words = wordsOfAllele(sets, flags, this.#genomes);
    this.#addRow(start, code, flags, sets.oneCount, sets.twoCount, end);
    this.#reserve(words);
    writeAllele(this.#payload, this.#words, sets, flags, this.#genomes);
    this.#words += words;
  }

  /** Adds an allele of the last site whose payload is already packed. */
  addPackedAllele(
    start: number,
    code: number,
    flags: number,
    one: number,
    two: number,
    packed: Uint32Array,
    from: number,
    words: number,
  ): void {
    this.#addRow(start, code, flags, one, two, 0);
    this.#copy(packed, from, words);
  }

  /** Code of a pair of upper-case allele texts. */
  alleleCode(ref: string, alt: string): number {
    if (ref.length === 1 && alt.length === 1) {
      const code = substitution(ref.charCodeAt(0), alt.charCodeAt(0));
      if (code >= 0) return code;
    }
    const length = ref.length + alt.length + 1;
    this.#reserveHeap(length * 3 + 8);
    const at = this.#heapSize;
    const written = encoder.encodeInto(`${ref}\t${alt}`, this.#heap.subarray(at + 4)).written;
    this.#closeHeapEntry(at, written);
    return HEAP_BASE + at;
  }

  /** The columns, cut to size; the builder is not to be used again. */
  finish(): { columns: AlleleColumns; lines: Uint32Array } {
    const a = this.#alleles;
    const s = this.#sites;
    const columns: AlleleColumns = {
      alleles: a,
      start: this.#start.slice(0, a),
      allele: this.#allele.slice(0, a),
      site: this.#site.slice(0, a),
      flags: this.#flags.slice(0, a),
      one: this.#one.slice(0, a),
      two: this.#two.slice(0, a),
      payloadAt: this.#payloadAt.slice(0, a),
      ...(this.#structural ? { end: this.#end.slice(0, a) } : {}),
      sites: s,
      siteStart: this.#siteStart.slice(0, s),
      siteEnd: this.#siteEnd.slice(0, s),
      siteFlags: this.#siteFlags.slice(0, s),
      siteCounts: this.#siteCounts.slice(0, s * 4),
      sitePayloadAt: this.#sitePayloadAt.slice(0, s),
      filter: this.#filter.slice(0, s),
      qual: this.#qual.slice(0, s),
      id: this.#id.slice(0, s),
      heap: this.#heap.slice(0, this.#heapSize),
      payload: new Uint8Array(this.#payload.slice(0, this.#words).buffer),
      filters: [...this.#filters.keys()],
    };
    return { columns, lines: this.#line.slice(0, s) };
  }

  #addRow(start: number, code: number, flags: number, one: number, two: number, end: number): void {
    if (this.#alleles === this.#start.length) this.#growAlleles();
    const i = this.#alleles++;
    this.#start[i] = start;
    this.#allele[i] = code;
    this.#site[i] = this.#sites - 1;
    this.#flags[i] = flags;
    this.#one[i] = one;
    this.#two[i] = two;
    this.#payloadAt[i] = this.#words;
    if (this.#structural) this.#end[i] = end;
  }

  #putBytes(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    this.#reserveHeap(length + 8);
    const at = this.#heapSize;
    if (length < 32) for (let i = 0; i < length; i++) this.#heap[at + 4 + i] = bytes[from + i]!;
    else this.#heap.set(bytes.subarray(from, to), at + 4);
    this.#closeHeapEntry(at, length);
    return at;
  }

  #closeHeapEntry(at: number, length: number): void {
    const heap = this.#heap;
    heap[at] = length & 255;
    heap[at + 1] = (length >>> 8) & 255;
    heap[at + 2] = (length >>> 16) & 255;
    heap[at + 3] = length >>> 24;
    const end = (at + 4 + length + 3) & ~3;
    for (let i = at + 4 + length; i < end; i++) heap[i] = 0;
    this.#heapSize = end;
  }

  #reserveHeap(bytes: number): void {
    if (this.#heapSize + bytes > this.#heap.length)
      this.#heap = grown(this.#heap, Math.max(this.#heap.length * 2, this.#heapSize + bytes));
  }

  #copy(packed: Uint32Array, from: number, words: number): void {
    this.#reserve(words);
    const payload = this.#payload;
    const at = this.#words;
    if (words < 16) for (let i = 0; i < words; i++) payload[at + i] = packed[from + i]!;
    else payload.set(packed.subarray(from, from + words), at);
    this.#words += words;
  }

  #reserve(words: number): void {
    if (this.#words + words > this.#payload.length)
      this.#payload = grown(this.#payload, Math.max(this.#payload.length * 2, this.#words + words));
  }

  #growAlleles(): void {
    const length = this.#start.length * 2;
    this.#start = grown(this.#start, length);
    this.#allele = grown(this.#allele, length);
    this.#site = grown(this.#site, length);
    this.#flags = grown(this.#flags, length);
    this.#one = grown(this.#one, length);
    this.#two = grown(this.#two, length);
    this.#payloadAt = grown(this.#payloadAt, length);
    if (this.#structural) this.#end = grown(this.#end, length);
  }

  #growSites(): void {
    const length = this.#siteStart.length * 2;
    this.#siteStart = grown(this.#siteStart, length);
    this.#siteEnd = grown(this.#siteEnd, length);
    this.#siteFlags = grown(this.#siteFlags, length);
    this.#siteCounts = grown(this.#siteCounts, length * 4);
    this.#sitePayloadAt = grown(this.#sitePayloadAt, length);
    this.#filter = grown(this.#filter, length);
    this.#qual = grown(this.#qual, length);
    this.#id = grown(this.#id, length);
    this.#line = grown(this.#line, length);
  }
}

/** Code of a substitution of single bases (upper-case character codes), or −1 when one is not A, C, G or T. */
export function substitution(ref: number, alt: number): number {
  const r = baseCode(ref);
  const a = baseCode(alt);
  return r >= 0 && a >= 0 ? r * 4 + a : -1;
}
