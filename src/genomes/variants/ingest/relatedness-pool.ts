import { createBitmap, setBit } from '../../../bits/index.ts';
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
    this.#kept.forEach(({ planes }, site) => {
      forEachBit(planes, 0, words, (g) => setBit(genomes[g]!.het, site));
      forEachBit(planes, words, words, (g) => setBit(genomes[g]!.homAlt, site));
      forEachBit(planes, 2 * words, words, (g) => setBit(genomes[g]!.missing, site));
    });
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

function forEachBit(planes: Uint32Array, at: number, words: number, visit: (genome: number) => void): void {
  for (let w = 0; w < words; w++) {
    for (let word = planes[at + w]!; word !== 0; word &= word - 1) visit(w * 32 + 31 - Math.clz32(word & -word));
  }
}
