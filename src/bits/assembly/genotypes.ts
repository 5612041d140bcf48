// Kernels over VCF text and genotype planes. Addresses are byte offsets in the imported memory; nothing is allocated here.
// A plane is a bit per genome, bit i of word i >>> 5.

export { crc32, shapedBytes } from './checksum';
export { inflate } from './inflate';
export { packRows, templatesAt } from './pack';
export { plainInfo, scanLine } from './record';

/** Offset of the first byte `wanted` in [from, to), or `to`. */
export function findByte(from: usize, to: usize, wanted: i32): usize {
  const pattern = i8x16.splat(<i8>wanted);
  let at = from;
  while (at + 16 <= to) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), pattern));
    if (mask != 0) return at + <usize>ctz(mask);
    at += 16;
  }
  while (at < to && <i32>load<u8>(at) != wanted) at++;
  return at;
}

/** Writes the offsets (u32) of the bytes `wanted` in [from, to) to `out`, at most `max`; returns how many there are. */
export function findAll(from: usize, to: usize, wanted: i32, out: usize, max: i32): i32 {
  const pattern = i8x16.splat(<i8>wanted);
  let found = 0;
  let at = from;
  while (at + 16 <= to) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(at), pattern));
    while (mask != 0) {
      if (found < max) store<u32>(out + (<usize>found << 2), <u32>at + ctz(mask));
      found++;
      mask &= mask - 1;
    }
    at += 16;
  }
  for (; at < to; at++) {
    if (<i32>load<u8>(at) == wanted) {
      if (found < max) store<u32>(out + (<usize>found << 2), <u32>at);
      found++;
    }
  }
  return found;
}

// Planes of scanPairs, `stride` bytes each: alternate on the first haplotype, on the second, no call, the other separator.
let first: u32 = 0;
let second: u32 = 0;
let missing: u32 = 0;
let other: u32 = 0;

/** Reads the four bytes of one sample; false when they are not a diploid call of 0, 1 or `.` `.`. */
function readPair(word: u32, separator: u32, bit: u32): bool {
  const sign = (word >> 16) & 0xff;
  if ((word & 0xff) != 9) return false;
  if (sign != separator) {
    if (sign != 0x7c && sign != 0x2f) return false;
    other |= bit;
  }
  const a = (word >> 8) & 0xff;
  const b = word >> 24;
  if (a == 0x2e && b == 0x2e) {
    missing |= bit;
    return true;
  }
  if (a - 0x30 > 1 || b - 0x30 > 1) return false;
  if (a == 0x31) first |= bit;
  if (b == 0x31) second |= bit;
  return true;
}

/**
 * Reads GT-only sample columns of four bytes each (`\t0|0`) into planes. Four samples that are all the common word cost one
 * comparison of 16 bytes.
 *
 * @param text offset of the tab before the first sample
 * @param planes four planes of `stride` bytes
 * @returns 0 when some sample is anything but a diploid call of 0, 1 or `.` `.`; else 1, plus 2 when the common separator is `|`
 */
