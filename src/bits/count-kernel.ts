import type { Bitmap } from './bitmap.ts';
import { countWasm } from './count.wasm.generated.ts';
import { instantiate } from './wasm.ts';

/**
 * A stretch of alleles as columns, and the words their sets are stored in (layout: genomes/variants/segment). `payloadAt`
 * and `sitePayloadAt` count words; all that is used lies in `payload`, whose first word has the number `payloadBase`.
 */
export interface CountChunk {
  genomes: number;
  /** Words of one bit plane, bytes of one number in a list. */
  planeWords: number;
  listBytes: 2 | 4;
  payloadAt: Uint32Array;
  one: Uint32Array;
  two: Uint32Array;
  /** Number of each allele's site; the first of the site columns has the number `siteBase`. */
  site: Uint32Array;
  flags: Uint8Array;
  /** Four numbers a site. */
  siteCounts: Uint32Array;
  sitePayloadAt: Uint32Array;
  siteFlags: Uint8Array;
  siteBase: number;
  payload: Uint32Array;
  payloadBase: number;
}

/** Sizes of an allele's sets under a mask, as columns. */
export interface SetSizes {
  one: Uint32Array;
  two: Uint32Array;
  miss: Uint32Array;
  low: Uint32Array;
  unknown: Uint32Array;
  oneLow: Uint32Array;
  oneHalf: Uint32Array;
}

/** Counts of alleles under a mask whose genomes should all have two copies, as columns. */
export interface DiploidCounts {
  ac: Uint32Array;
  an: Uint32Array;
  hom: Uint32Array;
  hemi: Uint32Array;
  het: Uint32Array;
  missing: Uint32Array;
  unknown: Uint32Array;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB to add; the buffer is a new one then */
  grow(pages: number): number;
}

interface Exports {
  memory: WasmMemory;
  setMask(genomes: number, planeWords: number, listBytes: number, size: number, mask: number, weights: number): void;
  countAlleles(
    n: number,
    columns: number,
    sites: number,
    siteCount: number,
    siteBase: number,
    payload: number,
    payloadBase: number,
    out: number,
    stride: number,
  ): void;
  finishDiploid(stride: number, out: number): void;
}

const PAGE = 65_536;
const FIRST_FREE = 4096;
const weightsOf = new WeakMap<Bitmap, Uint8Array>();

/** Counts many alleles at once in WebAssembly: common ones by population counts of 16 bytes, rare ones by a weight a genome. */
export class CountKernel {
  readonly #wasm = instantiate<Exports>(countWasm);
  #chunk: CountChunk | null = null;
  #columns = 0;
  #sites = 0;
  #payload = 0;
  #mask = 0;
  #out = 0;
  #stride = 0;

  /** Takes a chunk in. Copies it: the chunk's arrays may change afterwards. */
  load(chunk: CountChunk): void {
    const n = chunk.flags.length;
    const sites = chunk.siteFlags.length;
    let at = FIRST_FREE;
    const place = (bytes: number): number => {
      const here = at;
      at = (at + bytes + 31) & ~15;
      return here;
    };
    this.#columns = place(n * 17);
    this.#sites = place(sites * 21);
    this.#payload = place(chunk.payload.byteLength);
    this.#mask = place(chunk.planeWords * 4 + 16 + chunk.genomes);
    this.#stride = (n * 4 + 15) & ~15;
    this.#out = place(this.#stride * 7);
    this.#reserve(at);
    const words = new Uint32Array(this.#wasm.memory.buffer);
    const bytes = new Uint8Array(this.#wasm.memory.buffer);
    [chunk.payloadAt, chunk.one, chunk.two, chunk.site].forEach((column, k) => {
      words.set(column, (this.#columns >> 2) + k * n);
    });
    bytes.set(chunk.flags, this.#columns + n * 16);
    words.set(chunk.siteCounts, this.#sites >> 2);
    words.set(chunk.sitePayloadAt, (this.#sites >> 2) + sites * 4);
    bytes.set(chunk.siteFlags, this.#sites + sites * 20);
    words.set(chunk.payload, this.#payload >> 2);
    this.#chunk = chunk;
  }

  /**
   * Sizes of the chunk's sets under a mask over its genomes.
   * @param size members of the mask
   * @returns columns in the kernel's memory, valid until the next call
   */
  count(mask: Bitmap, size: number): SetSizes {
    const columns = this.#run(mask, size);
    return {
      one: columns(0),
      two: columns(1),
      miss: columns(2),
      low: columns(3),
      unknown: columns(4),
      oneLow: columns(5),
      oneHalf: columns(6),
    };
  }

  /** Counts of the chunk where everybody should have two copies. As {@link count} otherwise. */
  countDiploid(mask: Bitmap, size: number): DiploidCounts {
    const columns = this.#run(mask, size);
    this.#wasm.finishDiploid(this.#stride, this.#out);
    return {
      ac: columns(0),
      an: columns(1),
      hom: columns(2),
      hemi: columns(3),
      het: columns(4),
      missing: columns(5),
      unknown: columns(6),
    };
  }

  #run(mask: Bitmap, size: number): (k: number) => Uint32Array {
    const chunk = this.#chunk;
    if (chunk === null) throw new TypeError('load a chunk before counting it');
    const n = chunk.flags.length;
    const { memory } = this.#wasm;
    const weights = this.#mask + ((chunk.planeWords * 4 + 15) & ~15);
    new Uint32Array(memory.buffer, this.#mask, chunk.planeWords).set(mask.subarray(0, chunk.planeWords));
    new Uint8Array(memory.buffer, weights, chunk.genomes).set(maskWeights(mask, chunk.genomes));
    this.#wasm.setMask(chunk.genomes, chunk.planeWords, chunk.listBytes, size, this.#mask, weights);
    this.#wasm.countAlleles(
      n,
      this.#columns,
      this.#sites,
      chunk.siteFlags.length,
      chunk.siteBase,
      this.#payload,
      chunk.payloadBase,
      this.#out,
      this.#stride,
    );
    return (k) => new Uint32Array(memory.buffer, this.#out + k * this.#stride, n);
  }

  #reserve(bytes: number): void {
    const { memory } = this.#wasm;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

/** One byte a genome: 1 when it is in the mask. Remembered with the mask. */
function maskWeights(mask: Bitmap, genomes: number): Uint8Array {
  const known = weightsOf.get(mask);
  if (known && known.length === genomes) return known;
  const weights = new Uint8Array(genomes);
  for (let g = 0; g < genomes; g++) weights[g] = (mask[g >>> 5]! >>> (g & 31)) & 1;
  weightsOf.set(mask, weights);
  return weights;
}
