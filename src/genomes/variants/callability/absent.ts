import {
  and,
  andNot,
  type Bitmap,
  bitmapOf,
  countAnd,
  createBitmap,
  fullBitmap,
  or,
  setBit,
} from '../../../bits/index.ts';
import { countSet, listOf, type RawCounts } from '../counts/index.ts';
import type { LocalMask } from '../population/index.ts';
import { type AlleleSets, createAlleleSets, type OpenSegment, type StoredSet } from '../resident/index.ts';
import { ALL, type CallableLayer, DENSE, EMPTY, planeWords, UNKNOWN_SHIFT } from '../segment/index.ts';

/**
 * What the genomes of a segment are where the segment has no such allele: all called as reference, all of unknown
 * callability, as one site says, or mixed.
 */
export type AbsentState =
  | { kind: 'called' }
  | { kind: 'unknown' }
  | { kind: 'site'; site: number }
  | ({ kind: 'mixed' } & Planes);

/** Sets over local numbers; everybody else is called diploid. */
export interface Planes {
  miss: Bitmap;
  low: Bitmap;
  unknown: Bitmap;
}

const CALLED: AbsentState = { kind: 'called' };
const UNKNOWN: AbsentState = { kind: 'unknown' };

/**
 * Answers for alleles that a segment does not have. A genome is called there when a site of its file covers the allele's
 * reference span (of several, the one that called most alleles), else when its declared layers hold the whole span;
 * otherwise its callability is unknown. A site that covers the span and called nothing makes the genome missing.
 */
export class Callability {
  readonly #segment: OpenSegment;
  /** What no site decides: the same for all genomes, or null when layers must be asked. */
  readonly #beyondSites: AbsentState | null;
  readonly #found: number[] = [];
  readonly #sets: AlleleSets = createAlleleSets();

  constructor(segment: OpenSegment) {
    this.#segment = segment;
    this.#beyondSites = uniformLayers(segment.layers, segment.genomes);
  }

