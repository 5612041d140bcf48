import { setImmediate } from 'node:timers/promises';
import { type FinishedSegment, type SegmentBatch, SegmentWriter } from '../segment/index.ts';
import { CoverSites } from './cover-sites.ts';
import { groupAlleles } from './group-alleles.ts';
import { layOut, type MergeInput, type MergeSource } from './merge-source.ts';
import { MergedAlleles } from './merged-alleles.ts';
import { MergedColumns } from './merged-columns.ts';
import { mergeLayers } from './merged-layers.ts';

/** A written segment and whom it holds. */
export interface MergedSegment extends FinishedSegment {
  genomes: number;
  batches: SegmentBatch[];
}

/** Alleles and sites looked at before other work gets its turn. */
const STEP = 4096;

/**
 * Puts segments of one contig and kind together, without the genomes that are dropped (erased). Every count of every group of
 * the others is what it was: an allele gets a site that says of each genome what its own segment said, and the sites of all
 * sources stay for alleles that nobody has yet. An allele that only dropped genomes carried is gone with its texts. One input
 * and a drop set rewrites a segment.
 * @param directory of segments
 * @returns null when every genome is dropped: nothing is left to write
 */
export async function mergeSegments(
  directory: string,
  inputs: readonly MergeInput[],
  signal?: AbortSignal,
): Promise<MergedSegment | null> {
  const { sources, batches, genomes } = layOut(inputs);
  if (genomes === 0) return null;
  const { kind } = inputs[0]!.live.segment.reader.head;
  const writer = new SegmentWriter(directory, { kind, genomes, batches });
  try {
    const columns = new MergedColumns(writer, genomes, kind === 'structural');
    const covers = new CoverSites(sources, columns);
    const alleles = new MergedAlleles(sources, columns, covers);
    for (const [start, end] of steps(sources)) {
      signal?.throwIfAborted();
      covers.add(start, end);
      for (const group of groupAlleles(sources, start, end)) alleles.add(group);
      if (columns.flush(false)) {
        covers.forget();
        alleles.forget();
      }
      await setImmediate();
    }
    columns.flush(true);
    return { ...writer.finish(mergeLayers(sources)), genomes, batches };
  } catch (error) {
    giveUp(writer);
    throw error;
  }
}

/** Removes the unfinished file. What went wrong before matters more than a file that is closed already. */
function giveUp(writer: SegmentWriter): void {
  try {
    writer.abort();
  } catch {
    // Sealing had closed it.
  }
}

/** Stretches of positions with about {@link STEP} alleles and sites each, covering all of them. */
function* steps(sources: readonly MergeSource[]): Generator<[number, number]> {
  const alleleAt = sources.map(() => 0);
  const siteAt = sources.map(() => 0);
  const most = Math.max(16, Math.floor(STEP / sources.length));
  for (let start = 0; ; ) {
    let end = Number.POSITIVE_INFINITY;
    let some = false;
    sources.forEach(({ live: { segment } }, k) => {
      const { cover } = segment;
      const a = alleleAt[k]!;
      const s = siteAt[k]!;
      if (a < segment.alleles || s < cover.size) some = true;
      if (a + most < segment.alleles) end = Math.min(end, segment.start[a + most]!);
      if (s + most < cover.size) end = Math.min(end, cover.startAt(s + most));
    });
    if (!some) return;
    end = Math.max(end, start + 1);
    const stop = Math.min(end, 0xffffffff);
    yield [start, stop];
    sources.forEach(({ live: { segment } }, k) => {
      while (alleleAt[k]! < segment.alleles && segment.start[alleleAt[k]!]! < stop) alleleAt[k]!++;
      while (siteAt[k]! < segment.cover.size && segment.cover.startAt(siteAt[k]!) < stop) siteAt[k]!++;
    });
    start = stop;
  }
}
