/** A set of dense numbers: bit `i` is bit `i & 31` of word `i >>> 5`. Bits past the set's size are always zero. */
export type Bitmap = Uint32Array;

/** Words needed for `size` bits, rounded up to 4 words (16 bytes) so that 128-bit kernels read whole lanes. */
export function bitmapWords(size: number): number {
  return ((size + 127) >>> 7) << 2;
}

/** An empty set that can hold the numbers 0 … size−1. */
export function createBitmap(size: number): Bitmap {
  return new Uint32Array(bitmapWords(size));
}

/** The set of all numbers 0 … size−1. */
export function fullBitmap(size: number): Bitmap {
  const bitmap = createBitmap(size);
  bitmap.fill(0xffffffff, 0, size >>> 5);
  if ((size & 31) !== 0) bitmap[size >>> 5] = 0xffffffff >>> (32 - (size & 31));
  return bitmap;
}

export function setBit(bitmap: Bitmap, index: number): void {
  bitmap[index >>> 5]! |= 1 << (index & 31);
}

export function clearBit(bitmap: Bitmap, index: number): void {
  bitmap[index >>> 5]! &= ~(1 << (index & 31));
}

export function hasBit(bitmap: Bitmap, index: number): boolean {
  return ((bitmap[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

/** Number of one-bits in a 32-bit word (Hacker's Delight, figure 5-2). */
export function popcount32(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Size of the set. */
export function countBits(bitmap: Bitmap): number {
  let count = 0;
  for (let i = 0; i < bitmap.length; i++) count += popcount32(bitmap[i]!);
  return count;
}

/** Size of the intersection. The shorter bitmap decides how far to look. */
export function countAnd(a: Bitmap, b: Bitmap): number {
  const words = Math.min(a.length, b.length);
  let count = 0;
  for (let i = 0; i < words; i++) count += popcount32(a[i]! & b[i]!);
  return count;
}

/** a ∧ b as a new bitmap of a's length. */
export function and(a: Bitmap, b: Bitmap): Bitmap {
  const out = new Uint32Array(a.length);
  const words = Math.min(a.length, b.length);
  for (let i = 0; i < words; i++) out[i] = a[i]! & b[i]!;
  return out;
}

/** a ∧ ¬b as a new bitmap of a's length. */
export function andNot(a: Bitmap, b: Bitmap): Bitmap {
  const out = a.slice();
  const words = Math.min(a.length, b.length);
  for (let i = 0; i < words; i++) out[i]! &= ~b[i]!;
  return out;
}

/** a ∨ b as a new bitmap of the longer length. */
export function or(a: Bitmap, b: Bitmap): Bitmap {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const out = long.slice();
  for (let i = 0; i < short.length; i++) out[i]! |= short[i]!;
  return out;
}

/** The set of the given numbers. */
export function bitmapOf(indices: Iterable<number>, size: number): Bitmap {
  const bitmap = createBitmap(size);
  for (const index of indices) setBit(bitmap, index);
  return bitmap;
}

/** The numbers in the set, ascending. */
export function bitmapIndices(bitmap: Bitmap): number[] {
  const out: number[] = [];
  for (let w = 0; w < bitmap.length; w++) {
    for (let word = bitmap[w]!; word !== 0; word &= word - 1) {
      out.push(w * 32 + 31 - Math.clz32(word & -word));
    }
  }
  return out;
}
