import { crc32 } from 'node:zlib';
import { genotypesWasm } from './genotypes.wasm.generated.ts';
import { RecordScanner, type ScanExports } from './record-scanner.ts';
import { type KernelMemory, type PackExports, RowPacker } from './row-packer.ts';
import { instantiate } from './wasm.ts';

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB to add; the buffer is a new one then */
  grow(pages: number): number;
}

interface Exports extends PackExports, ScanExports {
  memory: WasmMemory;
  findByte(from: number, to: number, wanted: number): number;
  findAll(from: number, to: number, wanted: number, out: number, max: number): number;
  inflate(from: number, to: number, out: number, size: number): number;
  crc32(from: number, to: number): number;
  shapedBytes(): number;
  scanPairs(text: number, samples: number, planes: number, stride: number): number;
  packPairs(
    planes: number,
    stride: number,
    samples: number,
    width: number,
    planeWords: number,
    phased: number,
    carriers: number,
    het: number,
    hom: number,
    miss: number,
    out: number,
    stats: number,
  ): void;
}

/** A biallelic record's calls, packed as a segment stores them. */
export interface PackedPairs {
  one: number;
  two: number;
  miss: number;
  /** Representations of the sets (see genomes/variants/segment). */
  oneAs: number;
  twoAs: number;
  missAs: number;
  /** 0 no carrier of one copy is phased, 1 all are, 2 some. */
  phase: number;
  /** Words of the allele's payload, then of MISS, from the beginning of `words`. */
  alleleWords: number;
  missWords: number;
  words: Uint32Array;
}

export interface GenotypeKernelOptions {
  /** Samples of a line; genome i is sample i. */
  samples: number;
  /** Bytes of a number in a stored list, words of a stored plane. */
  listBytes: 2 | 4;
  planeWords: number;
  /** Counters that can be added to: rows of one u32 per sample. */
  counterRows: number;
}

const PAGE = 65_536;
/** The tables of inflate and of the checksum lie below. */
const FIRST_FREE = 65_536 + 24_576 + 64;
/** Bytes that the kernels may read or write behind the text. */
const TEXT_SLACK = 32;
const DEFLATED_BYTES = 65_536;
const STATS = 9;
/** Blocks that zlib checks before this kernel tries again whether it is quicker. */
const BETWEEN_LOOKS = 31;

/**
 * Reads VCF text that lies in WebAssembly memory: inflates it there, finds bytes 16 at a time, and turns GT-only sample
 * columns of fixed width into the sets of a segment. One kernel belongs to one thread.
 */
