// Inflates raw deflate data (RFC 1951) in the imported memory. Meant for text that repeats itself much, where most of the
// output comes from long matches; nothing is allocated. Every read and write is checked against its bounds.

// Tables: literal/length and distance entries (u32), code lengths (u8), counts (u16), symbols sorted by code (u16).
const LITERALS: usize = 8192;
const LITERAL_ENTRIES: u32 = 8192;
const DISTANCES: usize = LITERALS + 4 * <usize>LITERAL_ENTRIES;
const DISTANCE_ENTRIES: u32 = 2560;
const LENGTHS: usize = DISTANCES + 4 * <usize>DISTANCE_ENTRIES;
const COUNTS: usize = LENGTHS + 512;
const OFFSETS: usize = COUNTS + 64;
const SYMBOLS: usize = OFFSETS + 64;
const BASES: usize = SYMBOLS + 1024;
// The caller keeps the first 64 KiB free for these.

const LITERAL_BITS: u32 = 10;
const DISTANCE_BITS: u32 = 8;

// Bit reader: `bits` holds `held` bits; `next` is the next byte to take.
let bits: u64 = 0;
let held: u32 = 0;
let next: usize = 0;
let end: usize = 0;
let ready: bool = false;

@inline
function refill(): void {
  if (next + 8 <= end) {
    bits |= load<u64>(next) << held;
    next += (63 - held) >> 3;
    held |= 56;
    return;
  }
  while (held <= 56 && next < end) {
    bits |= <u64>load<u8>(next++) << held;
    held += 8;
  }
}

@inline
function take(count: u32): u32 {
  const value = <u32>(bits & ((<u64>1 << count) - 1));
  bits >>= count;
  held -= count;
  return value;
}

// Base and extra bits of length symbols 257 … 285 and distance symbols 0 … 29, as base << 8 | extra.
function prepare(): void {
  let base: u32 = 3;
  for (let i: u32 = 0; i < 28; i++) {
    const extra: u32 = i < 8 ? 0 : (i >> 2) - 1;
    store<u32>(BASES + (<usize>i << 2), (base << 8) | extra);
    base += 1 << extra;
  }
  store<u32>(BASES + (28 << 2), 258 << 8);
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : (i >> 1) - 1;
    store<u32>(BASES + 128 + (<usize>i << 2), (base << 8) | extra);
    base += 1 << extra;
  }
  ready = true;
}

@inline
function reverse(code: u32, length: u32): u32 {
  let v = code;
  v = ((v & 0x5555) << 1) | ((v >> 1) & 0x5555);
  v = ((v & 0x3333) << 2) | ((v >> 2) & 0x3333);
  v = ((v & 0x0f0f) << 4) | ((v >> 4) & 0x0f0f);
  v = ((v & 0x00ff) << 8) | ((v >> 8) & 0x00ff);
  return v >> (16 - length);
}

// Table entries. Symbol: bits 0–3 code length (of the remaining bits in a second table), 4–5 kind, 8–31 payload.
const LITERAL: u32 = 0;
const PAIR: u32 = 1 << 4; // length or distance: payload base << 8 | extra
const STOP: u32 = 2 << 4; // end of block
const LINK: u32 = 3 << 4; // payload: offset of the second table << 4 | its bits

@inline
function entryOf(symbol: u32, isDistance: bool): u32 {
  if (isDistance) return symbol < 30 ? PAIR | (load<u32>(BASES + 128 + (<usize>symbol << 2)) << 8) : 0xffffffff;
  if (symbol < 256) return LITERAL | (symbol << 8);
  if (symbol == 256) return STOP;
  return symbol < 286 ? PAIR | (load<u32>(BASES + (<usize>(symbol - 257) << 2)) << 8) : 0xffffffff;
}

