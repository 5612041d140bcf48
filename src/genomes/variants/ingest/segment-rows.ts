import {
  alleleWords,
  HALF_SHIFT,
  LOW_SHIFT,
  MISS_SHIFT,
  ONE_SHIFT,
  PHASE_SHIFT,
  readSet,
  type SegmentReader,
  setWords,
  TWO_SHIFT,
  UNKNOWN_SHIFT,
} from '../segment/index.ts';

/** One allele of a segment as plain values, for tests. */
export interface SegmentRow {
  start: number;
  ref: string;
  alt: string;
  one: number[];
  two: number[];
  /** Per ONE carrier: 0 not phased, 1 alternate on the first haplotype, 2 on the second. */
  phase: number[];
  site: SegmentSite;
}

export interface SegmentSite {
  start: number;
  end: number;
  id: string | null;
  filter: string;
  qual: number;
  miss: number[];
  low: number[];
  half: number[];
  unknown: number[];
}

/** Alleles `first` … `last`−1 of a segment. */
export function segmentRows(segment: SegmentReader, first = 0, last = segment.head.alleles): SegmentRow[] {
  const { genomes } = segment.head;
  return Array.from({ length: last - first }, (_, k) => {
    const i = first + k;
    const flags = segment.u8('flags')[i]!;
    const one = segment.u32('one')[i]!;
    const two = segment.u32('two')[i]!;
    const words = segment.payloadWords(segment.u32('payloadAt')[i]!, alleleWords(flags, one, two, genomes));
    const oneAs = (flags >> ONE_SHIFT) & 3;
    const twoAs = (flags >> TWO_SHIFT) & 3;
    const oneWords = setWords(oneAs, one, genomes);
    const phaseAt = oneWords + setWords(twoAs, two, genomes);
    return {
      start: segment.u32('start')[i]!,
      ...segment.allele(i),
      one: Array.from(readSet(words, 0, oneAs, one, genomes)),
      two: Array.from(readSet(words, oneWords, twoAs, two, genomes)),
      phase: phases(words, phaseAt, (flags >> PHASE_SHIFT) & 3, one),
      site: segmentSite(segment, segment.u32('site')[i]!),
    };
  });
}

function phases(words: Uint32Array, at: number, kind: number, count: number): number[] {
  const length = (count + 31) >>> 5;
  const bit = (from: number, i: number): number => (words[from + (i >>> 5)]! >>> (i & 31)) & 1;
  return Array.from({ length: count }, (_, i) => {
    if (kind === 0 || (kind === 2 && bit(at, i) === 0)) return 0;
    return 1 + bit(kind === 2 ? at + length : at, i);
  });
}

/** One site of a segment. */
export function segmentSite(segment: SegmentReader, site: number): SegmentSite {
  const { genomes } = segment.head;
  const flags = segment.u8('siteFlags')[site]!;
  const counts = segment.u32('siteCounts');
  let at = segment.u32('sitePayloadAt')[site]!;
  const sets = [MISS_SHIFT, LOW_SHIFT, HALF_SHIFT, UNKNOWN_SHIFT].map((shift, k) => {
    const as = (flags >> shift) & 3;
    const count = counts[site * 4 + k]!;
    const words = setWords(as, count, genomes);
    const set = Array.from(readSet(segment.payloadWords(at, words), 0, as, count, genomes));
    at += words;
    return set;
  });
  const qual = segment.qual();
  return {
    start: segment.u32('siteStart')[site]!,
    end: segment.u32('siteEnd')[site]!,
    id: segment.idOf(site),
    filter: segment.head.filters[segment.u16('filter')[site]!]!,
    qual: qual.length === 0 ? Number.NaN : qual[site]!,
    miss: sets[0]!,
    low: sets[1]!,
    half: sets[2]!,
    unknown: sets[3]!,
  };
}
