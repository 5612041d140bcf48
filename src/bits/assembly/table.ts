// Lines of a frequency table: `chrom pos ref alt ac an hom hemi missing af`. Digits go four at a time from a table.

const TAB: u32 = 9;
const LF: u32 = 10;
const DOT: u32 = 46;
const LESS: u32 = 60;
/** Codes below this are substitutions, reference·4 + alternate of `ACGT`; others are offsets of texts. */
const TEXT_BASE: u32 = 16;
/** `ACGT` as it lies in memory. */
const BASES: u32 = 0x54474341;

// Digits of 0 … 9999 with zeros in front, four bytes each.
const DIGITS: usize = 1024;
/** Texts of frequencies: slots of a hash table over pairs of ac and an: ac, an, length, then the text. */
const SLOTS: usize = DIGITS + 40_000 + 64;
const SLOT_BYTES: usize = 40;
const SLOT_MASK: u32 = 16_383;
/** First byte that the caller may use. */
const FREE: usize = SLOTS + SLOT_BYTES * <usize>(SLOT_MASK + 1);

let frequencies: u32 = 0;

/** Fills the tables; to be called once. Gives the first byte that is free. */
export function prepare(): usize {
  memory.grow(<i32>(FREE >> 16) + 1 - memory.size());
  for (let i: u32 = 0; i < 10_000; i++) {
    const at = DIGITS + (<usize>i << 2);
    store<u8>(at, 48 + i / 1000);
    store<u8>(at, 48 + (i / 100) % 10, 1);
    store<u8>(at, 48 + (i / 10) % 10, 2);
    store<u8>(at, 48 + (i % 10), 3);
  }
  return FREE;
}

function slotOf(ac: u32, an: u32): usize {
  let slot = (ac * 0x9e3779b1 + an * 0x85ebca6b) >> 7;
  while (true) {
    const at = SLOTS + <usize>(slot & SLOT_MASK) * SLOT_BYTES;
    if (load<u32>(at, 8) == 0 || (load<u32>(at) == ac && load<u32>(at, 4) == an)) return at;
    slot++;
  }
}

/** Where the caller writes the text of ac ÷ an, of at most 28 bytes, whose length it gives. */
export function addFrequency(ac: u32, an: u32, length: u32): usize {
  if (frequencies > SLOT_MASK >> 1) {
    memory.fill(SLOTS, 0, SLOT_BYTES * <usize>(SLOT_MASK + 1));
    frequencies = 0;
  }
  const at = slotOf(ac, an);
  store<u32>(at, ac);
  store<u32>(at, an, 4);
  store<u32>(at, length, 8);
  frequencies++;
  return at + 12;
}

/** Fewer than 10,000, without zeros in front; writes four bytes, gives the offset after the digits. */
@inline
function putSmall(out: usize, value: u32): usize {
  const digits = load<u32>(DIGITS + (<usize>value << 2));
  const missing: u32 = value > 99 ? (value > 999 ? 0 : 1) : value > 9 ? 2 : 3;
  store<u32>(out, digits >> (missing << 3));
  return out + 4 - missing;
}

@inline
function putFour(out: usize, value: u32): usize {
  store<u32>(out, load<u32>(DIGITS + (<usize>value << 2)));
  return out + 4;
}

function putLarge(out: usize, value: u32): usize {
  const high = value / 10_000;
  const low = value - high * 10_000;
  const at = high < 10_000 ? putSmall(out, high) : putFour(putSmall(out, high / 10_000), high % 10_000);
  return putFour(at, low);
}

/** Writes a number and a tab. */
@inline
function putNumber(out: usize, value: u32): usize {
  const at = value < 10_000 ? putSmall(out, value) : putLarge(out, value);
  store<u8>(at, TAB);
  return at + 1;
}

@inline
function putDot(out: usize, after: u32): usize {
  store<u16>(out, <u16>(DOT | (after << 8)));
  return out + 2;
}

/** Copies a text of known length; up to 15 bytes more may be written. */
@inline
function putText(out: usize, from: usize, length: usize): usize {
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i));
  return out + length;
}

/**
 * Writes lines until the rows, the frequencies or the room are at an end.
 *
 * @param columns u32 columns of `stride` bytes: 0-based start, allele code, ac, an, hom, hemi, missing
 * @param contig the contig's name and a tab, of `contigLength` bytes
 * @param texts texts of alleles: length (u32), `REF` tab `ALT`; an allele's code is TEXT_BASE plus the offset of its text
 * @param below smallest count that is told
 * @param progress receives u32s: the row it stopped at, the bytes written
 * @returns true when it stopped because the frequency of its row is not in the table
 */
export function writeRows(
  from: u32,
  rows: u32,
  columns: usize,
  stride: usize,
  contig: usize,
  contigLength: usize,
  texts: usize,
  below: u32,
  out: usize,
  end: usize,
  progress: usize,
): bool {
  let at = out;
  let row = from;
  let stopped = false;
  for (; row < rows; row++) {
    const column = columns + (<usize>row << 2);
    const code = load<u32>(column + stride);
    const ac = load<u32>(column + 2 * stride);
    const an = load<u32>(column + 3 * stride);
    const hidden = ac > 0 && ac < below;
    let frequency: usize = 0;
    if (!hidden && an != 0) {
      frequency = slotOf(ac, an);
      if (load<u32>(frequency, 8) == 0) {
        stopped = true;
        break;
      }
    }
    const text = code < TEXT_BASE ? 0 : texts + <usize>(code - TEXT_BASE);
    if (at + contigLength + (text == 0 ? 0 : <usize>load<u32>(text)) + 192 > end) break;
    at = putText(at, contig, contigLength);
    at = putNumber(at, load<u32>(column) + 1);
    if (text == 0) {
      const ref = (BASES >> ((code >> 2) << 3)) & 0xff;
      const alt = (BASES >> ((code & 3) << 3)) & 0xff;
      store<u32>(at, ref | (TAB << 8) | (alt << 16) | (TAB << 24));
      at += 4;
    } else {
      at = putText(at, text + 4, <usize>load<u32>(text));
      store<u8>(at++, TAB);
    }
    if (hidden) {
      store<u8>(at++, LESS);
      at = putNumber(at, below);
    } else at = putNumber(at, ac);
    at = putNumber(at, an);
    if (hidden) at = putDot(putDot(at, TAB), TAB);
    else at = putNumber(putNumber(at, load<u32>(column + 4 * stride)), load<u32>(column + 5 * stride));
    at = putNumber(at, load<u32>(column + 6 * stride));
    if (frequency == 0) at = putDot(at, LF);
    else {
      at = putText(at, frequency + 12, <usize>load<u32>(frequency, 8));
      store<u8>(at++, LF);
    }
  }
  store<u32>(progress, row);
  store<u32>(progress, <u32>(at - out), 4);
  return stopped;
}
