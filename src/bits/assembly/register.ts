// Sets of people and specimens as bits, and the columns they are asked of, in one shared memory. Sizes are in bits unless they say
// bytes; every bitmap is whole lanes of 16 bytes, and columns are padded to 128 values, so that nothing has a tail.

@inline
function lanes(bits: u32): usize {
  return <usize>((bits + 127) >> 7) << 4;
}

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

@inline
function hasBit(set: usize, index: u32): u32 {
  return (load<u32>(set + (<usize>(index >> 5) << 2)) >> (index & 31)) & 1;
}

@inline
function setBit(set: usize, index: u32): void {
  const at = set + (<usize>(index >> 5) << 2);
  store<u32>(at, load<u32>(at) | (1 << (index & 31)));
}

/** Marks the people of events from low to high (days) at an age from ageLow to ageHigh (days); an event is person and day. */
export function eventPeople(
  person: usize,
  day: usize,
  from: u32,
  to: u32,
  low: u32,
  high: u32,
  born: usize,
  ageLow: i32,
  ageHigh: i32,
  out: usize,
): void {
  for (let e = from; e < to; e++) {
    const d = <u32>load<u16>(day + (<usize>e << 1));
    if (d - low > high - low) continue;
    const p = load<u32>(person + (<usize>e << 2));
    if (born != 0) {
      const b = <u32>load<u16>(born + (<usize>p << 1));
      const age = <i32>d - <i32>b;
      if (b == 0xffff || age < ageLow || age > ageHigh) continue;
    }
    setBit(out, p);
  }
}

/** Marks the people of events, whenever they were. */
export function allEventPeople(person: usize, from: u32, to: u32, out: usize): void {
  for (let e = from; e < to; e++) setBit(out, load<u32>(person + (<usize>e << 2)));
}

/** Lowers each person's first day to that of their events; `first` is a column of u16 that holds 65535 for nobody. */
export function firstDays(person: usize, day: usize, from: u32, to: u32, first: usize): void {
  for (let e = from; e < to; e++) {
    const at = first + (<usize>load<u32>(person + (<usize>e << 2)) << 1);
    const d = load<u16>(day + (<usize>e << 1));
    if (d < load<u16>(at)) store<u16>(at, d);
  }
}

/** Counts events of each person, at most 255. */
export function countEvents(
  person: usize,
  day: usize,
  from: u32,
  to: u32,
  low: u32,
  high: u32,
  counts: usize,
): void {
  for (let e = from; e < to; e++) {
    const d = <u32>load<u16>(day + (<usize>e << 1));
    if (d - low > high - low) continue;
    const at = counts + <usize>load<u32>(person + (<usize>e << 2));
    const count = load<u8>(at);
    if (count < 255) store<u8>(at, count + 1);
  }
}

/** Specimens of `mask` taken at an age from low to high (days). */
export function ageAtSampling(
  mask: usize,
  specimens: u32,
  person: usize,
  day: usize,
  born: usize,
  low: i32,
  high: i32,
  out: usize,
): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    let kept: u32 = 0;
    while (word != 0) {
      const bit = ctz(word);
      word &= word - 1;
      const s = (w << 5) + <usize>bit;
      const d = <u32>load<u16>(day + (s << 1));
      const b = <u32>load<u16>(born + (<usize>load<u32>(person + (s << 2)) << 1));
      const age = <i32>d - <i32>b;
      if (d != 0xffff && b != 0xffff && age >= low && age <= high) kept |= 1 << bit;
    }
    store<u32>(out + (w << 2), kept);
  }
}

/** Specimens of `mask`, of people in `people`, taken from low to high days after the person's anchor day. */
export function windowOfAnchor(
  people: usize,
  persons: u32,
  offsets: usize,
  mask: usize,
  day: usize,
  anchor: usize,
  low: i32,
  high: i32,
  out: usize,
): void {
  const words = lanes(persons) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(people + (w << 2));
    while (word != 0) {
      const p = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const a = <i32>load<u16>(anchor + (p << 1));
      if (a == 0xffff) continue;
      const end = load<u32>(offsets + (p << 2), 4);
      for (let s = load<u32>(offsets + (p << 2)); s < end; s++) {
        const d = <i32>load<u16>(day + (<usize>s << 1));
        const lag = d - a;
        if (lag >= low && lag <= high && d != 0xffff && hasBit(mask, s)) setBit(out, s);
      }
    }
  }
}

