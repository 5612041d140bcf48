// The fixed columns and INFO of a VCF line. What is plain is judged here; of everything else the caller is told that it is not,
// and looks itself (src/formats/vcf).

const TAB: u32 = 9;
const LF: u32 = 10;
const CR: u32 = 13;
const HASH: u32 = 35;
const COMMA: u32 = 44;
const MINUS: u32 = 45;
const PLUS: u32 = 43;
const DOT: u32 = 46;
const SEMICOLON: u32 = 59;
const EQUALS: u32 = 61;

const COLUMNS: u32 = 9;

/** ID is `.` or one identifier without whitespace. */
const PLAIN_ID: u32 = 1;
/** REF and ALT are two different bases of A, C, G, T. */
const PLAIN_ALLELES: u32 = 2;
/** The end of the line is where it would be if all calls were plain. */
const GUESSED: u32 = 4;

function isBase(byte: u32): bool {
  return byte == 65 || byte == 67 || byte == 71 || byte == 84;
}

/**
 * Finds a line's end and its first nine tabs.
 * @param out receives the offsets of the tabs (u32), then, as the tenth, what is plain
 * @param width bytes of the sample columns with their tabs when they are all plain calls; a line feed there is taken for the line's
 *   end, which the caller confirms, and nothing behind the ninth tab is read. 0: not known
 * @returns the offset of the line feed, or `to`; with the highest bit set when there are fewer tabs, the line ends with CR
 *   or begins with #, or the text ends before it is certain
 */
export function scanLine(from: usize, to: usize, out: usize, width: usize): usize {
  if (load<u8>(from) == <u8>HASH) return 0x80000000;
  const tab = i8x16.splat(<i8>TAB);
  const lf = i8x16.splat(<i8>LF);
  let found: u32 = 0;
  let at = from;
  while (found < COLUMNS) {
    if (at + 16 > to) return 0x80000000;
    const bytes = v128.load(at);
    let tabs = i8x16.bitmask(i8x16.eq(bytes, tab));
    const ends = i8x16.bitmask(i8x16.eq(bytes, lf));
    if (ends != 0) tabs &= (ends & -ends) - 1;
    while (tabs != 0 && found < COLUMNS) {
      store<u32>(out + (<usize>found << 2), <u32>at + ctz(tabs));
      found++;
      tabs &= tabs - 1;
    }
    if (ends != 0 && found < COLUMNS) return 0x80000000;
    at += 16;
  }
  at = <usize>load<u32>(out, 32) + width;
  if (width != 0 && at < to && load<u8>(at) == <u8>LF) {
    store<u32>(out, plainColumns(out) | GUESSED, 36);
    return at;
  }
  at = <usize>load<u32>(out, 32) + 1;
  let end = to;
  while (at + 16 <= to) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), lf));
    if (mask != 0) {
      end = at + <usize>ctz(mask);
      break;
    }
    at += 16;
  }
  if (end == to) while (at < to && load<u8>(at) != <u8>LF) at++;
  if (end == to) end = at;
  if (load<u8>(end - 1) == <u8>CR) return 0x80000000;
  store<u32>(out, plainColumns(out), 36);
  return end;
}

function plainColumns(tabs: usize): u32 {
  let plain: u32 = PLAIN_ID;
  const id = <usize>load<u32>(tabs, 4) + 1;
  const idEnd = <usize>load<u32>(tabs, 8);
  if (id == idEnd) plain = 0;
  for (let at = id; at < idEnd; at++) {
    const byte: u32 = load<u8>(at);
    if (byte <= 32 || byte == SEMICOLON) plain = 0;
  }
  const alt = load<u32>(tabs, 12);
  if (alt - <u32>idEnd == 2 && load<u32>(tabs, 16) - alt == 2) {
    const ref: u32 = load<u8>(idEnd + 1);
    const base: u32 = load<u8>(<usize>alt + 1);
    if (ref != base && isBase(ref) && isBase(base)) plain |= PLAIN_ALLELES;
  }
  return plain;
}

// The table of INFO keys, as src/bits/info-keys.ts lays it out. Header: stamp, first key, slots − 1, offset of the slots.
const FIRST: usize = 4;
const LAST_SLOT: usize = 8;
const SLOTS_AT: usize = 12;
// A key: offset and length of its name, kind, values wanted, line last seen in, follower.
const NAME: usize = 0;
const LENGTH: usize = 4;
const KIND: usize = 8;
const WANTED: usize = 12;
const SEEN: usize = 16;
const FOLLOWER: usize = 20;

const INTEGER: u32 = 0;
const NATURAL: u32 = 1;
const FLOAT: u32 = 2;
const NON_NEGATIVE: u32 = 3;
const STRING: u32 = 4;
const FLAG: u32 = 5;

const AS_ALTS: i32 = -2;
const AS_ALLELES: i32 = -3;

