import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type CountColumns, createCountColumns } from '../counts/index.ts';
import type { ContigRow, LocalGroup } from '../population/index.ts';
import type { LiveSegment, View } from '../snapshot/index.ts';
import { countsFolder, digestOf, writeStoredCounts } from '../stored-counts/index.ts';
import { countSegmentRows } from './count-segment-rows.ts';
import { mergeRows, windowsOf } from './windows.ts';

/** Segments with fewer genomes are counted as fast as their stored counts are read. */
const FEW_GENOMES = 256;

export interface StoreCountsOptions {
  /** Folder of stored counts. */
  folder: string;
  /** Genomes below which a segment is not worth it. */
  atLeast?: number;
  signal?: AbortSignal;
}

/**
 * Makes the counts of all groups for every segment of the view's reference that has none under the current mask, and removes
 * those made under other masks. Answers are the same with and without.
 * @returns files written
 */
export async function storeCounts(view: View, options: StoreCountsOptions): Promise<number> {
  const { folder, atLeast = FEW_GENOMES, signal } = options;
  const { snapshot } = view;
  let written = 0;
  for (const contig of snapshot.manifest.contigs) {
    for (const live of view.segments(contig.contigNo, 'small')) {
      if (live.segment.genomes < atLeast) continue;
      const groups = snapshot.population.groups.map((g) => snapshot.projection.group(g.mask, live.segment.batches));
      const wanted = new Map(groups.map((group) => [digestOf(group, contig), group]));
      removeOthers(countsFolder(folder, live.segment.id), wanted);
      for (const [digest, group] of wanted) {
        signal?.throwIfAborted();
        if (existsSync(join(countsFolder(folder, live.segment.id), `${digest}.cnt`))) continue;
        writeStoredCounts(folder, live.segment.id, digest, await countAll(live, contig, group));
        written++;
      }
    }
  }
  return written;
}

/** Counts every allele of one segment. */
async function countAll(live: LiveSegment, contig: ContigRow, group: LocalGroup): Promise<CountColumns> {
  const all = createCountColumns(live.segment.alleles);
  for (const window of windowsOf(contig, [live], 0, 0xffffffff)) {
    const merged = mergeRows([live], window);
    const counts = createCountColumns(merged.rows);
    countSegmentRows(live, 0, window, merged, [{ group, stored: null, counts }]);
    for (const name of Object.keys(all) as (keyof CountColumns)[]) all[name].set(counts[name], window.first[0]!);
    await setImmediate();
  }
  return all;
}

function removeOthers(folder: string, wanted: ReadonlyMap<string, unknown>): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.cnt') && !wanted.has(name.slice(0, -4))) rmSync(join(folder, name), { force: true });
  }
}
