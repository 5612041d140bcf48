import type { Bitmap } from '../../../bits/index.ts';
import {
  addByPloidy,
  type CountColumns,
  createCountColumns,
  createRawCounts,
  ploidyAt,
  rawCounts,
} from '../counts/index.ts';
import { type Counter, countAbsent, countPresent } from '../lookup/index.ts';
import type { ContigRow } from '../population/index.ts';
import { createAlleleSets, type OpenSegment, type StoredSet } from '../resident/index.ts';
import { chooseRepresentation, readSet, setWords, writeSet } from '../segment/index.ts';
import type { LiveSegment, Snapshot, View } from '../snapshot/index.ts';
import type { StructuralAllele } from './find-structural.ts';

/**
 * Counts a structural allele exactly in each group; row k is mask k. A batch that brought no structural variants at all says
 * nothing of them: its genomes are unknown, also where it declared itself callable for small ones.
 */
export function countStructural(
  view: View,
  contig: ContigRow,
  allele: StructuralAllele,
  masks: readonly Bitmap[],
): CountColumns {
  const columns = createCountColumns(masks.length);
  const ploidy = ploidyAt(contig, allele.start);
  const { projection } = view.snapshot;
  const live = view.segments(contig.contigNo, 'structural');
  for (const one of live) {
    const indices = allele.places.find((place) => place.live === one)?.indices ?? [];
    const counter = counterOf(one, indices, allele);
    masks.forEach((mask, k) => {
      addByPloidy(columns, k, ploidy, projection.group(mask, one.segment.batches), counter);
    });
  }
  for (const batch of batchesElsewhere(view.snapshot, live)) {
    const ranges = [{ batchNo: batch.batchNo, from: 0, genomes: batch.genomes }];
    masks.forEach((mask, k) => {
      addByPloidy(columns, k, ploidy, projection.group(mask, ranges), (local) => ({
        ...createRawCounts(),
        unknown: batch.called ? 0 : local.size,
      }));
    });
  }
  return columns;
}

function counterOf(live: LiveSegment, indices: readonly number[], allele: StructuralAllele): Counter {
  if (indices.length === 0) return countAbsent(live, allele);
  if (indices.length === 1) return countPresent(live, indices[0]!, allele);
  const sets = joinedSets(live.segment, indices);
  const raw = createRawCounts();
  return (mask) => rawCounts(sets, live.segment.genomes, mask, raw);
}

/** Rows of one segment that describe the same allele: the row with the most copies of a genome speaks for it, the first row's site for all. */
function joinedSets(segment: OpenSegment, indices: readonly number[]) {
  const { genomes } = segment;
  const copies = new Map<number, number>();
  for (const index of indices) {
    const { one, two } = segment.alleleSets(index, createAlleleSets());
    for (const g of members(one, genomes)) copies.set(g, copies.get(g) ?? 1);
    for (const g of members(two, genomes)) copies.set(g, 2);
  }
  const sets = segment.alleleSets(indices[0]!, createAlleleSets());
  sets.one = storedSet(
    [...copies].filter(([, n]) => n === 1).map(([g]) => g),
    genomes,
  );
  sets.two = storedSet(
    [...copies].filter(([, n]) => n === 2).map(([g]) => g),
    genomes,
  );
  return sets;
}

function members(set: StoredSet, genomes: number): number[] {
  return Array.from(readSet(set.words, set.at, set.as, set.count, genomes));
}

function storedSet(numbers: number[], genomes: number): StoredSet {
  const sorted = numbers.sort((a, b) => a - b);
  const as = chooseRepresentation(sorted.length, genomes);
  const words = new Uint32Array(setWords(as, sorted.length, genomes));
  writeSet(words, 0, as, sorted, sorted.length, genomes);
  return { words, at: 0, as, count: sorted.length };
}

/** Batches without structural variants on this contig. */
function batchesElsewhere(snapshot: Snapshot, live: readonly LiveSegment[]) {
  const here = new Set(live.flatMap(({ segment }) => segment.batches.map((b) => b.batchNo)));
  const somewhere = new Set(
    snapshot.manifest.segments.filter((s) => s.kind === 'structural').flatMap((s) => s.batchNos),
  );
  return [...snapshot.population.batches.values()]
    .filter((batch) => !here.has(batch.batchNo))
    .map(({ batchNo, genomes, callability }) => ({
      batchNo,
      genomes,
      called: callability === 'everything' && somewhere.has(batchNo),
    }));
}
