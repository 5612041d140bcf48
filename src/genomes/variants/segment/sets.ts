import { bitmapIndices, bitmapWords } from '../../../bits/index.ts';
import { ALL, DENSE, EMPTY, SPARSE } from './layout.ts';

/** Bytes of one number in a sorted list: numbers above 65,535 need four. */
export function listWidth(genomes: number): 2 | 4 {
  return genomes <= 65_536 ? 2 : 4;
}

/** Words of one bit plane over `genomes` local numbers. Small batches are not padded to whole SIMD lanes. */
export function planeWords(genomes: number): number {
  return genomes <= 64 ? (genomes + 31) >>> 5 : bitmapWords(genomes);
}

/** The shorter representation of a set of `count` out of `genomes`. */
export function chooseRepresentation(count: number, genomes: number): number {
  if (count === 0) return EMPTY;
  if (count === genomes) return ALL;
  return count * listWidth(genomes) <= planeWords(genomes) * 4 ? SPARSE : DENSE;
}

/** Payload words that a set takes. */
export function setWords(representation: number, count: number, genomes: number): number {
  if (representation === SPARSE) return (count * listWidth(genomes) + 3) >>> 2;
  return representation === DENSE ? planeWords(genomes) : 0;
}

/**
 * Writes a sorted list of local numbers in the given representation.
 * @returns the word after the last one written
 */
export function writeSet(
  words: Uint32Array,
  at: number,
  representation: number,
  members: ArrayLike<number>,
  count: number,
  genomes: number,
): number {
  if (representation === SPARSE) {
    if (listWidth(genomes) === 2) {
      const list = new Uint16Array(words.buffer, words.byteOffset + at * 4, count);
      for (let i = 0; i < count; i++) list[i] = members[i]!;
    } else {
      for (let i = 0; i < count; i++) words[at + i] = members[i]!;
    }
  } else if (representation === DENSE) {
    for (let i = 0; i < count; i++) words[at + (members[i]! >>> 5)]! |= 1 << (members[i]! & 31);
  }
  return at + setWords(representation, count, genomes);
}

/** Members of a stored set, ascending. `words` is the payload. */
export function readSet(
  words: Uint32Array,
  at: number,
  representation: number,
  count: number,
  genomes: number,
): ArrayLike<number> {
  switch (representation) {
    case EMPTY:
      return [];
    case ALL:
      return Uint32Array.from({ length: genomes }, (_, i) => i);
    case SPARSE:
      return listWidth(genomes) === 2
        ? new Uint16Array(words.buffer, words.byteOffset + at * 4, count)
        : words.subarray(at, at + count);
    default:
      return bitmapIndices(words.subarray(at, at + planeWords(genomes)));
  }
}
