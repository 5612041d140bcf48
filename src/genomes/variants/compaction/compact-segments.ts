import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeInThread, runMerge } from './merge-task.ts';
import {
  asWriter,
  type CompactionDeps,
  erasedLocals,
  listLiveSegments,
  nameSegment,
  nextVersion,
  retireSegments,
  SegmentsChanged,
  type StoredSegment,
} from './segment-store.ts';

/** Segments of one size class that make a merge worth while; a merge takes at most twice as many. */
export const ENOUGH = 32;

/**
 * What to merge now: of one contig and kind, segments of one size class (genomes: below 32, below 1,024, …) once there are more
 * than {@link ENOUGH}. A genome is so rewritten once a class, a logarithmic number of times. Smallest first.
 */
export function planMerges(live: readonly StoredSegment[], enough = ENOUGH): StoredSegment[][] {
  const classes = new Map<string, StoredSegment[]>();
  for (const segment of live) {
    const size = Math.floor(Math.log(segment.genomes) / Math.log(ENOUGH) + 1e-9);
    const key = `${segment.referenceNo} ${segment.contigNo} ${segment.kind} ${size}`;
    const known = classes.get(key);
    if (known) known.push(segment);
    else classes.set(key, [segment]);
  }
  return [...classes.values()]
    .filter((segments) => segments.length > enough)
    .map((segments) => segments.sort((a, b) => a.genomes - b.genomes).slice(0, 2 * enough));
}

/** How much was merged. */
export interface CompactionResult {
  merges: number;
  /** Segments that are now in others. */
  segments: number;
}

/**
 * Merges what {@link planMerges} finds until nothing is left to merge. Readers go on with the segments they have open. One
 * compaction runs at a time; another call waits. Answers do not change.
 */
export async function compactSegments(
  deps: CompactionDeps,
  options: { signal?: AbortSignal; enough?: number } = {},
): Promise<CompactionResult> {
  const { signal, enough } = options;
  const result = { merges: 0, segments: 0 };
  await deps.db.advisoryLock('genomes.compaction', async () => {
    for (;;) {
      const plans = planMerges(await listLiveSegments(deps.db.jobs, deps.dataDir), enough);
      let merged = 0;
      for (const plan of plans) {
        signal?.throwIfAborted();
        if (!(await mergeAndCommit(deps, plan, signal))) continue;
        merged++;
        result.segments += plan.length;
      }
      result.merges += merged;
      if (merged === 0) return;
    }
  });
  return result;
}

/** Merges these segments into one. @returns false when somebody changed one of them meanwhile: nothing happened then */
async function mergeAndCommit(
  deps: CompactionDeps,
  segments: readonly StoredSegment[],
  signal?: AbortSignal,
): Promise<boolean> {
  return asWriter(deps.db, async () => {
    const erased = await erasedLocals(deps.db.jobs, [...new Set(segments.flatMap((s) => s.batchNos))]);
    const task = { directory: join(deps.dataDir, 'segments'), segments, erased };
    const merged = await (deps.inThread ? runMerge : mergeInThread)(task, signal);
    if (merged === null) return false;
    try {
      await deps.db.jobs.transaction().execute(async (trx) => {
        const version = await nextVersion(trx);
        await retireSegments(trx, segments, version);
        await nameSegment(trx, segments[0]!, merged, version);
      });
      return true;
    } catch (error) {
      await rm(merged.path, { force: true });
      if (error instanceof SegmentsChanged) return false;
      throw error;
    }
  });
}
