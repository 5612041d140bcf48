// Events (person and day) as people.

import { hasBit, setBit } from './register-bits';

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