  /** @param start @param end the allele's reference span, 0-based half-open */
  resolve(start: number, end: number): AbsentState {
    const sites = this.#segment.cover.covering(start, end, this.#found);
    if (sites === 0 && this.#beyondSites !== null) return this.#beyondSites;
    if (sites === 1 && !this.#hasUnknown(this.#found[0]!)) return { kind: 'site', site: this.#found[0]! };
    return this.#mixed(start, end, sites);
  }

  /** What is so of every genome wherever no site of the segment covers an allele; null when that depends on the place. */
  get beyondSites(): AbsentState | null {
    return this.#beyondSites;
  }

  /** Sizes of the called-as-reference state's sets under a mask. @param into is filled and returned */
  rawCounts(state: AbsentState, mask: LocalMask, into: RawCounts): RawCounts {
    into.one = 0;
    into.two = 0;
    into.oneLow = 0;
    into.oneHalf = 0;
    into.miss = 0;
    into.low = 0;
    into.unknown = state.kind === 'unknown' ? mask.size : 0;
    if (state.kind === 'site') {
      const sets = this.#segment.siteSets(state.site, this.#sets);
      into.miss = countSet(sets.miss, this.#segment.genomes, mask);
      into.low = countSet(sets.low, this.#segment.genomes, mask);
    } else if (state.kind === 'mixed') {
      into.miss = countAnd(state.miss, mask.words);
      into.low = countAnd(state.low, mask.words);
      into.unknown = countAnd(state.unknown, mask.words);
    }
    return into;
  }

  /**
   * What other sites and the layers say of the genomes that an allele's own site is silent about (UNKNOWN): a batch of
   * several files, or batches put together. Restricted to those genomes. null when the site's word is final: compaction
   * resolves such sites and gives them an empty span. A carrier is called, whatever sites say.
   */
  ofSilent(allele: number, start: number, end: number): Planes | null {
    const site = this.#segment.site[allele]!;
    const { siteStart, siteEnd, genomes } = this.#segment;
    if (siteStart[site] === siteEnd[site]) return null;
    const sets = this.#segment.alleleSets(allele, this.#sets);
    const silent = bitmapFrom(sets.unknown, genomes);
    const idle = andNot(andNot(silent, bitmapFrom(sets.one, genomes)), bitmapFrom(sets.two, genomes));
    const planes = this.planes(this.resolve(start, end));
    return { miss: and(planes.miss, idle), low: and(planes.low, silent), unknown: and(planes.unknown, idle) };
  }

  /** The state as bitmaps over local numbers, whatever its kind. */
  planes(state: AbsentState): Planes {
    const { genomes } = this.#segment;
    if (state.kind === 'mixed') return state;
    if (state.kind === 'site') {
      const sets = this.#segment.siteSets(state.site, this.#sets);
      return {
        miss: bitmapFrom(sets.miss, genomes),
        low: bitmapFrom(sets.low, genomes),
        unknown: createBitmap(genomes),
      };
    }
    const unknown = state.kind === 'unknown' ? fullBitmap(genomes) : createBitmap(genomes);
    return { miss: createBitmap(genomes), low: createBitmap(genomes), unknown };
  }

  #hasUnknown(site: number): boolean {
    return ((this.#segment.siteFlags[site]! >> UNKNOWN_SHIFT) & 3) !== EMPTY;
  }

  #mixed(start: number, end: number, sites: number): AbsentState {
    const { genomes, layers } = this.#segment;
    const everybody = fullBitmap(genomes);
    let two = createBitmap(genomes);
    let low = createBitmap(genomes);
    let miss = createBitmap(genomes);
    for (let i = 0; i < sites; i++) {
      const sets = this.#segment.siteSets(this.#found[i]!, this.#sets);
      const [m, l, u] = [sets.miss, sets.low, sets.unknown].map((set) => bitmapFrom(set, genomes)) as [
        Bitmap,
        Bitmap,
        Bitmap,
      ];
      two = or(two, andNot(andNot(andNot(everybody, m), l), u));
      low = or(low, l);
      miss = or(miss, m);
    }
    low = andNot(low, two);
    miss = andNot(andNot(miss, two), low);
    const open = andNot(andNot(andNot(everybody, two), low), miss);
    for (const layer of layers) callByLayer(layer, start, end, open);
    return { kind: 'mixed', miss, low, unknown: open };
  }
}

/** Clears from `open` the genomes that a layer declares callable on the whole of `[start, end)`. */
function callByLayer(layer: CallableLayer, start: number, end: number, open: Bitmap): void {
  if (layer.kind === 'sites') return;
  if (layer.kind === 'bed' && !holds(layer.start, layer.end, 0, layer.start.length, start, end)) return;
  for (let g = layer.from; g < layer.to; g++) {
    if (((open[g >>> 5]! >>> (g & 31)) & 1) === 0) continue;
    if (layer.kind === 'blocks') {
      const i = g - layer.from;
      if (!holds(layer.start, layer.end, layer.offsets[i]!, layer.offsets[i + 1]!, start, end)) continue;
    }
    open[g >>> 5]! &= ~(1 << (g & 31));
  }
}

/** Whether one of the sorted, disjoint intervals `first` … `last`−1 holds all of `[start, end)`. */
function holds(
  starts: Uint32Array,
  ends: Uint32Array,
  first: number,
  last: number,
  start: number,
  end: number,
): boolean {
  let low = first;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= start) low = middle + 1;
    else high = middle;
  }
  return low > first && ends[low - 1]! >= end;
}

/** What layers say of every genome at every position, when that is the same everywhere. */
function uniformLayers(layers: readonly CallableLayer[], genomes: number): AbsentState | null {
  if (layers.every((layer) => layer.kind === 'sites' || layer.from === layer.to)) return UNKNOWN;
  const everything = layers.filter((layer) => layer.kind === 'everything');
  const covered = createBitmap(genomes);
  for (const { from, to } of everything) for (let g = from; g < to; g++) setBit(covered, g);
  return countAnd(covered, fullBitmap(genomes)) === genomes ? CALLED : null;
}

/** A stored set as a bitmap over local numbers. */
export function bitmapFrom(set: StoredSet, genomes: number): Bitmap {
  switch (set.as) {
    case EMPTY:
      return createBitmap(genomes);
    case ALL:
      return fullBitmap(genomes);
    case DENSE: {
      const bitmap = createBitmap(genomes);
      bitmap.set(set.words.subarray(set.at, set.at + planeWords(genomes)));
      return bitmap;
    }
    default:
      return bitmapOf(listOf(set, genomes), genomes);
  }
}
