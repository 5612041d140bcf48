// CRC-32 as gzip has it (RFC 1952 §8), of text whose columns repeat every four bytes and differ in their lowest bits only, as
// genotypes do (`0|1` and a tab). The checksum is linear over GF(2): 64 bytes that are a four-byte shape and lowest bits of every
// other byte need a look-up for each byte of the checksum so far and for each eight bits. Everything else goes eight bytes at a time.

// Tables of u32: eight bytes at once; the checksum so far moved on by 64 bytes; 64 bytes of a shape; the lowest bits of the even
// bytes of 64, and of the odd ones, in the order in which `folded` gives them.
const SLICES: usize = 65536;
const MOVED: usize = SLICES + 8192;
const SHAPES: usize = MOVED + 4096;
const LOWEST: usize = SHAPES + 4096;
// The caller keeps 24 KiB from 64 KiB on free for these.

const BLOCK: usize = 64;
let tabled: bool = false;
let shaped: u32 = 0;

/** How many bytes of the last checksum were a shape and its lowest bits. */
export function shapedBytes(): u32 {
  return shaped;
}

@inline
function entry(table: usize, index: u32): u32 {
  return load<u32>(table + (<usize>index << 2));
}

@inline
function step(crc: u32, byte: u32): u32 {
  return (crc >> 8) ^ entry(SLICES, (crc ^ byte) & 255);
}

/** Fills the 256 entries of `table` from the eight that have one bit set. */
function span(table: usize): void {
  store<u32>(table, 0);
  for (let bit: u32 = 1; bit < 256; bit <<= 1) {
    for (let rest: u32 = 1; rest < bit; rest++) store<u32>(table + (<usize>(bit | rest) << 2), entry(table, bit) ^ entry(table, rest));
  }
}

function prepareTables(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
    store<u32>(SLICES + (<usize>i << 2), crc);
  }
  for (let k: usize = 1; k < 8; k++) {
    for (let i: usize = 0; i < 256; i++) store<u32>(SLICES + (k << 10) + (i << 2), step(load<u32>(SLICES + ((k - 1) << 10) + (i << 2)), 0));
  }
  for (let i: u32 = 0; i < 32; i++) {
    const place = (<usize>(i >> 3) << 10) + (<usize>1 << ((i & 7) + 2));
    let moved: u32 = 1 << i;
    let shape: u32 = 0;
    const byte: u32 = 1 << (i & 7);
    for (let at: u32 = 0; at < 64; at++) {
      moved = step(moved, 0);
      shape = step(shape, (at & 3) == i >> 3 ? byte : 0);
    }
    store<u32>(MOVED + place, moved);
    store<u32>(SHAPES + place, shape);
  }
  let sum = step(0, 1);
  for (let at: i32 = 63; at >= 0; at--) {
    // The second 16 bytes of 32 are folded between the first.
    const bit = (<u32>at & 14) | ((<u32>at >> 4) & 1) | ((<u32>at >> 5) << 4);
    const tables = LOWEST + <usize>((at & 1) << 12);
    store<u32>(tables + (<usize>(bit >> 3) << 10) + (<usize>1 << ((bit & 7) + 2)), sum);
    sum = step(sum, 0);
  }
  for (let table: usize = MOVED; table < LOWEST + 8192; table += 1024) span(table);
  tabled = true;
}

/** The four bytes of `word`, each looked up in a table of its own from `tables` on. */
@inline
function four(tables: usize, word: u32): u32 {
  return (
    entry(tables, word & 255) ^
    entry(tables + 1024, (word >> 8) & 255) ^
    entry(tables + 2048, (word >> 16) & 255) ^
    entry(tables + 3072, word >> 24)
  );
}

@inline
function eight(crc: u32, at: usize): u32 {
  const low = load<u32>(at) ^ crc;
  const high = load<u32>(at, 4);
  return (
    entry(SLICES + 7168, low & 255) ^
    entry(SLICES + 6144, (low >> 8) & 255) ^
    entry(SLICES + 5120, (low >> 16) & 255) ^
    entry(SLICES + 4096, low >> 24) ^
    entry(SLICES + 3072, high & 255) ^
    entry(SLICES + 2048, (high >> 8) & 255) ^
    entry(SLICES + 1024, (high >> 16) & 255) ^
    entry(SLICES, high >> 24)
  );
}

/** The lowest bits of two vectors that have none at the same place. */
@inline
function folded(one: v128, two: v128): u32 {
  return <u32>i8x16.bitmask(i16x8.shl(v128.or(one, two), 7));
}

/** CRC-32 of the bytes [from, to). */
export function crc32(from: usize, to: usize): u32 {
  if (!tabled) prepareTables();
  shaped = 0;
  let crc: u32 = 0xffffffff;
  let at = from;
  let shape: u32 = 0;
  let shapeSum: u32 = 0;
  // The bits of the shape that may differ: of every other byte, and of the others as soon as it is those that do.
  let open: u32 = 0x00010001;
  while (at + BLOCK <= to) {
    const word = load<u32>(at);
    const pattern = i32x4.splat(word & ~open);
    const a = v128.xor(v128.load(at), pattern);
    const b = v128.xor(v128.load(at, 16), pattern);
    const c = v128.xor(v128.load(at, 32), pattern);
    const d = v128.xor(v128.load(at, 48), pattern);
    if (v128.any_true(v128.andnot(v128.or(v128.or(a, b), v128.or(c, d)), i32x4.splat(open)))) {
      const own = i32x4.splat(word & open);
      const differing = v128.or(v128.or(v128.xor(a, own), v128.xor(b, own)), v128.or(v128.xor(c, own), v128.xor(d, own)));
      if (!v128.any_true(v128.andnot(differing, i32x4.splat(open ^ 0x01010101)))) {
        open ^= 0x01010101;
        continue;
      }
      const stop = at + BLOCK;
      for (; at < stop; at += 8) crc = eight(crc, at);
      continue;
    }
    if ((word & ~open) != shape) {
      shape = word & ~open;
      shapeSum = four(SHAPES, shape);
    }
    const lowest =
      open == 0x00010001
        ? four(LOWEST, folded(a, i16x8.shl(b, 8)) | (folded(c, i16x8.shl(d, 8)) << 16))
        : four(LOWEST + 4096, folded(i16x8.shr_u(a, 8), b) | (folded(i16x8.shr_u(c, 8), d) << 16));
    crc = four(MOVED, crc) ^ shapeSum ^ lowest;
    shaped += <u32>BLOCK;
    at += BLOCK;
  }
  while (at + 8 <= to) {
    crc = eight(crc, at);
    at += 8;
  }
  while (at < to) crc = step(crc, <u32>load<u8>(at++));
  return ~crc;
}
