import type { SegmentBatch } from '../segment/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';

/** A segment that goes into a merge. */
export interface MergeInput {
  live: LiveSegment;
  /** Whether a local number is to be left out: the genome was erased. */
  isDropped(local: number): boolean;
}

/** A segment in a merge, with the new number of each of its genomes. */
export interface MergeSource {
  live: LiveSegment;
  /** New local number of each old one; DROPPED where the genome goes. Ascending where not dropped. */
  map: Int32Array;
  dropsSome: boolean;
}

export const DROPPED = -1;

/**
 * Lays the genomes of several segments side by side. A batch keeps its numbers among its own genomes, so that
 * (batch, local number) stays a genome's address; a batch of which every genome is dropped gets no place.
 */
export function layOut(inputs: readonly MergeInput[]): {
  sources: MergeSource[];
  batches: SegmentBatch[];
  genomes: number;
} {
  const batches: SegmentBatch[] = [];
  let genomes = 0;
  const sources = inputs.map(({ live, isDropped }): MergeSource => {
    const { segment } = live;
    const map = new Int32Array(segment.genomes).fill(DROPPED);
    let dropsSome = false;
    for (const batch of segment.batches) {
      const locals = Array.from({ length: batch.genomes }, (_, i) => batch.from + i);
      const kept = locals.filter((local) => !isDropped(local));
      if (kept.length < locals.length) dropsSome = true;
      if (kept.length === 0) continue;
      for (const local of kept) map[local] = genomes + local - batch.from;
      batches.push({ batchNo: batch.batchNo, from: genomes, genomes: batch.genomes });
      genomes += batch.genomes;
    }
    return { live, map, dropsSome };
  });
  return { sources: sources.filter((s) => s.map.some((n) => n !== DROPPED)), batches, genomes };
}
