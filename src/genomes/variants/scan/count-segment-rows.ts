import {
  addByPloidy,
  addColumns,
  type CountColumns,
  createCountColumns,
  createRawCounts,
  type Ploidy,
} from '../counts/index.ts';
import { countAbsent, countPresent } from '../lookup/index.ts';
import type { LocalGroup } from '../population/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';
import { chunksOf, counterOf } from './kernel-chunks.ts';
import type { MergedRows, Window } from './windows.ts';

/**
 * Adds one segment's genomes to the counts of every row of a window: the alleles it has by the kernel, the others one by one.
 * @param k number of the segment among the merged
 */
export function countSegmentRows(
  one: LiveSegment,
  k: number,
  window: Window,
  merged: MergedRows,
  groups: readonly LocalGroup[],
  counts: readonly CountColumns[],
): void {
  const first = window.first[k]!;
  const has = window.last[k]! - first;
  const rowOf = k === 0 && has === merged.rows ? null : rowsOf(merged, k, first, has);
  for (const chunk of chunksOf(one, first, window.last[k]!)) {
    const at = chunk.first - first;
    const rows = rowOf?.subarray(at, chunk.last - first) ?? null;
    groups.forEach((group, g) => {
      addColumns(counts[g]!, rows, at, window.ploidy, group, counterOf(chunk));
    });
    for (const index of chunk.leftOver) {
      const row = rowOf?.[index - first] ?? index - first;
      // The kernel saw nobody carry it and everybody called.
      groups.forEach((group, g) => {
        counts[g]!.an[row]! -= calledBy(group, window.ploidy);
      });
      addOne(one, index, row, merged, window.ploidy, groups, counts);
    }
  }
  if (merged.rows === has) return;
  const index = merged.index[k]!;
  for (let row = 0; row < merged.rows; row++) {
    if (index[row]! < 0) addOne(one, -1, row, merged, window.ploidy, groups, counts);
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
  groups: readonly LocalGroup[],
  counts: readonly CountColumns[],
): void {
  const span = { start: merged.start[row]!, end: merged.end(row) };
  const counter = index >= 0 ? countPresent(one, index, span) : countAbsent(one, span);
  for (let g = 0; g < groups.length; g++) addByPloidy(counts[g]!, row, ploidy, groups[g]!, counter);
}