/** Specimens of `mask` taken from low to high days after any of the events. */
export function windowOfEvents(
  person: usize,
  eventDay: usize,
  from: u32,
  to: u32,
  offsets: usize,
  mask: usize,
  day: usize,
  low: i32,
  high: i32,
  out: usize,
): void {
  for (let e = from; e < to; e++) {
    const p = <usize>load<u32>(person + (<usize>e << 2));
    const a = <i32>load<u16>(eventDay + (<usize>e << 1));
    if (a == 0xffff) continue;
    const end = load<u32>(offsets + (p << 2), 4);
    for (let s = load<u32>(offsets + (p << 2)); s < end; s++) {
      const d = <i32>load<u16>(day + (<usize>s << 1));
      const lag = d - a;
      if (lag >= low && lag <= high && d != 0xffff && hasBit(mask, s)) setBit(out, s);
    }
  }
}

/** Marks the people of specimens. */
export function peopleOfSpecimens(mask: usize, specimens: u32, person: usize, out: usize): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      setBit(out, load<u32>(person + (((w << 5) + <usize>ctz(word)) << 2)));
      word &= word - 1;
    }
  }
}

/**
 * Marks those of `people` who have `least` specimens of `mask`, each taken from gapLow to gapHigh days after the one before it in the series.
 * Specimens of a person lie in the order of their days, those without one last. With a longest gap of its own a series may
 * begin at any specimen, and skip some: `reach` holds the longest series that ends at each of the person's specimens.
 */
export function seriesPeople(
  people: usize,
  persons: u32,
  offsets: usize,
  mask: usize,
  day: usize,
  least: u32,
  gapLow: i32,
  gapHigh: i32,
  reach: usize,
  out: usize,
): void {
  const words = lanes(persons) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(people + (w << 2));
    while (word != 0) {
      const p = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const from = load<u32>(offsets + (p << 2));
      const end = load<u32>(offsets + (p << 2), 4);
      let found = false;
      for (let s = from; s < end && !found; s++) {
        let longest: u16 = 0;
        const d = <i32>load<u16>(day + (<usize>s << 1));
        if (d != 0xffff && hasBit(mask, s)) {
          longest = 1;
          for (let t = from; t < s; t++) {
            const before = load<u16>(reach + (<usize>(t - from) << 1));
            const gap = d - <i32>load<u16>(day + (<usize>t << 1));
            if (before >= longest && gap >= gapLow && gap <= gapHigh) longest = before + 1;
          }
          found = <u32>longest >= least;
        }
        store<u16>(reach + (<usize>(s - from) << 1), longest);
      }
      if (found) setBit(out, <u32>p);
    }
  }
}

/** Marks people who have at least `least` specimens of `mask`, whenever they were taken. */
export function atLeastPeople(mask: usize, specimens: u32, person: usize, least: u32, out: usize): void {
  const words = lanes(specimens) >> 2;
  let last: u32 = 0xffffffff;
  let count: u32 = 0;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const p = load<u32>(person + (((w << 5) + <usize>ctz(word)) << 2));
      word &= word - 1;
      count = p == last ? count + 1 : 1;
      last = p;
      if (count == least) setBit(out, p);
    }
  }
}

/** Specimens of `mask` whose person is in `people`. */
export function specimensOfPeople(
  people: usize,
  persons: u32,
  offsets: usize,
  mask: usize,
  out: usize,
): void {
  const words = lanes(persons) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(people + (w << 2));
    while (word != 0) {
      const p = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const end = load<u32>(offsets + (p << 2), 4);
      for (let s = load<u32>(offsets + (p << 2)); s < end; s++) if (hasBit(mask, s)) setBit(out, s);
    }
  }
}

