import type { Bitmap } from '../../../bits/index.ts';
import type { Snapshot, View } from '../snapshot/index.ts';
import { passes } from './batch.ts';
import { hiddenRows } from './hidden-rows.ts';
import { placesOf } from './places.ts';
import type { ScanRequest } from './scan-alleles.ts';
import { mergeRows, windowsOf } from './windows.ts';

const known = new WeakMap<Snapshot, WeakMap<Bitmap, Map<string, number>>>();

/** How many rows a scan would give, without counting genomes. Remembered as long as the snapshot. */
export function countRows(view: View, request: Omit<ScanRequest, 'masks' | 'batchRows'>): number {
  const { snapshot } = view;
  const byMask = known.get(snapshot) ?? new WeakMap<Bitmap, Map<string, number>>();
  known.set(snapshot, byMask);
  const totals = byMask.get(request.visible) ?? new Map<string, number>();
  byMask.set(request.visible, totals);
  const key = `${request.contig.contigNo} ${request.start} ${request.end} ${request.filter ?? ''}`;
  const total = totals.get(key) ?? countNow(view, request);
  totals.set(key, total);
  return total;
}

function countNow(
  view: View,
  { contig, start, end, visible, filter }: Omit<ScanRequest, 'masks' | 'batchRows'>,
): number {
  const live = view.segments(contig.contigNo, 'small');
  const groups = live.map((one) => view.snapshot.projection.group(visible, one.segment.batches));
  const everybody = live.every((one, k) => groups[k]!.everybody.size === one.segment.genomes);
  const limited = view.snapshot.population.limitedFrom !== null;
  if (live.length === 1 && everybody && !limited && filter === undefined) {
    const [first, last] = live[0]!.segment.reader.range(start, end);
    return last - first;
  }
  let total = 0;
  for (const window of windowsOf(contig, live, start, end)) {
    const merged = mergeRows(live, window);
    const hidden = hiddenRows(live, merged, { visible: groups, limited });
    for (let row = 0; row < merged.rows; row++) {
      if (hidden?.[row] === 1) continue;
      if (filter === undefined || passes(placesOf(live, merged.index, row))) total++;
    }
  }
  return total;
}
