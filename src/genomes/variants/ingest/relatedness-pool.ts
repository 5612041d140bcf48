import { bitmapWords } from '../../../bits/index.ts';
import type { CandidateSites } from './chunk-model.ts';
import type { RelatednessSites } from './model.ts';

/** Sites kept at most. */
export const RELATEDNESS_SITES = 20_000;
const POOL_BYTES = 64 << 20;
const BASES = 'ACGT';

interface Candidate {
  hash: number;
  contigNo: number;
  start: number;
  code: number;
  planes: Uint32Array;
}

/**
 * Keeps the candidate sites with the lowest hashes: a sample spread evenly over the genome that is largely the
 * same in every submission. Memory: twice the sites kept, bounded by 64 MiB of genotypes.
 */
export class RelatednessPool {
  readonly #genomes: number;
  readonly #most: number;
  readonly #limit: Uint32Array;
  #kept: Candidate[] = [];

  /** @param limit word 0 is lowered to the highest hash still wanted; threads read it */
  constructor(genomes: number, limit: Uint32Array) {
    this.#genomes = genomes;
    const siteBytes = 3 * 4 * ((genomes + 31) >>> 5);
    this.#most = Math.min(RELATEDNESS_SITES, Math.floor(POOL_BYTES / 2 / siteBytes));
    this.#limit = limit;
    Atomics.store(limit, 0, 0xffffffff);
  }

  add(contigNo: number, sites: CandidateSites): void {
    const limit = Atomics.load(this.#limit, 0);
    for (let i = 0; i < sites.hash.length; i++) {
      const hash = sites.hash[i]!;
      if (hash > limit) continue;
      const planes = sites.planes.slice(i * 3 * sites.words, (i + 1) * 3 * sites.words);
      this.#kept.push({ hash, contigNo, start: sites.start[i]!, code: sites.code[i]!, planes });
      if (this.#kept.length >= 2 * this.#most) this.#cut();
    }
  }

  finish(): RelatednessSites {
    this.#cut();
    this.#kept.sort((a, b) => a.contigNo - b.contigNo || a.start - b.start || a.code - b.code);
    const n = this.#kept.length;
    const words = (this.#genomes + 31) >>> 5;
    // Site after site in one array: going through 20,000 small ones once per word takes a second.
    const flat = new Uint32Array(((n + 31) & ~31) * 3 * words);
    this.#kept.forEach(({ planes }, i) => {
      flat.set(planes, i * 3 * words);
    });
    const [het, homAlt, missing] = [0, 1, 2].map((k) => transposePlanes(flat, k * words, 3 * words, this.#genomes, n));
    const genomes = het!.map((own, g) => ({ het: own, homAlt: homAlt![g]!, missing: missing![g]! }));
    const sites = this.#kept.map(({ contigNo, start, code }) => ({
      contigNo,
      start,
      ref: BASES[code >> 2]!,
      alt: BASES[code & 3]!,
    }));
    return { sites, genomes };
  }

  #cut(): void {
    if (this.#kept.length <= this.#most) return;
    this.#kept.sort((a, b) => a.hash - b.hash || a.contigNo - b.contigNo || a.start - b.start || a.code - b.code);
    this.#kept.length = this.#most;
    Atomics.store(this.#limit, 0, this.#kept.at(-1)!.hash);
  }
}

/** Bits per site and genome, `stride` words a site from `at` on, as a bitmap over the sites for each genome. */
function transposePlanes(flat: Uint32Array, at: number, stride: number, genomes: number, sites: number): Uint32Array[] {
  const width = bitmapWords(sites);
  const out = new Uint32Array(((genomes + 31) & ~31) * width);
  const block = new Uint32Array(32);
  for (let w = 0; w * 32 < genomes; w++) {
    for (let first = 0; first < sites; first += 32) {
      let any = 0;
      for (let i = 0, from = first * stride + at + w; i < 32; i++, from += stride) any |= block[i] = flat[from]!;
      if (any === 0) continue;
      transpose32(block);
      for (let g = 0, to = w * 32 * width + (first >>> 5); g < 32; g++, to += width) out[to] = block[g]!;
    }
  }
  return Array.from({ length: genomes }, (_, g) => out.subarray(g * width, (g + 1) * width));
}

/** Turns 32 rows of 32 bits into columns: bit j of word i becomes bit i of word j (after Hacker's Delight, figure 7-6). */
function transpose32(rows: Uint32Array): void {
  let mask = 0x0000ffff;
  for (let width = 16; width !== 0; width >>>= 1, mask ^= mask << width) {
    for (let k = 0; k < 32; k = (k + width + 1) & ~width) {
      const swap = ((rows[k]! >>> width) ^ rows[k + width]!) & mask;
      rows[k + width]! ^= swap;
      rows[k]! ^= swap << width;
    }
  }
}
