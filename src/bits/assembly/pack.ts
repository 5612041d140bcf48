// Packs rows of VCF text for storing: a row is a template (its text with every number taken out) and its numbers. Rows of a
// block share few templates, so that a row costs a template's number and a byte or two a number, and comes back byte for byte.
// The reader is src/genomes/variants/calls/packed-rows.ts.

// In a template: what stands where something was taken out. A row with such a byte of its own is not packed.
const END_OF_TEMPLATE: u32 = 0;
/** A whole number without zeros in front, as a varint. */
const INTEGER: u32 = 1;
/** As many digits as the next byte says, zeros in front included, as a varint. */
const PADDED: u32 = 2;
/** The row's first number: the difference to that of the row before, zigzag, as a varint. */
const DELTA: u32 = 3;
/** Text of its own: length as a varint, bytes. */
const TEXT: u32 = 4;

const TAB: u32 = 9;
const DOT: u32 = 46;
const COLON: u32 = 58;
const SEMICOLON: u32 = 59;
/** `END=` as it lies in memory. */
const END_KEY: u32 = 0x3d444e45;

/** Digits of one number: more would not fit 32 bits. */
const MOST_DIGITS: usize = 9;
const SLOTS: u32 = 8192;
const MOST_TEMPLATES: u32 = 4096;
// Work memory: slots (u32: template + 1), hashes (u32), offsets (u32), then the templates themselves.
const HASHES: usize = 4 * <usize>SLOTS;
const OFFSETS: usize = HASHES + 4 * <usize>MOST_TEMPLATES;
const TEXTS: usize = OFFSETS + 4 * <usize>MOST_TEMPLATES + 4;

// Where the next byte of the template and of the values goes, and the hash of the template so far.
let template: usize = 0;
let value: usize = 0;
let hash: u32 = 0;
let last: i32 = 0;

@inline
function addByte(byte: u32): void {
  store<u8>(template++, byte);
  hash = (hash ^ byte) * 0x01000193;
}

@inline
function addVarint(number: u32): void {
  let rest = number;
  while (rest > 127) {
    store<u8>(value++, (rest & 127) | 128);
    rest >>= 7;
  }
  store<u8>(value++, rest);
}

/** Packs a stretch of a row; false when it has a byte that templates use themselves. */
function addSpan(from: usize, to: usize): bool {
  let at = from;
  while (at < to) {
    const byte: u32 = load<u8>(at);
    if (byte - 48 > 9) {
      if (byte <= TEXT) return false;
      addByte(byte);
      at++;
      continue;
    }
    const start = at++;
    const stop = min<usize>(to, start + MOST_DIGITS);
    let number: u32 = byte - 48;
    while (at < stop) {
      const digit: u32 = <u32>load<u8>(at) - 48;
      if (digit > 9) break;
      number = number * 10 + digit;
      at++;
    }
    const digits = <u32>(at - start);
    if (byte == 48 && digits > 1) {
      addByte(PADDED);
      addByte(digits);
    } else addByte(INTEGER);
    addVarint(number);
  }
  return true;
}

/** Text that would make a template of its own. */
function addText(from: usize, to: usize): void {
  const length = to - from;
  addByte(TEXT);
  addVarint(<u32>length);
  memory.copy(value, from, length);
  value += length;
}

/** `POS ID REF ALT QUAL FILTER`: POS as a difference, REF and ALT of more than one base as texts. */
function addPlace(from: usize, to: usize): bool {
  let at = from;
  let pos: u32 = 0;
  while (at < to && at - from < MOST_DIGITS && <u32>load<u8>(at) - 48 <= 9) pos = pos * 10 + <u32>load<u8>(at++) - 48;
  if (at > from && at < to && load<u8>(at) == <u8>TAB && load<u8>(from) != 48) {
    const change = <i32>pos - last;
    last = <i32>pos;
    addByte(DELTA);
    addVarint(<u32>((change << 1) ^ (change >> 31)));
  } else at = from;
  let column = 0;
  let start = at;
  while (at < to) {
    if (load<u8>(at) != <u8>TAB) {
      at++;
      continue;
    }
    if (!addSpan(start, ++at)) return false;
    start = at;
    column++;
    if (column != 2 && column != 3) continue;
    while (at < to && load<u8>(at) != <u8>TAB) at++;
    if (at - start > 1) {
      addText(start, at);
      start = at;
    }
  }
  return addSpan(start, to);
}

/** A genotype of one digit an allele stays in the template: there are few of them. */
function addCall(from: usize, to: usize): bool {
  const stop = min<usize>(to, from + 4);
  let at = from;
  while (at < stop && load<u8>(at) != <u8>COLON) at++;
  if (at < to && load<u8>(at) != <u8>COLON) return addSpan(from, to);
  for (let i = from; i < at; i++) {
    const byte: u32 = load<u8>(i);
    if (byte <= TEXT) return false;
    addByte(byte);
  }
  return addSpan(at, to);
}