export function scanPairs(text: usize, samples: i32, planes: usize, stride: i32): i32 {
  const separator = <u32>load<u8>(text + 2);
  if (separator != 0x7c && separator != 0x2f) return 0;
  const common: u32 = 0x30003009 | (separator << 16);
  const pattern = i32x4.splat(common);
  const digits = i32x4.splat(~0x01000100);
  memory.fill(planes, 0, <usize>stride << 2);
  const whole = samples & ~31;
  let word = planes;
  let at = text;
  for (let i = 0; i < whole; i += 32) {
    const x0 = v128.xor(v128.load(at), pattern);
    const x1 = v128.xor(v128.load(at, 16), pattern);
    const x2 = v128.xor(v128.load(at, 32), pattern);
    const x3 = v128.xor(v128.load(at, 48), pattern);
    const x4 = v128.xor(v128.load(at, 64), pattern);
    const x5 = v128.xor(v128.load(at, 80), pattern);
    const x6 = v128.xor(v128.load(at, 96), pattern);
    const x7 = v128.xor(v128.load(at, 112), pattern);
    const any = v128.or(v128.or(v128.or(x0, x1), v128.or(x2, x3)), v128.or(v128.or(x4, x5), v128.or(x6, x7)));
    if (v128.any_true(any)) {
      first = 0;
      second = 0;
      if (!v128.any_true(v128.and(any, digits))) {
        let a: i32 = 0;
        let b: i32 = 0;
        a = i32x4.bitmask(i32x4.shl(x0, 23)) | (i32x4.bitmask(i32x4.shl(x1, 23)) << 4) | (i32x4.bitmask(i32x4.shl(x2, 23)) << 8) | (i32x4.bitmask(i32x4.shl(x3, 23)) << 12);
        a |= (i32x4.bitmask(i32x4.shl(x4, 23)) << 16) | (i32x4.bitmask(i32x4.shl(x5, 23)) << 20) | (i32x4.bitmask(i32x4.shl(x6, 23)) << 24) | (i32x4.bitmask(i32x4.shl(x7, 23)) << 28);
        b = i32x4.bitmask(i32x4.shl(x0, 7)) | (i32x4.bitmask(i32x4.shl(x1, 7)) << 4) | (i32x4.bitmask(i32x4.shl(x2, 7)) << 8) | (i32x4.bitmask(i32x4.shl(x3, 7)) << 12);
        b |= (i32x4.bitmask(i32x4.shl(x4, 7)) << 16) | (i32x4.bitmask(i32x4.shl(x5, 7)) << 20) | (i32x4.bitmask(i32x4.shl(x6, 7)) << 24) | (i32x4.bitmask(i32x4.shl(x7, 7)) << 28);
        store<u32>(word, a);
        store<u32>(word + stride, b);
      } else {
        missing = 0;
        other = 0;
        for (let k = 0; k < 32; k++) {
          const pair = load<u32>(at + (<usize>k << 2));
          if (pair != common && !readPair(pair, separator, 1 << k)) return 0;
        }
        storeWord(word, stride);
      }
    }
    word += 4;
    at += 128;
  }
  if (whole < samples) {
    first = 0;
    second = 0;
    missing = 0;
    other = 0;
    for (let k = 0; k < samples - whole; k++) {
      if (!readPair(load<u32>(at + (<usize>k << 2)), separator, 1 << k)) return 0;
    }
    storeWord(word, stride);
  }
  return separator == 0x7c ? 3 : 1;
}

function storeWord(word: usize, stride: i32): void {
  store<u32>(word, first);
  store<u32>(word + stride, second);
  store<u32>(word + 2 * stride, missing);
  store<u32>(word + 3 * stride, other);
}

/** Representation of a set: 0 nobody, 1 list, 2 plane, 3 everybody. */
function chooseAs(count: u32, samples: u32, width: u32, planeWords: u32): u32 {
  if (count == 0) return 0;
  if (count == samples) return 3;
  return count * width <= planeWords * 4 ? 1 : 2;
}

/** Adds one to the counter of each member and writes the set; returns the offset after it. */
function packSet(plane: usize, words: i32, as: u32, width: u32, planeWords: u32, counters: usize, out: usize): usize {
  let at = out;
  if (as == 0) return at;
  for (let w = 0; w < words; w++) {
    let bits = load<u32>(plane + (<usize>w << 2));
    const base = <u32>w << 5;
    while (bits != 0) {
      const member = base + ctz(bits);
      bits &= bits - 1;
      const counter = counters + (<usize>member << 2);
      store<u32>(counter, load<u32>(counter) + 1);
      if (as == 1) {
        if (width == 2) store<u16>(at, <u16>member);
        else store<u32>(at, member);
        at += width;
      }
    }
  }
  if (as == 1) {
    while (((at - out) & 3) != 0) store<u8>(at++, 0);
  } else if (as == 2) {
    const bytes = <usize>planeWords << 2;
    memory.fill(out, 0, bytes);
    memory.copy(out, plane, <usize>words << 2);
    at = out + bytes;
  }
  return at;
}

