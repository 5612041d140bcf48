import {
  type AlleleColumns,
  chooseRepresentation,
  HALF_SHIFT,
  HeapBuilder,
  LOW_SHIFT,
  MISS_SHIFT,
  ONE_SHIFT,
  PHASE_SHIFT,
  type SegmentWriter,
  setWords,
  TWO_SHIFT,
  UNKNOWN_SHIFT,
  writeSet,
} from '../segment/index.ts';
import type { NumberList } from './number-list.ts';

/** Who was called how at a site, as lists of new local numbers. */
export interface SiteStatus {
  miss: NumberList;
  low: NumberList;
  half: NumberList;
  unknown: NumberList;
}

/** What the records of an allele said beside genotypes. */
export interface RecordTexts {
  id: string | null;
  filter: string;
  qual: number;
}

/** Phase of the ONE carriers: kind as in the allele flags; then a 0/1 a carrier. */
export interface CarrierPhase {
  kind: number;
  phased: NumberList;
  second: NumberList;
}

const FLUSH_WORDS = 1 << 20;
const FLUSH_ROWS = 1 << 16;

/** Collects merged alleles and sites and hands them to a segment writer in portions. Site numbers are those of the whole segment. */
export class MergedColumns {
  readonly #writer: SegmentWriter;
  readonly #genomes: number;
  readonly #structural: boolean;
  #part: Part;
  #words = new Uint32Array(1 << 12);
  #at = 0;
  #flushedSites = 0;

  constructor(writer: SegmentWriter, genomes: number, structural: boolean) {
    this.#writer = writer;
    this.#genomes = genomes;
    this.#structural = structural;
    this.#part = newPart();
  }

  /** Adds a site. @returns its number */
  addSite(start: number, end: number, status: SiteStatus, texts: RecordTexts | null): number {
    const part = this.#part;
    const i = part.siteStart.length;
    part.siteStart.push(start);
    part.siteEnd.push(end);
    part.sitePayloadAt.push(this.#at);
    let flags = 0;
    for (const [list, shift] of [
      [status.miss, MISS_SHIFT],
      [status.low, LOW_SHIFT],
      [status.half, HALF_SHIFT],
      [status.unknown, UNKNOWN_SHIFT],
    ] as const) {
      flags |= this.#put(list.numbers) << shift;
      part.siteCounts.push(list.length);
    }
    part.siteFlags.push(flags);
    part.filter.push(0);
    part.qual.push(Number.NaN);
    part.id.push(0);
    const site = this.#flushedSites + i;
    if (texts) this.setTexts(site, texts);
    return site;
  }

  /** Whether a site can still be given texts. */
  isOpen(site: number): boolean {
    return site >= this.#flushedSites;
  }

  /** Gives a site that is still open its identifiers, filters and quality. */
  setTexts(site: number, texts: RecordTexts): void {
    const part = this.#part;
    const i = site - this.#flushedSites;
    let filter = part.filters.indexOf(texts.filter);
    if (filter < 0) filter = part.filters.push(texts.filter) - 1;
    part.filter[i] = filter;
    part.qual[i] = texts.qual;
    part.id[i] = texts.id === null ? 0 : part.heap.add(texts.id) + 1;
  }

  /** Adds an allele of a site. @param end on the reference; for structural alleles only */
  addAllele(
    allele: { start: number; ref: string; alt: string; end: number },
    site: number,
    one: NumberList,
    two: NumberList,
    phase: CarrierPhase,
  ): void {
    const part = this.#part;
    part.start.push(allele.start);
    part.allele.push(part.heap.addAllele(allele.ref, allele.alt));
    // The writer adds the number of sites before this portion; a site of an earlier portion wraps around.
    part.site.push((site - this.#flushedSites) >>> 0);
    part.end.push(allele.end);
    part.one.push(one.length);
    part.two.push(two.length);
    part.payloadAt.push(this.#at);
    const oneAs = this.#put(one.numbers);
    const twoAs = this.#put(two.numbers);
    part.flags.push((oneAs << ONE_SHIFT) | (twoAs << TWO_SHIFT) | (phase.kind << PHASE_SHIFT));
    if (phase.kind === 2) this.#putBits(phase.phased.numbers);
    if (phase.kind > 0) this.#putBits(phase.second.numbers);
  }

  /** Hands over what was collected when it is much, or when asked to. @returns whether it did */
  flush(force: boolean): boolean {
    const part = this.#part;
    if (!force && this.#at < FLUSH_WORDS && part.siteStart.length < FLUSH_ROWS) return false;
    this.#writer.append(columnsOf(part, this.#words.subarray(0, this.#at), this.#structural));
    this.#flushedSites += part.siteStart.length;
    this.#part = newPart();
    this.#words.fill(0, 0, this.#at);
    this.#at = 0;
    return true;
  }

  #put(members: Uint32Array): number {
    const as = chooseRepresentation(members.length, this.#genomes);
    const words = setWords(as, members.length, this.#genomes);
    this.#reserve(words);
    writeSet(this.#words, this.#at, as, members, members.length, this.#genomes);
    this.#at += words;
    return as;
  }

  #putBits(bits: Uint32Array): void {
    const words = (bits.length + 31) >>> 5;
    this.#reserve(words);
    bits.forEach((bit, i) => {
      this.#words[this.#at + (i >>> 5)]! |= bit << (i & 31);
    });
    this.#at += words;
  }

  #reserve(words: number): void {
    if (this.#at + words <= this.#words.length) return;
    const grown = new Uint32Array(Math.max(this.#words.length * 2, this.#at + words));
    grown.set(this.#words);
    this.#words = grown;
  }
}

interface Part {
  start: number[];
  allele: number[];
  site: number[];
  end: number[];
  flags: number[];
  one: number[];
  two: number[];
  payloadAt: number[];
  siteStart: number[];
  siteEnd: number[];
  siteFlags: number[];
  siteCounts: number[];
  sitePayloadAt: number[];
  filter: number[];
  qual: number[];
  id: number[];
  filters: string[];
  heap: HeapBuilder;
}

function newPart(): Part {
  return {
    start: [],
    allele: [],
    site: [],
    end: [],
    flags: [],
    one: [],
    two: [],
    payloadAt: [],
    siteStart: [],
    siteEnd: [],
    siteFlags: [],
    siteCounts: [],
    sitePayloadAt: [],
    filter: [],
    qual: [],
    id: [],
    filters: ['.', 'PASS'],
    heap: new HeapBuilder(),
  };
}

function columnsOf(part: Part, words: Uint32Array, structural: boolean): AlleleColumns {
  return {
    alleles: part.start.length,
    start: Uint32Array.from(part.start),
    allele: Uint32Array.from(part.allele),
    site: Uint32Array.from(part.site),
    flags: Uint8Array.from(part.flags),
    one: Uint32Array.from(part.one),
    two: Uint32Array.from(part.two),
    payloadAt: Uint32Array.from(part.payloadAt),
    ...(structural ? { end: Uint32Array.from(part.end) } : {}),
    sites: part.siteStart.length,
    siteStart: Uint32Array.from(part.siteStart),
    siteEnd: Uint32Array.from(part.siteEnd),
    siteFlags: Uint8Array.from(part.siteFlags),
    siteCounts: Uint32Array.from(part.siteCounts),
    sitePayloadAt: Uint32Array.from(part.sitePayloadAt),
    filter: Uint16Array.from(part.filter),
    qual: Float32Array.from(part.qual),
    id: Uint32Array.from(part.id),
    heap: part.heap.finish(),
    payload: new Uint8Array(words.slice().buffer),
    filters: part.filters,
  };
}
