// Specimens by person: a person's lie together, from one offset to the next, in the order of their days.

import { hasBit, lanes, nextBit, setBit } from './register-bits';

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

/** Marks the specimens of one person and of `mask` that were taken from low to high days after day `a`. */
@inline
function markWindow(
  offsets: usize,
  p: usize,
  a: i32,
  mask: usize,
  day: usize,
  low: i32,
  high: i32,
  out: usize,
): void {
  const end = load<u32>(offsets + (p << 2), 4);
  for (let s = load<u32>(offsets + (p << 2)); s < end; s++) {
    const d = <i32>load<u16>(day + (<usize>s << 1));
    const lag = d - a;
    if (lag >= low && lag <= high && d != 0xffff && hasBit(mask, s)) setBit(out, s);
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
  const last = <usize>persons;
  for (let p = nextBit(people, 0, last); p < last; p = nextBit(people, p + 1, last)) {
    const a = <i32>load<u16>(anchor + (p << 1));
    if (a != 0xffff) markWindow(offsets, p, a, mask, day, low, high, out);
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
    markWindow(offsets, p, a, mask, day, low, high, out);
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
  const last = <usize>persons;
  for (let p = nextBit(people, 0, last); p < last; p = nextBit(people, p + 1, last)) {
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