/** Builds a decoding table from the code lengths at `lengths`; false when they are no prefix code. 0xffffffff marks codes that do not exist. */
function build(lengths: usize, count: u32, table: usize, root: u32, isDistance: bool): bool {
  memory.fill(COUNTS, 0, 64);
  for (let i: u32 = 0; i < count; i++) {
    const at = COUNTS + (<usize>load<u8>(lengths + i) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  store<u16>(COUNTS, 0);
  let left: i32 = 1;
  let used: u32 = 0;
  let code: u32 = 0;
  for (let length: u32 = 1; length <= 15; length++) {
    const here = <u32>load<u16>(COUNTS + (<usize>length << 1));
    left = (left << 1) - <i32>here;
    if (left < 0) return false;
    code = (code + <u32>load<u16>(COUNTS + (<usize>(length - 1) << 1))) << 1;
    store<u16>(OFFSETS + (<usize>length << 1), <u16>code);
    used += here;
  }
  // Only a single code, or no distance code, may be incomplete (RFC 1951 §3.2.7).
  if (left > 0 && (used > 1 || count == 19)) return false;
  memory.fill(table, 0xff, <usize>4 << root);
  let free: u32 = 1 << root;
  const mask: u32 = (1 << root) - 1;
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <u32>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const slot = OFFSETS + (<usize>length << 1);
    const own = <u32>load<u16>(slot);
    store<u16>(slot, <u16>(own + 1));
    const reversed = reverse(own, length);
    const entry = entryOf(symbol, isDistance);
    if (length <= root) {
      const value = entry == 0xffffffff ? entry : entry | length;
      for (let at = reversed; at <= mask; at += 1 << length) store<u32>(table + (<usize>at << 2), value);
      continue;
    }
    // A second table for each root prefix, wide enough for the longest code.
    const place = table + (<usize>(reversed & mask) << 2);
    let link = load<u32>(place);
    const width: u32 = 15 - root;
    if (link == 0xffffffff) {
      link = LINK | (free << 12) | (width << 8);
      store<u32>(place, link | root);
      if (free + (1 << width) > (isDistance ? DISTANCE_ENTRIES : LITERAL_ENTRIES)) return false;
      memory.fill(table + (<usize>free << 2), 0xff, <usize>4 << width);
      free += 1 << width;
    }
    const second = table + (<usize>(load<u32>(place) >> 12) << 2);
    const value = entry == 0xffffffff ? entry : entry | (length - root);
    for (let at = reversed >> root; at < <u32>1 << width; at += 1 << (length - root)) {
      store<u32>(second + (<usize>at << 2), value);
    }
  }
  return true;
}

function fixedTables(): bool {
  for (let i: usize = 0; i < 288; i++) store<u8>(LENGTHS + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  if (!build(LENGTHS, 288, LITERALS, LITERAL_BITS, false)) return false;
  for (let i: usize = 0; i < 30; i++) store<u8>(LENGTHS + i, 5);
  store<u8>(LENGTHS + 30, 5);
  store<u8>(LENGTHS + 31, 5);
  return build(LENGTHS, 32, DISTANCES, DISTANCE_BITS, true);
}

/** Order of the code length codes, four bits … as bytes in two words (RFC 1951 §3.2.7). */
@inline
function lengthOrder(i: u32): u32 {
  if (i < 3) return 16 + i;
  if (i == 3) return 0;
  return (i & 1) == 0 ? 6 + (i >> 1) : 9 - (i >> 1);
}

function dynamicTables(): bool {
  refill();
  if (held < 14) return false;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  memory.fill(LENGTHS, 0, 19);
  for (let i: u32 = 0; i < codes; i++) {
    refill();
    if (held < 3) return false;
    store<u8>(LENGTHS + lengthOrder(i), <u8>take(3));
  }
  // Code lengths are symbols 0 … 18: as literals in a table of their own place.
  if (!build(LENGTHS, 19, LITERALS, 7, false)) return false;
  let n: u32 = 0;
  let previous: u32 = 0;
  const total = literals + distances;
  while (n < total) {
    refill();
    const entry = load<u32>(LITERALS + (<usize>(bits & 127) << 2));
    const length = entry & 15;
    if (entry == 0xffffffff || held < length) return false;
    take(length);
    const symbol = entry >> 8;
    if (symbol < 16) {
      store<u8>(LENGTHS + n++, <u8>symbol);
      previous = symbol;
      continue;
    }
    if (held < 7) return false;
    let repeat: u32;
    if (symbol == 16) {
      if (n == 0) return false;
      repeat = 3 + take(2);
    } else {
      previous = 0;
      repeat = symbol == 17 ? 3 + take(3) : 11 + take(7);
    }
    if (n + repeat > total) return false;
    for (; repeat > 0; repeat--) store<u8>(LENGTHS + n++, <u8>previous);
  }
  if (load<u8>(LENGTHS + 256) == 0) return false;
  return build(LENGTHS, literals, LITERALS, LITERAL_BITS, false) && build(LENGTHS + literals, distances, DISTANCES, DISTANCE_BITS, true);
}

/** Copies a match; may write up to 15 bytes past it. */
@inline
function copyMatch(out: usize, distance: usize, length: usize): void {
  const stop = out + length;
  if (distance >= 16) {
    let to = out;
    do {
      v128.store(to, v128.load(to - distance));
      to += 16;
    } while (to < stop);
    return;
  }
  // A short pattern, as often as it fits into 16 bytes, then on by whole patterns.
  let to = out;
  const from = out - distance;
  let pattern: v128;
  let step: usize = 16;
  if (distance == 4) pattern = i32x4.splat(load<u32>(from));
  else if (distance == 1) pattern = i8x16.splat(load<i8>(from));
  else if (distance == 2) pattern = i16x8.splat(load<i16>(from));
  else if (distance == 8) pattern = i64x2.splat(load<i64>(from));
  else {
    for (let i: usize = 0; i < 16; i++) store<u8>(to + i, load<u8>(from + i));
    step = 16 - <usize>(16 % <u32>distance);
    pattern = v128.load(to);
    to += step;
  }
  while (to < stop) {
    v128.store(to, pattern);
    to += step;
  }
}

/**
 * Inflates [from, to) to exactly `size` bytes at `out`. Up to 32 bytes behind the output, and 8 behind the input's end, belong to it.
 * @returns true when the data are whole, well-formed and as long as said
 */
export function inflate(from: usize, to: usize, out: usize, size: usize): bool {
  if (!ready) prepare();
  bits = 0;
  held = 0;
  next = from;
  end = to;
  const first = out;
  const limit = out + size;
  let at = out;
  let last: u32 = 0;
  while (last == 0) {
    refill();
    if (held < 3) return false;
    last = take(1);
    const kind = take(2);
    if (kind == 0) {
      const drop = held & 7;
      take(drop);
      // Whole bytes that were taken ahead go back.
      next -= held >> 3;
      bits = 0;
      held = 0;
      if (next + 4 > end) return false;
      const length = <usize>load<u16>(next);
      if ((length ^ 0xffff) != <usize>load<u16>(next, 2)) return false;
      next += 4;
      if (next + length > end || at + length > limit) return false;
      memory.copy(at, next, length);
      at += length;
      next += length;
      continue;
    }
    if (kind == 3) return false;
    if (kind == 1) {
      if (!fixedTables()) return false;
    } else if (!dynamicTables()) return false;
    for (;;) {
      refill();
      let entry = load<u32>(LITERALS + (<usize>(bits & ((1 << LITERAL_BITS) - 1)) << 2));
      if ((entry & 0x30) == LINK && entry != 0xffffffff) {
        take(LITERAL_BITS);
        entry = load<u32>(LITERALS + (<usize>((entry >> 12) + <u32>(bits & ((1 << (15 - LITERAL_BITS)) - 1))) << 2));
      }
      if (entry == 0xffffffff || held < (entry & 15)) return false;
      take(entry & 15);
      const what = entry & 0x30;
      if (what == LITERAL) {
        if (at >= limit) return false;
        store<u8>(at++, <u8>(entry >> 8));
        continue;
      }
      if (what == STOP) break;
      const lengthExtra = (entry >> 8) & 0xff;
      if (held < lengthExtra) return false;
      const length = <usize>((entry >> 16) + take(lengthExtra));
      // 15 + 5 bits are gone; the 15 + 13 that a distance needs are still there.
      let pair = load<u32>(DISTANCES + (<usize>(bits & ((1 << DISTANCE_BITS) - 1)) << 2));
      if ((pair & 0x30) == LINK && pair != 0xffffffff) {
        take(DISTANCE_BITS);
        pair = load<u32>(DISTANCES + (<usize>((pair >> 12) + <u32>(bits & ((1 << (15 - DISTANCE_BITS)) - 1))) << 2));
      }
      if (pair == 0xffffffff || held < (pair & 15)) return false;
      take(pair & 15);
      const distanceExtra = (pair >> 8) & 0xff;
      if (held < distanceExtra) return false;
      const distance = <usize>((pair >> 16) + take(distanceExtra));
      if (at - first < distance || at + length > limit) return false;
      copyMatch(at, distance, length);
      at += length;
    }
  }
  return at == limit && next - (held >> 3) == end;
}
