import { join } from 'node:path';
import type { MergedSegment } from './merge-segments.ts';
import { mergeInThread, runMerge } from './merge-task.ts';
import {
  asWriter,
  type CompactionDeps,
  erasedLocals,
  listSegmentsOfBatches,
  nextVersion,
  removeFiles,
  replaceSegment,
  SegmentsChanged,
  type StoredSegment,
} from './segment-store.ts';

/** Where erased genomes were taken out. */
export interface ErasedSegments {
  /** Segments rewritten without them, or removed because nobody was left. */
  segments: number;
  /** Files that went, below the data directory. */
  removed: string[];
}

/**
 * Takes genomes whose state is `erased` out of every segment of their batches: segments in the manifest, in quarantine or
 * retracted are rewritten (alleles that only they carried go with their texts), those that compaction superseded are removed.
 * Old files go at once, whoever may still read an earlier version. Doing it again changes nothing.
 * @param batchNos batches with erased genomes
 */
export async function eraseFromSegments(
  deps: CompactionDeps,
  batchNos: readonly number[],
  signal?: AbortSignal,
): Promise<ErasedSegments> {
  return deps.db.advisoryLock('genomes.compaction', () =>
    asWriter(deps.db, async () => {
      for (;;) {
        try {
          return await eraseOnce(deps, batchNos, signal);
        } catch (error) {
          if (!(error instanceof SegmentsChanged)) throw error;
        }
      }
    }),
  );
}

async function eraseOnce(
  deps: CompactionDeps,
  batchNos: readonly number[],
  signal?: AbortSignal,
): Promise<ErasedSegments> {
  const { db, dataDir } = deps;
  const erased = await erasedLocals(db.jobs, batchNos);
  const named = await listSegmentsOfBatches(db.jobs, dataDir, [...erased.keys()]);
  const rewritten: { old: StoredSegment; merged: MergedSegment | null }[] = [];
  try {
    for (const old of named) {
      signal?.throwIfAborted();
      const task = {
        directory: join(dataDir, 'segments'),
        segments: [old],
        erased: await erasedLocals(db.jobs, old.batchNos),
      };
      const merged = old.superseded ? null : await (deps.inThread ? runMerge : mergeInThread)(task, signal);
      rewritten.push({ old, merged });
    }
    const changed = rewritten.filter(({ old, merged }) => merged?.name !== old.segmentId);
    if (changed.length === 0) return { segments: 0, removed: [] };
    await db.jobs.transaction().execute(async (trx) => {
      await nextVersion(trx);
      for (const { old, merged } of changed) await replaceSegment(trx, old, merged);
    });
    const removed = await removeFiles(
      db.jobs,
      dataDir,
      changed.map(({ old }) => old.path),
    );
    return { segments: changed.length, removed };
  } catch (error) {
    const made = rewritten.flatMap(({ merged }) => (merged ? [merged.path] : []));
    await removeFiles(db.jobs, dataDir, made);
    throw error;
  }
}