export class GenotypeKernel {
  readonly #wasm = instantiate<Exports>(genotypesWasm);
  readonly #samples: number;
  readonly #width: 2 | 4;
  readonly #planeWords: number;
  readonly #counterRows: number;
  readonly #stride: number;
  readonly #planes: number;
  readonly #carriers: number;
  readonly #counters: number;
  readonly #offsets: number;
  readonly #out: number;
  readonly #deflated: number;
  readonly #text: number;
  readonly #memory: { -readonly [key in keyof KernelMemory]: KernelMemory[key] } = {
    buffer: new ArrayBuffer(0),
    text: 0,
  };
  #buffer: ArrayBuffer;
  /** Where the planes were read from, −1 when they are used up, and what came of it. */
  #scanned = -1;
  #status = 0;
  #unshaped = 0;
  #words: Uint32Array;
  #bytes: Uint8Array;
  readonly #packed: PackedPairs;
  /** Packs rows of the text. */
  readonly packer: RowPacker;
  /** Scans lines of the text. */
  readonly scanner: RecordScanner;

  constructor(options: GenotypeKernelOptions) {
    const { samples, listBytes, planeWords, counterRows } = options;
    this.#samples = samples;
    this.#width = listBytes;
    this.#planeWords = planeWords;
    this.#counterRows = counterRows;
    this.#stride = ((samples + 127) >>> 7) << 4;
    let at = FIRST_FREE;
    const place = (bytes: number): number => {
      const here = at;
      at = (at + bytes + 31) & ~15;
      return here;
    };
    this.#planes = place(this.#stride * 4);
    this.#carriers = place(this.#stride * 2);
    this.#counters = place(counterRows * samples * 4);
    this.#offsets = place((samples + 2) * 4);
    // Allele and site: three sets of at most a plane or a list as long, and two bit strings of phase.
    this.#out = place(Math.max(planeWords * 4, this.#stride) * 6 + 64);
    this.#deflated = place(DEFLATED_BYTES + 16);
    this.packer = new RowPacker(this.#wasm, this.#memory, place);
    this.scanner = new RecordScanner(this.#wasm, this.#memory, place);
    this.#text = at;
    this.#memory.text = at;
    this.#packed = {
      one: 0,
      two: 0,
      miss: 0,
      oneAs: 0,
      twoAs: 0,
      missAs: 0,
      phase: 0,
      alleleWords: 0,
      missWords: 0,
      words: new Uint32Array(0),
    };
    this.#buffer = new ArrayBuffer(0);
    this.#words = new Uint32Array(0);
    this.#bytes = new Uint8Array(0);
    this.#grow(at + PAGE);
  }

  /**
   * Memory for text that begins with the bytes of `old`, which is the text given before or anything else. Views given
   * earlier are of no use afterwards.
   */
  readonly textMemory = (capacity: number, old: Uint8Array): Uint8Array => {
    const held = old.buffer === this.#buffer ? null : old.slice();
    this.#grow(this.#text + capacity + TEXT_SLACK);
    const text = new Uint8Array(this.#wasm.memory.buffer, this.#text, capacity);
    if (held !== null) text.set(held);
    return text;
  };

  /**
   * Inflates raw deflate data of at most 64 KiB into the text, which has room for it.
   * @param at offset in the text; what stands behind the output may change
   * @param size bytes that must come out
   * @param checksum their CRC-32
   * @returns false when the data are damaged, longer or shorter, or of a shape this does not read
   */
  readonly inflate = (deflated: Uint8Array, at: number, size: number, checksum: number): boolean => {
    if (deflated.length > DEFLATED_BYTES) return false;
    const from = this.#deflated;
    this.#bytes.set(deflated, from);
    if (this.#wasm.inflate(from, from + deflated.length, this.#text + at, size) === 0) return false;
    return this.checksum(at, at + size) === checksum;
  };

  /** CRC-32 (RFC 1952 §8) of the text in [from, to): here over genotypes, by zlib over what looks otherwise. */
  checksum(from: number, to: number): number {
    if (this.#unshaped > 0) {
      this.#unshaped--;
      return crc32(this.#bytes.subarray(this.#text + from, this.#text + to));
    }
    const sum = this.#wasm.crc32(this.#text + from, this.#text + to) >>> 0;
    if (this.#wasm.shapedBytes() * 2 < to - from) this.#unshaped = BETWEEN_LOOKS;
    return sum;
  }

  /** Offset of the first byte `wanted` of the text in [from, to), or `to`. */
  find(from: number, to: number, wanted: number): number {
    return this.#wasm.findByte(this.#text + from, this.#text + to, wanted) - this.#text;
  }

  /**
   * Offsets of all bytes `wanted` of the text in [from, to).
   * @param out receives the first `max`, at most one more than there are samples
   * @returns how many there are
   */
  findAll(from: number, to: number, wanted: number, out: Uint32Array, max: number): number {
    const found = this.#wasm.findAll(this.#text + from, this.#text + to, wanted, this.#offsets, max);
    const at = this.#offsets >> 2;
    const words = this.#words;
    const n = found < max ? found : max;
    for (let i = 0; i < n; i++) out[i] = words[at + i]! - this.#text;
    return found;
  }

  /** Counter row `row`, a view valid until the text memory grows. */
  counterRow(row: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#counters + row * this.#samples * 4, this.#samples);
  }

  /** All counter rows, copied; they start again from zero. */
  takeCounters(): Uint32Array {
    const rows = new Uint32Array(this.#buffer, this.#counters, this.#counterRows * this.#samples);
    const taken = rows.slice();
    rows.fill(0);
    return taken;
  }

  /**
   * Looks whether sample columns of four bytes each are what {@link readPairs} reads, which then need not look again.
   * @param text as of `readPairs`; the text must not change in between
   */
  scanPairs(text: number): boolean {
    this.#status = this.#wasm.scanPairs(this.#text + text, this.#samples, this.#planes, this.#stride);
    this.#scanned = this.#status === 0 ? -1 : text;
    return this.#status !== 0;
  }

  /**
   * Reads sample columns of four bytes each that are diploid calls of 0, 1 or `.` `.`.
   *
   * @param text offset in the text of the tab before the first sample; four bytes a sample follow
   * @param het, hom, miss counter rows that the carriers of one and of two copies, and those not called, are added to
   * @returns null when a column is anything else. The same object each time, valid until the next call
   */
  readPairs(text: number, het: number, hom: number, miss: number): PackedPairs | null {
    if (this.#scanned !== text && !this.scanPairs(text)) return null;
    const samples = this.#samples;
    const status = this.#status;
    this.#scanned = -1;
    const row = samples * 4;
    this.#wasm.packPairs(
      this.#planes,
      this.#stride,
      samples,
      this.#width,
      this.#planeWords,
      status >> 1,
      this.#carriers,
      this.#counters + het * row,
      this.#counters + hom * row,
      this.#counters + miss * row,
      this.#out,
      STATS_AT,
    );
    const words = this.#words;
    const packed = this.#packed;
    const at = STATS_AT >> 2;
    packed.one = words[at]!;
    packed.two = words[at + 1]!;
    packed.miss = words[at + 2]!;
    packed.oneAs = words[at + 3]!;
    packed.twoAs = words[at + 4]!;
    packed.missAs = words[at + 5]!;
    packed.phase = words[at + 6]!;
    packed.alleleWords = words[at + 7]!;
    packed.missWords = words[at + 8]!;
    return packed;
  }

  /** Copies the planes of the last record to `out` from `at` on: ONE, TWO, MISS, `words` words each. */
  copyPlanes(out: Uint32Array, at: number, words: number): void {
    const memory = this.#words;
    const one = this.#carriers >> 2;
    const two = (this.#carriers + this.#stride) >> 2;
    const miss = (this.#planes + 2 * this.#stride) >> 2;
    for (let i = 0; i < words; i++) {
      out[at + i] = memory[one + i]!;
      out[at + words + i] = memory[two + i]!;
      out[at + 2 * words + i] = memory[miss + i]!;
    }
  }

  #grow(bytes: number): void {
    const { memory } = this.#wasm;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    if (memory.buffer === this.#buffer) return;
    this.#buffer = memory.buffer;
    this.#memory.buffer = memory.buffer;
    this.#words = new Uint32Array(this.#buffer);
    this.#bytes = new Uint8Array(this.#buffer);
    this.#packed.words = new Uint32Array(this.#buffer, this.#out);
  }
}

const STATS_AT = FIRST_FREE - STATS * 4;
