// What the register's kernels share: sets are bitmaps of whole lanes of 16 bytes, and columns are padded to 128 values, so that nothing
// has a tail. Sizes are in bits unless they say bytes.

@inline
export function lanes(bits: u32): usize {
  return <usize>((bits + 127) >> 7) << 4;
}

@inline
export function hasBit(set: usize, index: u32): u32 {
  return (load<u32>(set + (<usize>(index >> 5) << 2)) >> (index & 31)) & 1;
}

@inline
export function setBit(set: usize, index: u32): void {
  const at = set + (<usize>(index >> 5) << 2);
  store<u32>(at, load<u32>(at) | (1 << (index & 31)));
}

/** The first member of a set from a place on; `end` when there is none before it. */
@inline
export function nextBit(set: usize, from: usize, end: usize): usize {
  if (from >= end) return end;
  let at = from >> 5;
  let word = load<u32>(set + (at << 2)) >> (<u32>from & 31);
  if (word != 0) return from + <usize>ctz(word);
  const words = (end + 31) >> 5;
  while (++at < words) {
    word = load<u32>(set + (at << 2));
    if (word != 0) return (at << 5) + <usize>ctz(word);
  }
  return end;
}
