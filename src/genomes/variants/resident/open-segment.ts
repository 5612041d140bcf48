import {
  alleleWords,
  type CallableLayer,
  HALF_SHIFT,
  LOW_SHIFT,
  lowerBound,
  MISS_SHIFT,
  ONE_SHIFT,
  type SegmentBatch,
  SegmentReader,
  setWords,
  TWO_SHIFT,
  UNKNOWN_SHIFT,
} from '../segment/index.ts';
import { SiteCover } from './site-cover.ts';

/** Where a stored set is: `words` from `at`, how it is stored, and how many it has. */
export interface StoredSet {
  words: Uint32Array;
  at: number;
  as: number;
  count: number;
}

/** The seven sets that say what an allele's genomes have. One object is filled again and again. */
export interface AlleleSets {
  one: StoredSet;
  two: StoredSet;
  miss: StoredSet;
  low: StoredSet;
  half: StoredSet;
  unknown: StoredSet;
}

const NOTHING = new Uint32Array(0);

/** An empty set. */
export function emptySet(): StoredSet {
  return { words: NOTHING, at: 0, as: 0, count: 0 };
}

/** Room for the sets of one allele. */
export function createAlleleSets(): AlleleSets {
  return {
    one: emptySet(),
    two: emptySet(),
    miss: emptySet(),
    low: emptySet(),
    half: emptySet(),
    unknown: emptySet(),
  };
}

/** A segment whose columns are in memory once asked for. The payload is read by range until {@link keepPayload} takes it in whole. */
export class OpenSegment {
  readonly id: string;
  readonly reader: SegmentReader;
  readonly genomes: number;
  readonly batches: readonly SegmentBatch[];
  // Columns once read; the reader finds them by name, which is too slow for inner loops.
  #start: Uint32Array | null = null;
  #allele: Uint32Array | null = null;
  #site: Uint32Array | null = null;
  #flags: Uint8Array | null = null;
  #one: Uint32Array | null = null;
  #two: Uint32Array | null = null;
  #payloadAt: Uint32Array | null = null;
  #filter: Uint16Array | null = null;
  #heap: Uint8Array | null = null;
  #siteStart: Uint32Array | null = null;
  #siteEnd: Uint32Array | null = null;
  #siteFlags: Uint8Array | null = null;
  #siteCounts: Uint32Array | null = null;
  #sitePayloadAt: Uint32Array | null = null;
  #payload: Uint32Array | null = null;
  #cover: SiteCover | null = null;
  #layers: readonly CallableLayer[] | null = null;

  constructor(id: string, path: string) {
    this.id = id;
    this.reader = SegmentReader.open(path);
    this.genomes = this.reader.head.genomes;
    this.batches = this.reader.head.batches;
  }

  get start(): Uint32Array {
    this.#start ??= this.reader.u32('start');
    return this.#start;
  }

  get allele(): Uint32Array {
    this.#allele ??= this.reader.u32('allele');
    return this.#allele;
  }

  get site(): Uint32Array {
    this.#site ??= this.reader.u32('site');
    return this.#site;
  }

  get flags(): Uint8Array {
    this.#flags ??= this.reader.u8('flags');
    return this.#flags;
  }

  get one(): Uint32Array {
    this.#one ??= this.reader.u32('one');
    return this.#one;
  }

  get two(): Uint32Array {
    this.#two ??= this.reader.u32('two');
    return this.#two;
  }

  get payloadAt(): Uint32Array {
    this.#payloadAt ??= this.reader.u32('payloadAt');
    return this.#payloadAt;
  }

  /** Filter dictionary index by site. */
  get filter(): Uint16Array {
    this.#filter ??= this.reader.u16('filter');
    return this.#filter;
  }

  get heap(): Uint8Array {
    this.#heap ??= this.reader.u8('heap');
    return this.#heap;
  }

  get siteStart(): Uint32Array {
    this.#siteStart ??= this.reader.u32('siteStart');
    return this.#siteStart;
  }

  get siteEnd(): Uint32Array {
    this.#siteEnd ??= this.reader.u32('siteEnd');
    return this.#siteEnd;
  }

  get siteFlags(): Uint8Array {
    this.#siteFlags ??= this.reader.u8('siteFlags');
    return this.#siteFlags;
  }

