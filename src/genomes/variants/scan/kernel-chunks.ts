import { CountKernel } from '../../../bits/index.ts';
import { addDiploid, addEach, type ColumnCounter, createCountColumns, type RawColumns } from '../counts/index.ts';
import type { OpenSegment } from '../resident/index.ts';
import { alleleWords, listWidth, planeWords, setWords, UNKNOWN_SHIFT } from '../segment/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';

/** Alleles that the kernel counts in one go. */
export interface Chunk {
  first: number;
  last: number;
  /** Alleles that the kernel left at zero and must be counted one by one. */
  leftOver: number[];
}

/** Most payload words copied for one chunk, 16 MiB, and most sites. */
const MOST_WORDS = 1 << 22;
const MOST_SITES = 1 << 16;
/** A payload up to this size is kept in memory once a scan has come by. */
const KEEP_BYTES = 1 << 26;
const NO_WORDS = new Uint32Array(0);
const kernel = new CountKernel();

/**
 * Loads alleles `first` … `last`−1 into the kernel, chunk by chunk: count a chunk before asking for the next. Left over are
 * alleles whose payload or site is far from that of their neighbours (two records joined in one), and those whose site is
 * silent about genomes that other sites or layers speak of.
 */
export function* chunksOf({ segment }: LiveSegment, first: number, last: number): Generator<Chunk> {
  if (segment.payloadBytes <= KEEP_BYTES) segment.keepPayload();
  for (let from = first; from < last; ) {
    const to = endOfChunk(segment, from, last);
    yield load(segment, from, to);
    from = to;
  }
}

/** Counts the loaded chunk. Alleles left over count as carried by nobody, everybody called. */
export function counterOf(chunk: Chunk): ColumnCounter {
  const without = <T extends RawColumns>(sizes: T): T => {
    for (const index of chunk.leftOver) for (const column of Object.values(sizes)) column[index - chunk.first] = 0;
    return sizes;
  };
  return {
    sizes: (mask) => without(kernel.count(mask.words, mask.size)),
    diploid(mask) {
      if (chunk.leftOver.length === 0) return kernel.countDiploid(mask.words, mask.size);
      const sizes = without(kernel.count(mask.words, mask.size));
      const counts = createCountColumns(sizes.one.length);
      addEach(counts, null, 0, sizes, mask.size, addDiploid);
      return counts;
    },
  };
}