/** Where the value of INFO's END begins, or 0. */
function findEnd(from: usize, to: usize): usize {
  if (from + 4 > to) return 0;
  if (load<u32>(from) == END_KEY) return from + 4;
  const pattern = i8x16.splat(<i8>SEMICOLON);
  for (let at = from; at < to; at += 16) {
    // Bytes behind the column are read, not judged.
    let mask = i8x16.bitmask(i8x16.eq(v128.load(at), pattern));
    while (mask != 0) {
      const key = at + <usize>ctz(mask) + 1;
      if (key + 4 > to) return 0;
      if (load<u32>(key) == END_KEY) return key + 4;
      mask &= mask - 1;
    }
  }
  return 0;
}

/** END of a site, or `.`; and the highest so far. */
function addEnd(from: usize, to: usize, highest: u32): u32 {
  const at = findEnd(from, to);
  if (at == 0) {
    addByte(DOT);
    return highest;
  }
  let stop = at;
  let number: u32 = 0;
  let plain = true;
  while (stop < to && load<u8>(stop) != <u8>SEMICOLON) {
    const digit: u32 = <u32>load<u8>(stop) - 48;
    if (digit > 9 || stop - at >= MOST_DIGITS) plain = false;
    number = number * 10 + digit;
    stop++;
  }
  if (!plain || !addSpan(at, stop)) return u32.MAX_VALUE;
  return max<u32>(highest, number);
}

/** The number of the template just written: an earlier one that is the same, or its own. */
function templateNumber(work: usize, from: usize, count: u32): u32 {
  let slot = (hash ^ (hash >> 15)) & (SLOTS - 1);
  const length = template - from;
  while (true) {
    const held = load<u32>(work + (<usize>slot << 2));
    if (held == 0) break;
    const known = <usize>(held - 1) << 2;
    if (load<u32>(work + HASHES + known) == hash) {
      const at = work + TEXTS + load<u32>(work + OFFSETS + known);
      if (load<u32>(work + OFFSETS + known, 4) - load<u32>(work + OFFSETS + known) == <u32>length && memory.compare(at, from, length) == 0)
        return held - 1;
    }
    slot = (slot + 1) & (SLOTS - 1);
  }
  store<u32>(work + (<usize>slot << 2), count + 1);
  store<u32>(work + HASHES + (<usize>count << 2), hash);
  store<u32>(work + OFFSETS + (<usize>count << 2), <u32>(from - work - TEXTS));
  store<u32>(work + OFFSETS + (<usize>count << 2), <u32>(template - work - TEXTS), 4);
  return count;
}

/**
 * Packs rows.
 *
 * @param spans offsets from `text` (u32): of a site the beginning of POS and the end of FILTER, the bounds of INFO, the bounds of
 *   FORMAT; of a call its bounds
 * @param sites whether the rows are sites: `POS ID REF ALT QUAL FILTER END FORMAT`
 * @param work, workEnd memory to work in; the templates lie at `work` + {@link templatesAt}
 * @param numbers receives the number of each row's template (u16)
 * @param out, outEnd receives the values
 * @param result receives u32s: number of templates, their bytes, bytes of values, highest END of a site
 * @returns false when a row cannot be packed or the memory does not suffice
 */
export function packRows(
  spans: usize,
  text: usize,
  rows: u32,
  sites: bool,
  work: usize,
  workEnd: usize,
  numbers: usize,
  out: usize,
  outEnd: usize,
  result: usize,
): bool {
  memory.fill(work, 0, HASHES);
  let count: u32 = 0;
  let end: u32 = 0;
  let at = spans;
  template = work + TEXTS;
  value = out;
  last = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const from = template;
    const start = text + load<u32>(at);
    const stop = text + load<u32>(at, 4);
    hash = 0x811c9dc5;
    // A row's values are no longer than its text, but for a few bytes; neither is its template.
    let room: usize = stop - start + 32;
    if (sites) room += <usize>(load<u32>(at, 12) - load<u32>(at, 8) + load<u32>(at, 20) - load<u32>(at, 16));
    if (template + room > workEnd || value + room > outEnd || count == MOST_TEMPLATES) return false;
    if (sites) {
      if (!addPlace(start, stop)) return false;
      addByte(TAB);
      end = addEnd(text + load<u32>(at, 8), text + load<u32>(at, 12), end);
      if (end == u32.MAX_VALUE) return false;
      addByte(TAB);
      if (!addSpan(text + load<u32>(at, 16), text + load<u32>(at, 20))) return false;
      at += 24;
    } else {
      if (!addCall(start, stop)) return false;
      at += 8;
    }
    addByte(END_OF_TEMPLATE);
    const number = templateNumber(work, from, count);
    if (number == count) count++;
    else template = from;
    store<u16>(numbers + (<usize>row << 1), <u16>number);
  }
  store<u32>(result, count);
  store<u32>(result, <u32>(template - work - TEXTS), 4);
  store<u32>(result, <u32>(value - out), 8);
  store<u32>(result, end, 12);
  return true;
}

/** Where the templates begin in the work memory. */
export function templatesAt(): usize {
  return TEXTS;
}