function startsWith(table: usize, key: usize, from: usize, to: usize): bool {
  const length = <usize>load<u32>(key, LENGTH);
  const after = from + length;
  if (after > to) return false;
  if (after < to) {
    const next: u32 = load<u8>(after);
    if (next != EQUALS && next != SEMICOLON) return false;
  }
  const name = table + load<u32>(key, NAME);
  for (let i: usize = 0; i < length; i++) if (load<u8>(name + i) != load<u8>(from + i)) return false;
  return true;
}

/** The key that begins at `from`, or 0. */
function findKey(table: usize, from: usize, to: usize): usize {
  let hash: u32 = 0x811c9dc5;
  for (let at = from; at < to; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == EQUALS || byte == SEMICOLON) break;
    hash = (hash ^ byte) * 0x01000193;
  }
  const mask = load<u32>(table, LAST_SLOT);
  const slots = table + load<u32>(table, SLOTS_AT);
  let slot = hash & mask;
  while (true) {
    const key = <usize>load<u32>(slots + (<usize>slot << 2));
    if (key == 0) return 0;
    if (startsWith(table, table + key, from, to)) return table + key;
    slot = (slot + 1) & mask;
  }
}

/** Offset after plain whole numbers with commas between them, or 0; counts them. */
function skipIntegers(from: usize, to: usize, natural: bool): usize {
  let at = from;
  while (true) {
    if (at < to && load<u8>(at) == <u8>MINUS) {
      if (natural) return 0;
      at++;
    }
    const digits = at;
    while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
    if (at == digits || at - digits > 9) return 0;
    count++;
    if (at == to || load<u8>(at) == <u8>SEMICOLON) return at;
    if (load<u8>(at) != <u8>COMMA) return 0;
    at++;
  }
}

/** As {@link skipIntegers}, decimals. */
function skipFloats(from: usize, to: usize, nonNegative: bool): usize {
  let at = from;
  while (true) {
    const start = at;
    if (at < to && load<u8>(at) == <u8>MINUS) {
      if (nonNegative) return 0;
      at++;
    }
    let digits = at;
    while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
    if (at < to && load<u8>(at) == <u8>DOT) {
      digits = ++at;
      while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
    }
    if (at == digits) return 0;
    if (at < to && (load<u8>(at) | 32) == 101) {
      at++;
      if (at < to && (load<u8>(at) == <u8>MINUS || load<u8>(at) == <u8>PLUS)) at++;
      digits = at;
      while (at < to && <u32>load<u8>(at) - 48 <= 9) at++;
      if (at == digits) return 0;
    }
    if (at - start > 60) return 0;
    count++;
    if (at == to || load<u8>(at) == <u8>SEMICOLON) return at;
    if (load<u8>(at) != <u8>COMMA) return 0;
    at++;
  }
}

/** Offset after text without zero bytes and, where they are not allowed, spaces; or 0. */
function skipText(from: usize, to: usize, spaces: bool): usize {
  let at = from;
  count = 1;
  for (; at < to; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == SEMICOLON) break;
    if (byte == 0 || (byte == 32 && !spaces)) return 0;
    if (byte == COMMA) count++;
  }
  return at == from ? 0 : at;
}

let count: i32 = 0;

/**
 * Whether INFO is plain: known keys, each once, with values of their type in the number wanted.
 * @param alts number of ALT alleles
 * @param spaces whether text may have spaces
 */
export function plainInfo(table: usize, from: usize, to: usize, alts: i32, spaces: bool): bool {
  const stamp = load<u32>(table) + 1;
  store<u32>(table, stamp);
  let previous: usize = 0;
  let expected: usize = load<u32>(table, FIRST);
  let at = from;
  while (true) {
    let key: usize = expected == 0 ? 0 : table + expected;
    if (key == 0 || !startsWith(table, key, at, to)) {
      key = findKey(table, at, to);
      if (key == 0) return false;
      store<u32>(previous == 0 ? table + FIRST : previous + FOLLOWER, <u32>(key - table));
    }
    previous = key;
    expected = load<u32>(key, FOLLOWER);
    if (load<u32>(key, SEEN) == stamp) return false;
    store<u32>(key, stamp, SEEN);
    at += load<u32>(key, LENGTH);
    const kind = load<u32>(key, KIND);
    const valued = at < to && load<u8>(at) == <u8>EQUALS;
    if (valued == (kind == FLAG)) return false;
    if (valued) {
      const start = ++at;
      count = 0;
      if (at < to && load<u8>(at) == <u8>DOT && (at + 1 == to || load<u8>(at + 1) == <u8>SEMICOLON)) at++;
      else {
        if (kind <= NATURAL) at = skipIntegers(start, to, kind == NATURAL);
        else if (kind <= NON_NEGATIVE) at = skipFloats(start, to, kind == NON_NEGATIVE);
        else if (kind == STRING) at = skipText(start, to, spaces);
        else return false;
        if (at == 0) return false;
        const wanted = load<i32>(key, WANTED);
        const exactly = wanted >= 0 ? wanted : alts == 0 ? -1 : wanted == AS_ALTS ? alts : wanted == AS_ALLELES ? alts + 1 : -1;
        if (exactly >= 0 && count != exactly) return false;
      }
    }
    if (at == to) return true;
    at++;
  }
}
