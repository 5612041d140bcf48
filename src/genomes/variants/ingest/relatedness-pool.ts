import { createBitmap } from '../../../bits/index.ts';
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
    const genomes = Array.from({ length: this.#genomes }, () => ({
      het: createBitmap(n),
      homAlt: createBitmap(n),
      missing: createBitmap(n),
    }));
    const words = (this.#genomes + 31) >>> 5;
    const block = new Uint32Array(32);
    for (const [k, name] of (['het', 'homAlt', 'missing'] as const).entries()) {
      for (let first = 0; first < n; first += 32) {
        for (let w = 0; w < words; w++) {
          for (let i = 0; i < 32; i++) block[i] = this.#kept[first + i]?.planes[k * words + w] ?? 0;
          transpose32(block);
          const last = Math.min(32, this.#genomes - w * 32);
          for (let g = 0; g < last; g++) genomes[w * 32 + g]![name][first >>> 5] = block[g]!;
        }
      }
    }
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
