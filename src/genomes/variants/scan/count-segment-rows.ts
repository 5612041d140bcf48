import {
  addByPloidy,
  addColumns,
  addCounted,
  type CountColumns,
  createCountColumns,
  createRawCounts,
  type Ploidy,
} from '../counts/index.ts';
import { countAbsent, countPresent } from '../lookup/index.ts';
import type { LocalGroup } from '../population/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';
import type { StoredCounts } from '../stored-counts/index.ts';
import { chunksOf, counterOf } from './kernel-chunks.ts';
import type { MergedRows, Window } from './windows.ts';

/** A group as one segment sees it, with the counts of all its alleles when they are stored. */
export interface CountedGroup {
  group: LocalGroup;
  stored: StoredCounts | null;
  /** Where the counts are added. */
  counts: CountColumns;
}

/**
 * Adds one segment's genomes to the counts of every row of a window: the alleles it has from stored counts or by the kernel,
 * the others one by one.
 * @param k number of the segment among the merged
 */
export function countSegmentRows(
  one: LiveSegment,
  k: number,
  window: Window,
  merged: MergedRows,
  groups: readonly CountedGroup[],
): void {
  const first = window.first[k]!;
  const last = window.last[k]!;
  const rowOf = k === 0 && last - first === merged.rows ? null : rowsOf(merged, k, first, last - first);
  for (const { stored, counts } of groups) if (stored) addCounted(counts, rowOf, 0, stored.read(first, last));
  const live = groups.filter((group) => group.stored === null);
  if (live.length > 0) countLive(one, rowOf, window, k, merged, live);
  if (merged.rows === last - first) return;
  countAbsentRows(one, k, window, merged, groups);
}

/** Adds the genomes of a segment at rows that it does not have. Where no site covers a row, they mostly all say the same. */
function countAbsentRows(
  one: LiveSegment,
  k: number,
  window: Window,
  merged: MergedRows,
  groups: readonly CountedGroup[],
): void {
  const index = merged.index[k]!;
  const { start, end } = merged;
  const { beyondSites } = one.callability;
  const sweep = one.segment.cover.sweep();
  const constant = groups.map(({ group }) => {
    const counts = createCountColumns(1);
    if (beyondSites)
      addByPloidy(counts, 0, window.ploidy, group, (mask) =>
        one.callability.rawCounts(beyondSites, mask, createRawCounts()),
      );
    return { an: counts.an[0]!, unknown: counts.unknown[0]! };
  });
  for (let row = 0; row < merged.rows; row++) {
    if (index[row]! >= 0) continue;
    if (beyondSites === null || sweep.isCovered(start[row]!, end[row]!)) {
      addOne(one, -1, row, merged, window.ploidy, groups);
      continue;
    }
    for (let g = 0; g < groups.length; g++) {
      groups[g]!.counts.an[row]! += constant[g]!.an;
      groups[g]!.counts.unknown[row]! += constant[g]!.unknown;
    }
  }
}

function countLive(
  one: LiveSegment,
  rowOf: Uint32Array | null,
  window: Window,
  k: number,
  merged: MergedRows,
  groups: readonly CountedGroup[],
): void {
  const first = window.first[k]!;
  for (const chunk of chunksOf(one, first, window.last[k]!)) {
    const at = chunk.first - first;
    const rows = rowOf?.subarray(at, chunk.last - first) ?? null;
    for (const { group, counts } of groups) addColumns(counts, rows, at, window.ploidy, group, counterOf(chunk));
    for (const index of chunk.leftOver) {
      const row = rowOf?.[index - first] ?? index - first;
      // The kernel saw nobody carry it and everybody called.
      for (const { group, counts } of groups) counts.an[row]! -= calledBy(group, window.ploidy);
      addOne(one, index, row, merged, window.ploidy, groups);
    }
  }
}

/** Row of each allele of a segment in the window. */
function rowsOf(merged: MergedRows, k: number, first: number, length: number): Uint32Array {
  const rows = new Uint32Array(length);
  const index = merged.index[k]!;
  for (let row = 0; row < merged.rows; row++) if (index[row]! >= 0) rows[index[row]! - first] = row;
  return rows;
}

/** Called alleles of a group where everybody is called. */
function calledBy(group: LocalGroup, ploidy: Ploidy): number {
  const one = createCountColumns(1);
  addByPloidy(one, 0, ploidy, group, createRawCounts);
  return one.an[0]!;
}

function addOne(
  one: LiveSegment,
  index: number,
  row: number,
  merged: MergedRows,
  ploidy: Ploidy,
  groups: readonly CountedGroup[],
): void {
  const span = { start: merged.start[row]!, end: merged.end[row]! };
  const counter = index >= 0 ? countPresent(one, index, span) : countAbsent(one, span);
  for (const { group, counts } of groups) addByPloidy(counts, row, ploidy, group, counter);
}
