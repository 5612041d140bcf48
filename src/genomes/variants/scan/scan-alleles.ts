import { setImmediate } from 'node:timers/promises';
import type { Bitmap } from '../../../bits/index.ts';
import { type CountColumns, createCountColumns, type Ploidy } from '../counts/index.ts';
import { addBatchesWithoutSegment } from '../lookup/index.ts';
import type { ContigRow } from '../population/index.ts';
import type { LiveSegment, View } from '../snapshot/index.ts';
import { digestOf } from '../stored-counts/index.ts';
import { type CountBatch, createBatch, passes } from './batch.ts';
import { countSegmentRows } from './count-segment-rows.ts';
import { hiddenRows, uncarriedRows } from './hidden-rows.ts';
import { placesOf } from './places.ts';
import { type MergedRows, mergeRows, windowsOf } from './windows.ts';

export interface ScanRequest {
  contig: ContigRow;
  /** 0-based half-open: alleles that start there. */
  start: number;
  end: number;
  /** Groups to count, over genome numbers. */
  masks: readonly Bitmap[];
  /** Whoever may be seen at all: an allele that only others carry is left out. */
  visible: Bitmap;
  /** `pass`: only alleles with a record that passed its filters or was not filtered. */
  filter?: 'pass' | undefined;
  /** Rows of a batch, about. */
  batchRows?: number;
}

/** Counts all alleles of a stretch of one contig, in order, in batches. Gives way to other work between batches. */
export async function* scanAlleles(view: View, request: ScanRequest): AsyncGenerator<CountBatch> {
  const { contig, masks } = request;
  const live = view.segments(contig.contigNo, 'small');
  const { projection, population } = view.snapshot;
  const limited = population.limitedFrom !== null;
  const visible = live.map((one) => projection.group(request.visible, one.segment.batches));
  const groups = live.map((one) =>
    masks.map((mask) => {
      const group = projection.group(mask, one.segment.batches);
      return { group, stored: one.storedCounts(digestOf(group, contig)) };
    }),
  );
  try {
    for (const window of windowsOf(contig, live, request.start, request.end, request.batchRows)) {
      const merged = mergeRows(live, window);
      const counts = masks.map(() => createCountColumns(merged.rows));
      live.forEach((one, k) => {
        const counted = groups[k]!.map((group, g) => ({ ...group, counts: counts[g]! }));
        countSegmentRows(one, k, window, merged, counted);
      });
      addElsewhere(view, live, window.ploidy, masks, counts);
      // Under a limit an allele shows for its carriers only, and who may be seen is mostly who is counted.
      const counted = limited ? counts[masks.indexOf(request.visible)] : undefined;
      const batch = keepRows(contig, live, merged, counts, {
        hidden: counted === undefined ? hiddenRows(live, merged, { visible, limited }) : uncarriedRows(counted),
        passOnly: request.filter === 'pass',
      });
      if (batch.rows > 0) yield batch;
      await setImmediate();
    }
  } finally {
    for (const { stored } of groups.flat()) stored?.close();
  }
}

/** Batches without a segment on this contig say the same of every allele. */
function addElsewhere(
  view: View,
  live: readonly LiveSegment[],
  ploidy: Ploidy,
  masks: readonly Bitmap[],
  counts: readonly CountColumns[],
): void {
  const constant = createCountColumns(masks.length);
  addBatchesWithoutSegment(constant, view.snapshot, live, ploidy, masks);
  counts.forEach((columns, k) => {
    const an = constant.an[k]!;
    const unknown = constant.unknown[k]!;
    if (an === 0 && unknown === 0) return;
    for (let row = 0; row < columns.an.length; row++) {
      columns.an[row]! += an;
      columns.unknown[row]! += unknown;
    }
  });
}

function keepRows(
  contig: ContigRow,
  live: readonly LiveSegment[],
  merged: MergedRows,
  counts: readonly CountColumns[],
  leaveOut: { hidden: Uint8Array | null; passOnly: boolean },
): CountBatch {
  const { start } = merged;
  const places = { live, index: merged.index };
  if (leaveOut.hidden === null && !leaveOut.passOnly) return createBatch(contig, merged.rows, start, counts, places);
  const kept: number[] = [];
  for (let row = 0; row < merged.rows; row++) {
    if (leaveOut.hidden?.[row] === 1) continue;
    if (leaveOut.passOnly && !passes(placesOf(live, merged.index, row))) continue;
    kept.push(row);
  }
  const pick = <T extends Uint32Array | Int32Array>(column: T, into: T): T => {
    kept.forEach((row, i) => {
      into[i] = column[row]!;
    });
    return into;
  };
  const n = kept.length;
  return createBatch(
    contig,
    n,
    pick(start, new Uint32Array(n)),
    counts.map((columns) => {
      const out = createCountColumns(n);
      for (const name of Object.keys(out) as (keyof CountColumns)[]) pick(columns[name], out[name]);
      return out;
    }),
    { live, index: merged.index.map((column) => pick(column, new Int32Array(n))) },
  );
}
