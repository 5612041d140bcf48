import { popcount32 } from '../../../bits/index.ts';
import type { LocalMask } from '../population/index.ts';
import type { AlleleSets, StoredSet } from '../resident/index.ts';
import { ALL, DENSE, EMPTY, listWidth, planeWords, SPARSE } from '../segment/index.ts';
import type { RawCounts } from './tally.ts';

/** Members of a sorted list, in place. */
export function listOf(set: StoredSet, genomes: number): Uint16Array | Uint32Array {
  return listWidth(genomes) === 2
    ? new Uint16Array(set.words.buffer, set.words.byteOffset + set.at * 4, set.count)
    : set.words.subarray(set.at, set.at + set.count);
}

/** |set ∧ mask|. */
export function countSet(set: StoredSet, genomes: number, mask: LocalMask): number {
  if (set.as === EMPTY || mask.size === 0) return 0;
  if (set.as === ALL) return mask.size;
  if (mask.size === genomes) return set.count;
  const { words } = mask;
  let count = 0;
  if (set.as === DENSE) {
    const n = planeWords(genomes);
    const { words: payload, at } = set;
    for (let i = 0; i < n; i++) count += popcount32(payload[at + i]! & words[i]!);
    return count;
  }
  if (set.count === 1) {
    const g = memberAt(set, 0, genomes);
    return (words[g >>> 5]! >>> (g & 31)) & 1;
  }
  const list = listOf(set, genomes);
  for (let i = 0; i < list.length; i++) {
    const g = list[i]!;
    count += (words[g >>> 5]! >>> (g & 31)) & 1;
  }
  return count;
}

/** |a ∧ b ∧ mask|. */
export function countBoth(a: StoredSet, b: StoredSet, genomes: number, mask: LocalMask): number {
  if (a.as === EMPTY || b.as === EMPTY || mask.size === 0) return 0;
  if (a.as === ALL) return countSet(b, genomes, mask);
  if (b.as === ALL) return countSet(a, genomes, mask);
  if (a.as === DENSE && b.as === DENSE) {
    let count = 0;
    const n = planeWords(genomes);
    for (let i = 0; i < n; i++) count += popcount32(a.words[a.at + i]! & b.words[b.at + i]! & mask.words[i]!);
    return count;
  }
  const [list, other] = a.as === SPARSE && (b.as === DENSE || a.count <= b.count) ? [a, b] : [b, a];
  let count = 0;
  for (let i = 0; i < list.count; i++) {
    const g = memberAt(list, i, genomes);
    if (((mask.words[g >>> 5]! >>> (g & 31)) & 1) === 1 && hasMember(other, g, genomes)) count++;
  }
  return count;
}

/** Member `i` of a list. */
export function memberAt(set: StoredSet, i: number, genomes: number): number {
  if (listWidth(genomes) === 4) return set.words[set.at + i]!;
  const word = set.words[set.at + (i >>> 1)]!;
  return (i & 1) === 0 ? word & 0xffff : word >>> 16;
}

/** Whether a local number is in the set. */
export function hasMember(set: StoredSet, g: number, genomes: number): boolean {
  switch (set.as) {
    case EMPTY:
      return false;
    case ALL:
      return true;
    case DENSE:
      return ((set.words[set.at + (g >>> 5)]! >>> (g & 31)) & 1) === 1;
    default: {
      let low = 0;
      let high = set.count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (memberAt(set, middle, genomes) < g) low = middle + 1;
        else high = middle;
      }
      return low < set.count && memberAt(set, low, genomes) === g;
    }
  }
}

/** Sizes of an allele's sets under a mask. @param into is filled and returned */
export function rawCounts(sets: AlleleSets, genomes: number, mask: LocalMask, into: RawCounts): RawCounts {
  into.one = countSet(sets.one, genomes, mask);
  into.two = countSet(sets.two, genomes, mask);
  return siteCounts(sets, genomes, mask, into);
}

function siteCounts(sets: AlleleSets, genomes: number, mask: LocalMask, into: RawCounts): RawCounts {
  into.miss = countSet(sets.miss, genomes, mask);
  into.low = countSet(sets.low, genomes, mask);
  into.unknown = countSet(sets.unknown, genomes, mask);
  into.oneLow = into.low === 0 || into.one === 0 ? 0 : countBoth(sets.one, sets.low, genomes, mask);
  into.oneHalf = into.oneLow === 0 ? 0 : countBoth(sets.one, sets.half, genomes, mask);
  return into;
}
