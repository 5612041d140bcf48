import { bitmapWords } from '../../../bits/index.ts';
import type { CandidateSites } from './chunk-model.ts';
import type { RelatednessSites } from './model.ts';

/** Sites kept at most: as many as a batch's panel holds (archive/quality site-panel.ts). */
export const RELATEDNESS_SITES = 4096;
const POOL_BYTES = 64 << 20;
const BASES = 'ACGT';

const FIRST_CAPACITY = 1024;

/**
 * Keeps the candidate sites with the lowest hashes: a sample spread evenly over the genome that is largely the
 * same in every submission. Memory: twice the sites kept, bounded by 64 MiB of genotypes.
 */
export class RelatednessPool {
  readonly #genomes: number;
  readonly #stride: number;
  readonly #most: number;
  readonly #limit: Uint32Array;
  #count = 0;
  #hash = new Uint32Array(FIRST_CAPACITY);
  #contigNo = new Uint32Array(FIRST_CAPACITY);
  #start = new Uint32Array(FIRST_CAPACITY);
  #code = new Uint32Array(FIRST_CAPACITY);
  /** Site after site in one array: thousands of small ones would keep the garbage collector busy. */
  #planes: Uint32Array;

  /** @param limit word 0 is lowered to the highest hash still wanted; threads read it */
  constructor(genomes: number, limit: Uint32Array) {
    this.#genomes = genomes;
    this.#stride = 3 * ((genomes + 31) >>> 5);
    this.#planes = new Uint32Array(FIRST_CAPACITY * this.#stride);
    this.#most = Math.min(RELATEDNESS_SITES, Math.floor(POOL_BYTES / 2 / (4 * this.#stride)));
    this.#limit = limit;
    Atomics.store(limit, 0, 0xffffffff);
  }

  add(contigNo: number, sites: CandidateSites): void {
    const stride = this.#stride;
    for (let i = 0; i < sites.hash.length; i++) {
      const hash = sites.hash[i]!;
      if (hash > this.#limit[0]!) continue;
      if (this.#count === this.#hash.length) this.#grow();
      const at = this.#count++;
      this.#hash[at] = hash;
      this.#contigNo[at] = contigNo;
      this.#start[at] = sites.start[i]!;
      this.#code[at] = sites.code[i]!;
      this.#planes.set(sites.planes.subarray(i * stride, (i + 1) * stride), at * stride);
      if (this.#count >= 2 * this.#most) this.#cut();
    }
  }

  finish(): RelatednessSites {
    this.#cut();
    const n = this.#count;
    const order = Array.from({ length: n }, (_, i) => i).sort(
      (a, b) =>
        this.#contigNo[a]! - this.#contigNo[b]! || this.#start[a]! - this.#start[b]! || this.#code[a]! - this.#code[b]!,
    );
    const sites = order.map((i) => ({
      contigNo: this.#contigNo[i]!,
      start: this.#start[i]!,
      ref: BASES[this.#code[i]! >> 2]!,
      alt: BASES[this.#code[i]! & 3]!,
    }));
    const [het, homAlt, missing] = transposePlanes(this.#planes, this.#stride, this.#genomes, order);
    const hashBound = this.#limit[0]!;
    return {
      hashBound,
      sites,
      genomes: het!.map((own, g) => ({ het: own, homAlt: homAlt![g]!, missing: missing![g]! })),
    };
  }

  /** Leaves the sites with the lowest hashes, in the order they came. */
  #cut(): void {
    if (this.#count <= this.#most) return;
    const limit = this.#hash.slice(0, this.#count).sort()[this.#most - 1]!;
    const stride = this.#stride;
    let kept = 0;
    for (let i = 0; i < this.#count && kept < this.#most; i++) {
      if (this.#hash[i]! > limit) continue;
      for (const column of [this.#hash, this.#contigNo, this.#start, this.#code]) column[kept] = column[i]!;
      this.#planes.copyWithin(kept * stride, i * stride, (i + 1) * stride);
      kept++;
    }
    this.#count = kept;
    Atomics.store(this.#limit, 0, limit);
  }

  #grow(): void {
    const grown = (column: Uint32Array): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(column.length * 2);
      next.set(column);
      return next;
    };
    this.#hash = grown(this.#hash);
    this.#contigNo = grown(this.#contigNo);
    this.#start = grown(this.#start);
    this.#code = grown(this.#code);
    this.#planes = grown(this.#planes);
  }
}

/**
 * From three planes of bits per site (`stride` words a site), the sites in a given order: three lists of a bitmap over the
 * sites for each genome. Goes through the sites 32 at a time, so that what is read and written stays in the caches.
 */
function transposePlanes(
  planes: Uint32Array,
  stride: number,
  genomes: number,
  order: readonly number[],
): Uint32Array[][] {
  const width = bitmapWords(order.length);
  const words = stride / 3;
  const out = [0, 1, 2].map(() => new Uint32Array(words * 32 * width));
  const block = new Uint32Array(32);
  const from = new Uint32Array(32);
  for (let first = 0; first < order.length; first += 32) {
    const rows = Math.min(32, order.length - first);
    for (let i = 0; i < rows; i++) from[i] = order[first + i]! * stride;
    block.fill(0);
    for (let w = 0; w < stride; w++) {
      let any = 0;
      for (let i = 0; i < rows; i++) any |= block[i] = planes[from[i]! + w]!;
      if (any === 0) continue;
      for (let i = rows; i < 32; i++) block[i] = 0;
      transpose32(block);
      const target = out[Math.floor(w / words)]!;
      for (let g = 0, to = (w % words) * 32 * width + (first >>> 5); g < 32; g++, to += width) target[to] = block[g]!;
    }
  }
  return out.map((plane) => Array.from({ length: genomes }, (_, g) => plane.subarray(g * width, (g + 1) * width)));
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
