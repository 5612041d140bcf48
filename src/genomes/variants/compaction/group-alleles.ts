import { compareAlleles, lowerBound } from '../segment/index.ts';
import type { MergeSource } from './merge-source.ts';

/** One allele of the merged segment and who has it: source `k`, allele `index`. */
export interface AlleleGroup {
  start: number;
  ref: string;
  alt: string;
  /** Exclusive end on the reference. */
  end: number;
  members: { k: number; index: number }[];
}

interface Entry {
  k: number;
  index: number;
  /** How many equal alleles of the same source come before (structural records that say the same twice). */
  ordinal: number;
}

/** Alleles of all sources that start in `[start, end)`, in order, equal ones together. */
export function groupAlleles(sources: readonly MergeSource[], start: number, end: number): AlleleGroup[] {
  const entries: Entry[] = [];
  sources.forEach(({ live: { segment } }, k) => {
    const last = lowerBound(segment.start, end);
    for (let i = lowerBound(segment.start, start); i < last; i++) entries.push({ k, index: i, ordinal: 0 });
  });
  entries.sort((a, b) => compareEntries(sources, a, b) || a.k - b.k || a.index - b.index);
  entries.forEach((entry, i) => {
    const before = entries[i - 1];
    if (before && before.k === entry.k && compareEntries(sources, before, entry) === 0)
      entry.ordinal = before.ordinal + 1;
  });
  const groups: AlleleGroup[] = [];
  for (let i = 0; i < entries.length; ) {
    let j = i + 1;
    while (j < entries.length && compareEntries(sources, entries[i]!, entries[j]!) === 0) j++;
    const equal = entries.slice(i, j);
    const rounds = Math.max(...equal.map((e) => e.ordinal)) + 1;
    for (let round = 0; round < rounds; round++)
      groups.push(
        groupOf(
          sources,
          equal.filter((e) => e.ordinal === round),
        ),
      );
    i = j;
  }
  return groups;
}

function groupOf(sources: readonly MergeSource[], members: Entry[]): AlleleGroup {
  const { k, index } = members[0]!;
  const { segment } = sources[k]!.live;
  const { ref, alt } = segment.reader.allele(index);
  const start = segment.start[index]!;
  return { start, ref, alt, end: segment.end?.[index] ?? start + ref.length, members };
}

function compareEntries(sources: readonly MergeSource[], a: Entry, b: Entry): number {
  const left = sources[a.k]!.live.segment;
  const right = sources[b.k]!.live.segment;
  const difference = left.start[a.index]! - right.start[b.index]!;
  if (difference !== 0) return difference;
  const alleles = compareAlleles(left.heap, left.allele[a.index]!, right.heap, right.allele[b.index]!);
  if (alleles !== 0) return alleles;
  return (left.end?.[a.index] ?? 0) - (right.end?.[b.index] ?? 0);
}