/** Number of specimens of people; 32 neighbours who are all in it cost one subtraction. */
export function countSpecimens(people: usize, persons: u32, offsets: usize): u32 {
  const words = lanes(persons) >> 2;
  let count: u32 = 0;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(people + (w << 2));
    while (word != 0) {
      const first = <usize>ctz(word);
      const run = <usize>ctz(~(word >> <u32>first));
      const at = offsets + (((w << 5) + first) << 2);
      count += load<u32>(at + (run << 2)) - load<u32>(at);
      word = first + run >= 32 ? 0 : word & (0xffffffff << <u32>(first + run));
    }
  }
  return count;
}

/** Number of specimens of `mask` whose person is in `people`. */
export function countSpecimensIn(mask: usize, specimens: u32, person: usize, people: usize): u32 {
  const words = lanes(specimens) >> 2;
  let count: u32 = 0;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      count += hasBit(people, load<u32>(person + (((w << 5) + <usize>ctz(word)) << 2)));
      word &= word - 1;
    }
  }
  return count;
}

/** Rows of a set by the value of a column. */
export function histogramU8(mask: usize, rows: u32, column: usize, counts: usize): void {
  const words = lanes(rows) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const at = counts + (<usize>load<u8>(column + (w << 5) + <usize>ctz(word)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      word &= word - 1;
    }
  }
}

export function histogramU16(mask: usize, rows: u32, column: usize, counts: usize): void {
  const words = lanes(rows) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const at = counts + (<usize>load<u16>(column + (((w << 5) + <usize>ctz(word)) << 1)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      word &= word - 1;
    }
  }
}

/**
 * Specimens of a set by the value of a column, and how many different people have such a one: specimens of a person lie together,
 * so that the last person of each value tells. A cell is specimens, people, last person + 1.
 */
export function facetU16(mask: usize, specimens: u32, person: usize, column: usize, cells: usize): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      addToCell(cells + <usize>load<u16>(column + (s << 1)) * 12, load<u32>(person + (s << 2)) + 1);
    }
  }
}

/**
 * Six facets at once, of columns of a byte: as {@link facetU16} for each, the cells of a column 3,072 bytes after those of the one
 * before it. People and the next specimen are looked up once for all.
 */
export function facetSix(
  mask: usize,
  specimens: u32,
  person: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  cells: usize,
): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const p = load<u32>(person + (s << 2)) + 1;
      addToCell(cells + <usize>load<u8>(a + s) * 12, p);
      addToCell(cells + <usize>load<u8>(b + s) * 12 + 3072, p);
      addToCell(cells + <usize>load<u8>(c + s) * 12 + 6144, p);
      addToCell(cells + <usize>load<u8>(d + s) * 12 + 9216, p);
      addToCell(cells + <usize>load<u8>(e + s) * 12 + 12288, p);
      addToCell(cells + <usize>load<u8>(f + s) * 12 + 15360, p);
    }
  }
}

@inline
function addToCell(cell: usize, person: u32): void {
  store<u32>(cell, load<u32>(cell) + 1);
  if (load<u32>(cell, 8) == person) return;
  store<u32>(cell, load<u32>(cell, 4) + 1, 4);
  store<u32>(cell, person, 8);
}

/** Adds a bit of value `bit` to the byte of everybody in a set. */
export function spread(set: usize, persons: u32, bit: u32, bytes: usize): void {
  const words = lanes(persons) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(set + (w << 2));
    while (word != 0) {
      const at = bytes + (w << 5) + <usize>ctz(word);
      store<u8>(at, load<u8>(at) | <u8>bit);
      word &= word - 1;
    }
  }
}

/** Different people of events who are in a set. `seen` is an empty set and is not emptied again. */
export function countEventPeople(person: usize, from: u32, to: u32, people: usize, seen: usize): u32 {
  let count: u32 = 0;
  for (let e = from; e < to; e++) {
    const p = load<u32>(person + (<usize>e << 2));
    if (!hasBit(people, p) || hasBit(seen, p)) continue;
    setBit(seen, p);
    count++;
  }
  return count;
}
