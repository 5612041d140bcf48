import { setView } from '../place-people.ts';
import type { Searcher } from '../searcher.ts';

/** Numbers of a sketch. */
export const sketchWords = 64;

/**
 * A mark of a set of people, 256 bytes however many they are: people fall into 64 places by a mix of their number, and of each place the
 * mixed numbers are put together by exclusive or. Two sets that differ by k people differ in at most k places.
 */
export function sketchOf(searcher: Searcher, people: number): Uint32Array {
  const set = setView(searcher.memory, people, searcher.header.persons);
  const sketch = new Uint32Array(sketchWords);
  for (let w = 0; w < set.length; w++) {
    for (let word = set[w]!; word !== 0; word &= word - 1) {
      const mixed = mix(w * 32 + 31 - Math.clz32(word & -word));
      sketch[mixed >>> 26]! ^= Math.imul(mixed, 0x9e3779b1) | 1;
    }
  }
  return sketch;
}

/** The places in which two sketches differ, counted no further than `enough`. */
export function placesApart(a: Uint32Array, b: Uint32Array, enough: number): number {
  let apart = 0;
  for (let at = 0; at < sketchWords && apart < enough; at++) if (a[at] !== b[at]) apart++;
  return apart;
}

/** A sketch as one number. */
export function oneNumber(sketch: Uint32Array): number {
  return sketch.reduce((sum, word) => mix(sum ^ word), 0);
}

// The finalizer of MurmurHash3 (32 bits): every bit of the number changes every bit of the mix.
function mix(number: number): number {
  let h = number + 1;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
