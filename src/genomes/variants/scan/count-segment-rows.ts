import { addByPloidy, type CountColumns, type Ploidy } from '../counts/index.ts';
import { countAbsent, countPresent } from '../lookup/index.ts';
import type { LocalGroup } from '../population/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';
import type { MergedRows } from './windows.ts';

/** Adds one segment's genomes to the counts of every row, one allele at a time. @param k number of the segment among the merged */
export function countSegmentRows(
  one: LiveSegment,
  k: number,
  merged: MergedRows,
  ploidy: Ploidy,
  groups: readonly LocalGroup[],
  counts: readonly CountColumns[],
): void {
  const index = merged.index[k]!;
  for (let row = 0; row < merged.rows; row++) {
    const span = { start: merged.start[row]!, end: merged.end[row]! };
    const counter = index[row]! >= 0 ? countPresent(one, index[row]!, span) : countAbsent(one, span);
    for (let g = 0; g < groups.length; g++) addByPloidy(counts[g]!, row, ploidy, groups[g]!, counter);
  }
}
