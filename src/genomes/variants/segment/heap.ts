import { HEAP_BASE } from './layout.ts';

const BASES = 'ACGT';
const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');

/** Code of a single base: A=0, C=1, G=2, T=3, anything else −1. */
export function baseCode(base: number): number {
  switch (base) {
    case 65:
      return 0;
    case 67:
      return 1;
    case 71:
      return 2;
    case 84:
      return 3;
    default:
      return -1;
  }
}

/** A growing heap of allele pairs and texts. Entry: u32 length, then `REF\tALT` (or a text), padded to 4 bytes. Equal texts share an entry. */
export class HeapBuilder {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;
  readonly #offsets = new Map<string, number>();

  /** Offset of the entry with this text, added when new. */
  add(text: string): number {
    const known = this.#offsets.get(text);
    if (known !== undefined) return known;
    const at = this.#length;
    const needed = at + 4 + text.length * 3 + 4;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, needed));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(at + 4));
    new DataView(this.#bytes.buffer).setUint32(at, written, true);
    this.#length = (at + 4 + written + 3) & ~3;
    this.#bytes.fill(0, at + 4 + written, this.#length);
    this.#offsets.set(text, at);
    return at;
  }

  /** Allele code of a pair of upper-case bases. */
  addAllele(ref: string, alt: string): number {
    if (ref.length === 1 && alt.length === 1) {
      const r = baseCode(ref.charCodeAt(0));
      const a = baseCode(alt.charCodeAt(0));
      if (r >= 0 && a >= 0) return r * 4 + a;
    }
    return HEAP_BASE + this.add(`${ref}\t${alt}`);
  }

  get size(): number {
    return this.#length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Text of the heap entry at `offset`. */
export function heapText(heap: Uint8Array, offset: number): string {
  const length = new DataView(heap.buffer, heap.byteOffset).getUint32(offset, true);
  return decoder.decode(heap.subarray(offset + 4, offset + 4 + length));
}

/** Reference and alternate bases of an allele code. */
export function decodeAllele(heap: Uint8Array, code: number): { ref: string; alt: string } {
  if (code < HEAP_BASE) return { ref: BASES[code >> 2]!, alt: BASES[code & 3]! };
  const text = heapText(heap, code - HEAP_BASE);
  const tab = text.indexOf('\t');
  return { ref: text.slice(0, tab), alt: text.slice(tab + 1) };
}

/** Order of two alleles of one start: by reference bases, then alternate bases, byte-wise. */
export function compareAlleles(heapA: Uint8Array, a: number, heapB: Uint8Array, b: number): number {
  if (a < HEAP_BASE && b < HEAP_BASE) return a - b;
  const left = decodeAllele(heapA, a);
  const right = decodeAllele(heapB, b);
  if (left.ref !== right.ref) return left.ref < right.ref ? -1 : 1;
  if (left.alt !== right.alt) return left.alt < right.alt ? -1 : 1;
  return 0;
}
