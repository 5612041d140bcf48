import type { CandidateSites } from './chunk-model.ts';
import type { AlleleSets, GenotypeSets } from './genotype-sets.ts';

/** Below this many genomes a frequency says nothing, and every site with a carrier is a candidate. */
const FEWEST_FOR_FREQUENCY = 20;
const LOWEST_FREQUENCY = 0.05;

/**
 * A number that is the same for a variant in every submission, so that the sites with the lowest numbers, taken
 * from different submissions, are largely the same ones.
 */
export function siteHash(contigSeed: number, start: number, code: number): number {
  let h = Math.imul(start ^ contigSeed, 0x9e3779b1) ^ Math.imul(code + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Seed of a contig by its canonical name (FNV-1a). */
export function contigSeed(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Whether a biallelic SNV with these carriers is common enough. */
export function isCommon(one: number, two: number, called: number): boolean {
  if (called < FEWEST_FOR_FREQUENCY) return one + two > 0;
  const frequency = (one + 2 * two) / (2 * called);
  return frequency >= LOWEST_FREQUENCY && frequency <= 1 - LOWEST_FREQUENCY;
}

/** Collects candidate sites of one contig in one chunk. */
export class CandidateBuilder {
  readonly #words: number;
  readonly #hash: number[] = [];
  readonly #start: number[] = [];
  readonly #code: number[] = [];
  #planes = new Uint32Array(0);

  constructor(genomes: number) {
    this.#words = (genomes + 31) >>> 5;
  }

  /** Adds a site; the planes returned (het, then hom, then missing; `words` each) are the caller's to fill. */
  add(hash: number, start: number, code: number): { planes: Uint32Array; at: number; words: number } {
    const at = this.#hash.length * 3 * this.#words;
    if (at + 3 * this.#words > this.#planes.length) {
      const grown = new Uint32Array(Math.max(this.#planes.length * 2, at + 48 * this.#words));
      grown.set(this.#planes);
      this.#planes = grown;
    }
    this.#hash.push(hash);
    this.#start.push(start);
    this.#code.push(code);
    return { planes: this.#planes, at, words: this.#words };
  }

  /** Adds a site from lists; haploid and half calls and the unknown count as missing here. */
  addSets(
    hash: number,
    start: number,
    code: number,
    allele: AlleleSets,
    site: GenotypeSets,
    unknown: Uint32Array,
  ): void {
    const { planes, at, words } = this.add(hash, start, code);
    mark(planes, at, allele.one, allele.oneCount);
    mark(planes, at + words, allele.two, allele.twoCount);
    mark(planes, at + 2 * words, site.miss, site.missCount);
    mark(planes, at + 2 * words, site.low, site.lowCount);
    mark(planes, at + 2 * words, unknown, unknown.length);
  }

  finish(): CandidateSites | null {
    const sites = this.#hash.length;
    if (sites === 0) return null;
    return {
      hash: Uint32Array.from(this.#hash),
      start: Uint32Array.from(this.#start),
      code: Uint8Array.from(this.#code),
      words: this.#words,
      planes: this.#planes.slice(0, sites * 3 * this.#words),
    };
  }
}

function mark(planes: Uint32Array, at: number, members: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) planes[at + (members[i]! >>> 5)]! |= 1 << (members[i]! & 31);
}
