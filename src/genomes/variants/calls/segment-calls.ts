import {
  ALL,
  alleleWords,
  DENSE,
  HALF_SHIFT,
  LOW_SHIFT,
  listWidth,
  MISS_SHIFT,
  ONE_SHIFT,
  PHASE_SHIFT,
  type SegmentReader,
  SPARSE,
  setWords,
  TWO_SHIFT,
} from '../segment/index.ts';

/** An allele that a genome carries, from a segment: all there is of files with GT only. */
export interface SegmentCall {
  /** 0-based, normalised. */
  start: number;
  ref: string;
  alt: string;
  copies: 1 | 2;
  /** Called alleles of the genome at the site: 1 for a haploid or a half call. */
  called: 1 | 2;
  /** GT of this allele against everything else: `0|1`, `1/1`, `1`, `./1`. */
  gt: string;
  phased: boolean;
  id: string | null;
  filter: string;
  qual: number | null;
}

/**
 * The alleles that one genome carries whose start lies in [start, end), sorted.
 * @param genome number in the segment (the batch's `from` plus the local number)
 */
export function* callsFromSegment(
  segment: SegmentReader,
  genome: number,
  start: number,
  end: number,
): Generator<SegmentCall> {
  const [first, last] = segment.range(start, end);
  const { genomes } = segment.head;
  const flagColumn = segment.u8('flags');
  const ones = segment.u32('one');
  const twos = segment.u32('two');
  const payloadAt = segment.u32('payloadAt');
  for (let i = first; i < last; i++) {
    const flags = flagColumn[i]!;
    const one = ones[i]!;
    const two = twos[i]!;
    if (one + two === 0) continue;
    const words = segment.payloadWords(payloadAt[i]!, alleleWords(flags, one, two, genomes));
    const oneAs = (flags >> ONE_SHIFT) & 3;
    const twoAs = (flags >> TWO_SHIFT) & 3;
    const oneWords = setWords(oneAs, one, genomes);
    const place = rankIn(words, 0, oneAs, one, genomes, genome);
    if (place >= 0) {
      const phaseAt = oneWords + setWords(twoAs, two, genomes);
      const haplotype = haplotypeOf(words, phaseAt, (flags >> PHASE_SHIFT) & 3, one, place);
      yield callOf(segment, i, genome, 1, haplotype);
    } else if (rankIn(words, oneWords, twoAs, two, genomes, genome) >= 0) yield callOf(segment, i, genome, 2, 0);
  }
}

/** Place of a member in a set, counted from 0; −1 when it is not in it. */
function rankIn(words: Uint32Array, at: number, as: number, count: number, genomes: number, member: number): number {
  if (as === ALL) return member;
  if (as === DENSE) return rankInPlane(words, at, member);
  if (as !== SPARSE) return -1;
  const list =
    listWidth(genomes) === 2
      ? new Uint16Array(words.buffer, words.byteOffset + at * 4, count)
      : words.subarray(at, at + count);
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < member) low = middle + 1;
    else high = middle;
  }
  return low < count && list[low] === member ? low : -1;
}

function rankInPlane(words: Uint32Array, at: number, member: number): number {
  const word = at + (member >>> 5);
  const bit = 1 << (member & 31);
  if ((words[word]! & bit) === 0) return -1;
  let rank = ones(words[word]! & (bit - 1));
  for (let w = at; w < word; w++) rank += ones(words[w]!);
  return rank;
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** 0 not phased, 1 alternate on the first haplotype, 2 on the second. */
function haplotypeOf(words: Uint32Array, at: number, kind: number, one: number, place: number): number {
  const length = (one + 31) >>> 5;
  const bit = (from: number): number => (words[from + (place >>> 5)]! >>> (place & 31)) & 1;
  if (kind === 0 || (kind === 2 && bit(at) === 0)) return 0;
  return 1 + bit(kind === 2 ? at + length : at);
}

function callOf(segment: SegmentReader, i: number, genome: number, copies: 1 | 2, haplotype: number): SegmentCall {
  const site = segment.u32('site')[i]!;
  const { low, half } = calledAt(segment, site, genome);
  const phased = haplotype > 0 && (!low || half);
  const qual = segment.qual();
  return {
    start: segment.u32('start')[i]!,
    ...segment.allele(i),
    copies,
    called: low ? 1 : 2,
    gt: genotypeText(copies, haplotype, low, half),
    phased,
    id: segment.idOf(site),
    filter: segment.head.filters[segment.u16('filter')[site]!]!,
    qual: qual.length === 0 || Number.isNaN(qual[site]!) ? null : qual[site]!,
  };
}

function genotypeText(copies: 1 | 2, haplotype: number, low: boolean, half: boolean): string {
  if (copies === 2) return '1/1';
  const rest = half ? '.' : '0';
  if (low && !half) return '1';
  if (haplotype === 0) return `${rest}/1`;
  return haplotype === 1 ? `1|${rest}` : `${rest}|1`;
}

function calledAt(segment: SegmentReader, site: number, genome: number): { low: boolean; half: boolean } {
  const flags = segment.u8('siteFlags')[site]!;
  if (((flags >> LOW_SHIFT) & 3) === 0) return { low: false, half: false };
  const { genomes } = segment.head;
  const counts = segment.u32('siteCounts');
  let at = segment.u32('sitePayloadAt')[site]!;
  const isIn = (shift: number, k: number): boolean => {
    const as = (flags >> shift) & 3;
    const count = counts[site * 4 + k]!;
    const length = setWords(as, count, genomes);
    const found = rankIn(segment.payloadWords(at, length), 0, as, count, genomes, genome) >= 0;
    at += length;
    return found;
  };
  isIn(MISS_SHIFT, 0);
  return { low: isIn(LOW_SHIFT, 1), half: isIn(HALF_SHIFT, 2) };
}