  get siteCounts(): Uint32Array {
    this.#siteCounts ??= this.reader.u32('siteCounts');
    return this.#siteCounts;
  }

  get sitePayloadAt(): Uint32Array {
    this.#sitePayloadAt ??= this.reader.u32('sitePayloadAt');
    return this.#sitePayloadAt;
  }

  /** Structural segments: exclusive end of the allele on the reference. */
  get end(): Uint32Array | null {
    return this.reader.head.kind === 'structural' ? this.reader.u32('end') : null;
  }

  /** Where genomes are called without a record. */
  get layers(): readonly CallableLayer[] {
    this.#layers ??= this.reader.layers();
    return this.#layers;
  }

  get alleles(): number {
    return this.reader.head.alleles;
  }

  /** Bytes held in memory. */
  get resident(): number {
    return this.reader.resident + (this.#cover?.bytes ?? 0);
  }

  /** Bytes of the payload in the file. */
  get payloadBytes(): number {
    return this.reader.head.sections.find((s) => s.name === 'payload')!.bytes;
  }

  /** The sites by position, for asking which of them cover an interval. */
  get cover(): SiteCover {
    this.#cover ??= new SiteCover(this.siteStart, this.siteEnd);
    return this.#cover;
  }

  /** The payload when it is in memory. */
  get payload(): Uint32Array | null {
    return this.#payload;
  }

  /** Reads the whole payload into memory, once. */
  keepPayload(): Uint32Array {
    this.#payload ??= this.reader.payload();
    return this.#payload;
  }

  /** Points `into` at ONE and TWO of allele `index` and at the sets of its site. */
  alleleSets(index: number, into: AlleleSets): AlleleSets {
    const flags = this.flags[index]!;
    const one = this.one[index]!;
    const two = this.two[index]!;
    const as = (flags >> ONE_SHIFT) & 3;
    const start = this.payloadAt[index]!;
    const words = this.#payload ?? this.reader.payloadWords(start, alleleWords(flags & 15, one, two, this.genomes));
    const at = this.#payload ? start : 0;
    point(into.one, words, at, as, one);
    point(into.two, words, at + setWords(as, one, this.genomes), (flags >> TWO_SHIFT) & 3, two);
    return this.siteSets(this.site[index]!, into);
  }

  /** Points `into` at MISS, LOW, HALF and UNKNOWN of a site. */
  siteSets(site: number, into: AlleleSets): AlleleSets {
    const flags = this.siteFlags[site]!;
    const genomes = this.genomes;
    const counts = this.siteCounts;
    const sets = [into.miss, into.low, into.half, into.unknown];
    let words: Uint32Array = NOTHING;
    let at = 0;
    if (flags !== 0) {
      const start = this.sitePayloadAt[site]!;
      let length = 0;
      for (let k = 0; k < 4; k++) length += setWords((flags >> SHIFTS[k]!) & 3, counts[site * 4 + k]!, genomes);
      words = this.#payload ?? this.reader.payloadWords(start, length);
      at = this.#payload ? start : 0;
    }
    for (let k = 0; k < 4; k++) {
      const as = (flags >> SHIFTS[k]!) & 3;
      const count = counts[site * 4 + k]!;
      point(sets[k]!, words, at, as, count);
      at += setWords(as, count, genomes);
    }
    return into;
  }

  /** Alleles of a site: near the site as a rule, anywhere when left-alignment moved them far. */
  allelesOfSite(site: number): number[] {
    const position = this.siteStart[site]!;
    const near = (first: number, last: number): number[] => {
      const found: number[] = [];
      for (let i = first; i < last; i++) if (this.site[i] === site) found.push(i);
      return found;
    };
    const end = this.siteEnd[site]!;
    const first = lowerBound(this.start, Math.max(0, position - 1000));
    const last = lowerBound(this.start, Math.max(position, end) + 1);
    const found = near(first, last);
    return found.length > 0 ? found : near(0, this.alleles);
  }

  close(): void {
    this.#payload = null;
    this.reader.close();
  }
}

const SHIFTS = [MISS_SHIFT, LOW_SHIFT, HALF_SHIFT, UNKNOWN_SHIFT];

function point(set: StoredSet, words: Uint32Array, at: number, as: number, count: number): void {
  set.words = words;
  set.at = at;
  set.as = as;
  set.count = count;
}