/** First allele past the chunk that begins at `from`: as many as fit the payload bound, going by the order of the file. */
function endOfChunk({ payloadAt }: OpenSegment, from: number, last: number): number {
  const base = payloadAt[from]!;
  const far = (i: number): boolean => payloadAt[i]! > base && payloadAt[i]! - base > MOST_WORDS >> 1;
  if (!far(last - 1)) return last;
  let low = from + 1;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (far(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Span {
  low: number;
  high: number;
}

/** Where the sites and the payload of a stretch of alleles lie. */
interface Lie {
  nearSites: Span;
  words: Span;
  /** Whether the kernel can count all of the stretch. */
  whole: boolean;
}

/** Scans of everything cut a segment alike: where its stretches lie is remembered, of so many. */
const MOST_LIES = 4096;
const lies = new WeakMap<OpenSegment, Map<string, Lie>>();

function lieOf(segment: OpenSegment, first: number, last: number): Lie {
  const known = lies.get(segment) ?? new Map<string, Lie>();
  lies.set(segment, known);
  const key = `${first} ${last}`;
  let lie = known.get(key);
  if (lie === undefined) {
    if (known.size >= MOST_LIES) known.clear();
    lie = findLie(segment, first, last);
    known.set(key, lie);
  }
  return lie;
}

function findLie(segment: OpenSegment, first: number, last: number): Lie {
  const site = segment.site.subarray(first, last);
  const sites = spanOf(site);
  const nearSites = within(sites, MOST_SITES, site[0]!);
  const payload = payloadSpan(segment, first, last, nearSites);
  const words = within(payload, MOST_WORDS, segment.payloadAt[first]!);
  const near = nearSites.low === sites.low && nearSites.high === sites.high;
  const siteFlags = segment.siteFlags.subarray(nearSites.low, nearSites.high);
  const silent = siteFlags.some((flags) => flags >> UNKNOWN_SHIFT !== 0);
  return { nearSites, words, whole: near && words.low === payload.low && words.high === payload.high && !silent };
}

function load(segment: OpenSegment, first: number, last: number): Chunk {
  const { genomes } = segment;
  const site = segment.site.subarray(first, last);
  const { nearSites, words, whole } = lieOf(segment, first, last);
  const columns = {
    site,
    flags: segment.flags.subarray(first, last),
    siteFlags: segment.siteFlags.subarray(nearSites.low, nearSites.high),
  };
  const leftOver: number[] = [];
  if (!whole) {
    Object.assign(columns, leaveOut(segment, first, nearSites, words, columns, leftOver));
  }
  kernel.load({
    genomes,
    planeWords: planeWords(genomes),
    listBytes: listWidth(genomes),
    payloadAt: segment.payloadAt.subarray(first, last),
    one: segment.one.subarray(first, last),
    two: segment.two.subarray(first, last),
    ...columns,
    siteCounts: segment.siteCounts.subarray(nearSites.low * 4, nearSites.high * 4),
    sitePayloadAt: segment.sitePayloadAt.subarray(nearSites.low, nearSites.high),
    siteBase: nearSites.low,
    payload: words.high > words.low ? segment.reader.payloadWords(words.low, words.high - words.low) : NO_WORDS,
    payloadBase: words.low,
  });
  return { first, last, leftOver };
}

interface ChunkColumns {
  site: Uint32Array;
  flags: Uint8Array;
  siteFlags: Uint8Array;
}

/** Empties the alleles and sites that the kernel cannot count, in copies of the columns. */
function leaveOut(
  segment: OpenSegment,
  first: number,
  sites: Span,
  words: Span,
  columns: ChunkColumns,
  leftOver: number[],
): ChunkColumns {
  const site = columns.site.slice();
  const flags = columns.flags.slice();
  const siteFlags = columns.siteFlags.slice();
  const siteStart = segment.siteStart;
  const siteEnd = segment.siteEnd;
  for (let i = 0; i < flags.length; i++) {
    const s = site[i]!;
    const far = s < sites.low || s >= sites.high;
    const isSilent = segment.siteFlags[s]! >> UNKNOWN_SHIFT !== 0 && siteStart[s] !== siteEnd[s];
    const siteInside = isInside(segment.sitePayloadAt[s]!, siteWordsOf(segment, s), words);
    const index = first + i;
    if (!far && !isSilent && siteInside && isInside(segment.payloadAt[index]!, wordsOf(segment, index), words))
      continue;
    leftOver.push(index);
    flags[i] = 0;
    if (far) site[i] = sites.low;
    else if (!siteInside) siteFlags[s - sites.low] = 0;
  }
  // A site in the span that no allele of the chunk uses is never read.
  return { site, flags, siteFlags };
}

function spanOf(values: Uint32Array): Span {
  let low = 0xffffffff;
  let high = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value >= high) high = value + 1;
  }
  return { low, high };
}

/** The span, or the part of at most `most` about `anchor` when it is longer. */
function within(span: Span, most: number, anchor: number): Span {
  if (span.high - span.low <= most) return span;
  const low = Math.max(span.low, anchor - (most >> 3));
  return { low, high: Math.min(span.high, low + most) };
}

/** Payload words that the alleles and sites lie in. */
function payloadSpan(segment: OpenSegment, first: number, last: number, sites: Span): Span {
  const { payloadAt, sitePayloadAt, siteFlags } = segment;
  let low = 0xffffffff;
  let highest = first;
  let high = 0;
  for (let i = first; i < last; i++) {
    const at = payloadAt[i]!;
    if (at < low) low = at;
    if (at > payloadAt[highest]!) highest = i;
    // Alleles without words share their place with the next one.
    else if (at === payloadAt[highest]!) high = Math.max(high, at + wordsOf(segment, i));
  }
  high = Math.max(high, payloadAt[highest]! + wordsOf(segment, highest));
  for (let s = sites.low; s < sites.high; s++) {
    if (siteFlags[s] === 0) continue;
    const at = sitePayloadAt[s]!;
    if (at < low) low = at;
    if (at >= high) high = at + siteWordsOf(segment, s);
  }
  return { low: Math.min(low, high), high };
}

function wordsOf(segment: OpenSegment, i: number): number {
  return alleleWords(segment.flags[i]! & 15, segment.one[i]!, segment.two[i]!, segment.genomes);
}

function siteWordsOf({ siteFlags, siteCounts, genomes }: OpenSegment, site: number): number {
  const flags = siteFlags[site]!;
  if (flags === 0) return 0;
  let words = 0;
  for (let k = 0; k < 4; k++) words += setWords((flags >> (k * 2)) & 3, siteCounts[site * 4 + k]!, genomes);
  return words;
}

function isInside(at: number, words: number, { low, high }: Span): boolean {
  return words === 0 || (at >= low && at + words <= high);
}
