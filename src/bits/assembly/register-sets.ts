// Sets of people and specimens as bits, and the rows of a column as such a set.

import { lanes } from './register-bits';

export function setAnd(a: usize, b: usize, out: usize, bits: u32): void {
  const end = lanes(bits);
  for (let i: usize = 0; i < end; i += 16) v128.store(out + i, v128.and(v128.load(a + i), v128.load(b + i)));
}

export function setOr(a: usize, b: usize, out: usize, bits: u32): void {
  const end = lanes(bits);
  for (let i: usize = 0; i < end; i += 16) v128.store(out + i, v128.or(v128.load(a + i), v128.load(b + i)));
}

/** a without b. */
export function setAndNot(a: usize, b: usize, out: usize, bits: u32): void {
  const end = lanes(bits);
  for (let i: usize = 0; i < end; i += 16) v128.store(out + i, v128.andnot(v128.load(a + i), v128.load(b + i)));
}

@inline
function addCounts(sum: v128, bytes: v128): v128 {
  return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
}

@inline
function total(sum: v128): u32 {
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  );
}

export function setCount(a: usize, bits: u32): u32 {
  const end = lanes(bits);
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) sum = addCounts(sum, i8x16.popcnt(v128.load(a + i)));
  return total(sum);
}

export function setCountAnd(a: usize, b: usize, bits: u32): u32 {
  const end = lanes(bits);
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    sum = addCounts(sum, i8x16.popcnt(v128.and(v128.load(a + i), v128.load(b + i))));
  }
  return total(sum);
}

/** Rows whose value is from low to high, both included. */
export function rangeU8(column: usize, rows: u32, low: u32, high: u32, out: usize): void {
  const from = i8x16.splat(<i8>low);
  const width = i8x16.splat(<i8>(high - low));
  const end = lanes(rows) << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const inside = i8x16.le_u(i8x16.sub(v128.load(column + i), from), width);
    store<u16>(out + (i >> 3), <u16>i8x16.bitmask(inside));
  }
}

export function rangeU16(column: usize, rows: u32, low: u32, high: u32, out: usize): void {
  const from = i16x8.splat(<i16>low);
  const width = i16x8.splat(<i16>(high - low));
  const end = lanes(rows) << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const at = column + (i << 1);
    const a = i16x8.le_u(i16x8.sub(v128.load(at), from), width);
    const b = i16x8.le_u(i16x8.sub(v128.load(at, 16), from), width);
    store<u16>(out + (i >> 3), <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(a, b)));
  }
}

export function rangeU32(column: usize, rows: u32, low: u32, high: u32, out: usize): void {
  const from = i32x4.splat(<i32>low);
  const width = i32x4.splat(<i32>(high - low));
  const end = lanes(rows) << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const at = column + (i << 2);
    const a = i32x4.le_u(i32x4.sub(v128.load(at), from), width);
    const b = i32x4.le_u(i32x4.sub(v128.load(at, 16), from), width);
    const c = i32x4.le_u(i32x4.sub(v128.load(at, 32), from), width);
    const d = i32x4.le_u(i32x4.sub(v128.load(at, 48), from), width);
    const inside = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
    store<u16>(out + (i >> 3), <u16>i8x16.bitmask(inside));
  }
}

/** Rows whose value has a one in a table of bytes. */
export function memberU8(column: usize, rows: u32, table: usize, out: usize): void {
  const end = lanes(rows) << 3;
  for (let i: usize = 0; i < end; i += 32) {
    let word: u32 = 0;
    for (let k: usize = 0; k < 32; k++) word |= <u32>load<u8>(table + <usize>load<u8>(column + i + k)) << <u32>k;
    store<u32>(out + (i >> 3), word);
  }
}

export function memberU16(column: usize, rows: u32, table: usize, out: usize): void {
  const end = lanes(rows) << 3;
  for (let i: usize = 0; i < end; i += 32) {
    let word: u32 = 0;
    for (let k: usize = 0; k < 32; k++) {
      word |= <u32>load<u8>(table + <usize>load<u16>(column + ((i + k) << 1))) << <u32>k;
    }
    store<u32>(out + (i >> 3), word);
  }
}