/**
 * Turns the planes of scanPairs into the payload of a biallelic allele and its site, as a segment holds them: ONE, TWO, phase
 * bits, then MISS; and counts the members.
 *
 * @param width bytes of a list entry: 2 or 4
 * @param planeWords words of a stored plane
 * @param phased 1 when the common separator is `|`
 * @param carriers receives the planes of ONE and TWO, `stride` bytes each
 * @param het, hom, miss counters (u32) per genome
 * @param out receives the payload
 * @param stats receives u32s: ONE, TWO, MISS counts; their representations; phase; words of the allele; words of MISS
 */
export function packPairs(
  planes: usize,
  stride: i32,
  samples: i32,
  width: u32,
  planeWords: u32,
  phased: i32,
  carriers: usize,
  het: usize,
  hom: usize,
  miss: usize,
  out: usize,
  stats: usize,
): void {
  const words = (samples + 31) >> 5;
  const second = planes + stride;
  const missing = second + stride;
  const other = missing + stride;
  let one: u32 = 0;
  let two: u32 = 0;
  let none: u32 = 0;
  let odd: u32 = 0;
  for (let i = 0; i < words; i++) {
    const at = <usize>i << 2;
    const a = load<u32>(planes + at);
    const b = load<u32>(second + at);
    const single = a ^ b;
    store<u32>(carriers + at, single);
    store<u32>(carriers + stride + at, a & b);
    one += popcnt(single);
    two += popcnt(a & b);
    none += popcnt(load<u32>(missing + at));
    odd += popcnt(single & load<u32>(other + at));
  }
  const oneAs = chooseAs(one, samples, width, planeWords);
  const twoAs = chooseAs(two, samples, width, planeWords);
  const missAs = chooseAs(none, samples, width, planeWords);
  const phasedCount = phased != 0 ? one - odd : odd;
  const kind: u32 = phasedCount == 0 ? 0 : phasedCount == one ? 1 : 2;
  let at = packSet(carriers, words, oneAs, width, planeWords, het, out);
  at = packSet(carriers + stride, words, twoAs, width, planeWords, hom, at);
  if (kind != 0) at = packPhase(carriers, second, other, words, one, kind, phased, at);
  const end = packSet(missing, words, missAs, width, planeWords, miss, at);
  store<u32>(stats, one);
  store<u32>(stats, two, 4);
  store<u32>(stats, none, 8);
  store<u32>(stats, oneAs, 12);
  store<u32>(stats, twoAs, 16);
  store<u32>(stats, missAs, 20);
  store<u32>(stats, kind, 24);
  store<u32>(stats, <u32>(at - out) >> 2, 28);
  store<u32>(stats, <u32>(end - at) >> 2, 32);
}

/** Writes the phase bits of the ONE carriers, in their order: for kind 2 who is phased, then who has the alternate second. */
function packPhase(carriers: usize, second: usize, other: usize, words: i32, one: u32, kind: u32, phased: i32, out: usize): usize {
  const bytes = <usize>((one + 31) >> 5) << 2;
  const haplotypes = kind == 2 ? out + bytes : out;
  memory.fill(out, 0, kind == 2 ? bytes << 1 : bytes);
  const flip: u32 = phased != 0 ? 0xffffffff : 0;
  let n: u32 = 0;
  for (let w = 0; w < words; w++) {
    const at = <usize>w << 2;
    let bits = load<u32>(carriers + at);
    if (bits == 0) continue;
    const isPhased = load<u32>(other + at) ^ flip;
    const isSecond = load<u32>(second + at) & isPhased;
    while (bits != 0) {
      const bit = bits & (0 - bits);
      bits ^= bit;
      const target = <usize>(n >> 5) << 2;
      const mask: u32 = 1 << (n & 31);
      if ((isSecond & bit) != 0) store<u32>(haplotypes + target, load<u32>(haplotypes + target) | mask);
      if (kind == 2 && (isPhased & bit) != 0) store<u32>(out + target, load<u32>(out + target) | mask);
      n++;
    }
  }
  return haplotypes + bytes;
}
