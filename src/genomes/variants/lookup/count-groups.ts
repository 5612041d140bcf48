import { type Bitmap, countAnd } from '../../../bits/index.ts';
import {
  addByPloidy,
  type CountColumns,
  createCountColumns,
  createRawCounts,
  type Ploidy,
  ploidyAt,
  type RawCounts,
  rawCounts,
} from '../counts/index.ts';
import type { ContigRow, LocalMask, PopulationBatch } from '../population/index.ts';
import { createAlleleSets } from '../resident/index.ts';
import { EMPTY } from '../segment/index.ts';
import type { LiveSegment, Snapshot, View } from '../snapshot/index.ts';
import { findAllele } from './find-allele.ts';

/** A normalised small allele. 0-based start; upper-case bases. */
export interface AlleleKey {
  start: number;
  ref: string;
  alt: string;
}

/** Where an allele is held. */
export interface AllelePlace {
  live: LiveSegment;
  index: number;
}

export interface GroupedCounts {
  /** One row a mask. */
  columns: CountColumns;
  places: AllelePlace[];
}

const sets = createAlleleSets();
const raw = createRawCounts();

/** Counts one small allele exactly in each group, over every batch of the reference. @param masks over genome numbers */
export function countGroups(view: View, contig: ContigRow, key: AlleleKey, masks: readonly Bitmap[]): GroupedCounts {
  const columns = createCountColumns(masks.length);
  const places: AllelePlace[] = [];
  const ploidy = ploidyAt(contig, key.start);
  const span = { start: key.start, end: key.start + key.ref.length };
  const { projection } = view.snapshot;
  const live = view.segments(contig.contigNo, 'small');
  for (const one of live) {
    const index = findAllele(one.segment, key.start, key.ref, key.alt);
    if (index >= 0) places.push({ live: one, index });
    const counter = index >= 0 ? countPresent(one, index, span) : countAbsent(one, span);
    for (let k = 0; k < masks.length; k++) {
      addByPloidy(columns, k, ploidy, projection.group(masks[k]!, one.segment.batches), counter);
    }
  }
  addBatchesWithoutSegment(columns, view.snapshot, live, ploidy, masks);
  return { columns, places };
}

/** Sizes of an allele's sets under a mask. The result is overwritten by the next call of any counter. */
export type Counter = (mask: LocalMask) => RawCounts;

/** Counts allele `index`, which the segment has. Valid until the next call. @param span its reference bases, 0-based half-open */
export function countPresent(live: LiveSegment, index: number, span: { start: number; end: number }): Counter {
  const { segment, callability } = live;
  segment.alleleSets(index, sets);
  if (sets.unknown.as === EMPTY) return (mask) => rawCounts(sets, segment.genomes, mask, raw);
  const elsewhere = callability.ofSilent(index, span.start, span.end);
  if (elsewhere === null) return (mask) => rawCounts(sets, segment.genomes, mask, raw);
  return (mask) => {
    rawCounts(sets, segment.genomes, mask, raw);
    raw.miss += countAnd(elsewhere.miss, mask.words);
    raw.low += countAnd(elsewhere.low, mask.words);
    raw.unknown = countAnd(elsewhere.unknown, mask.words);
    return raw;
  };
}

/** Counts an allele that the segment does not have. Valid until the next call. */
export function countAbsent(live: LiveSegment, span: { start: number; end: number }): Counter {
  const state = live.callability.resolve(span.start, span.end);
  return (mask) => live.callability.rawCounts(state, mask, raw);
}

/** Adds batches without a segment: declared callable everywhere, or unknown. The same for every allele of one ploidy. Row k is mask k. */
export function addBatchesWithoutSegment(
  columns: CountColumns,
  snapshot: Snapshot,
  live: readonly LiveSegment[],
  ploidy: Ploidy,
  masks: readonly Bitmap[],
): void {
  for (const batch of batchesWithoutSegment(snapshot, live)) {
    const ranges = [{ batchNo: batch.batchNo, from: 0, genomes: batch.genomes }];
    const called = batch.callability === 'everything';
    masks.forEach((mask, k) => {
      addByPloidy(columns, k, ploidy, snapshot.projection.group(mask, ranges), (local) => ({
        ...createRawCounts(),
        unknown: called ? 0 : local.size,
      }));
    });
  }
}

const absentBatches = new WeakMap<readonly LiveSegment[], PopulationBatch[]>();

/** Remembered with the open segments of the contig, which belong to one snapshot. */
function batchesWithoutSegment(snapshot: Snapshot, live: readonly LiveSegment[]): PopulationBatch[] {
  const known = absentBatches.get(live);
  if (known) return known;
  const present = new Set(live.flatMap(({ segment }) => segment.batches.map((b) => b.batchNo)));
  const absent = [...snapshot.population.batches.values()].filter((batch) => !present.has(batch.batchNo));
  absentBatches.set(live, absent);
  return absent;
}
