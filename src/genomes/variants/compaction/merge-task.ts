import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { startWorker } from '../../../platform/workers/index.ts';
import type { SegmentRow } from '../population/index.ts';
import { OpenSegment } from '../resident/index.ts';
import type { SegmentBatch } from '../segment/index.ts';
import { makeLiveSegment } from '../snapshot/index.ts';
import { type MergedSegment, mergeSegments } from './merge-segments.ts';

/** A merge as data, for a thread of its own. */
export interface MergeTask {
  /** Folder of the segments. */
  directory: string;
  segments: readonly SegmentRow[];
  /** Erased genomes to leave out: local numbers by batch. */
  erased: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Merges in this thread. @returns null when nothing is left */
export async function runMerge(task: MergeTask, signal?: AbortSignal): Promise<MergedSegment | null> {
  const opened: OpenSegment[] = [];
  try {
    const inputs = task.segments.map((row) => {
      const segment = new OpenSegment(row.segmentId, row.path);
      opened.push(segment);
      const gone = erasedIn(segment.batches, task.erased);
      return {
        live: makeLiveSegment(row, segment, null),
        isDropped: (local: number): boolean => gone.has(local),
      };
    });
    return await mergeSegments(task.directory, inputs, signal);
  } finally {
    for (const segment of opened) segment.close();
  }
}

/** Erased genomes as local numbers of a segment. */
function erasedIn(batches: readonly SegmentBatch[], erased: MergeTask['erased']): Set<number> {
  return new Set(batches.flatMap(({ batchNo, from }) => [...(erased.get(batchNo) ?? [])].map((local) => from + local)));
}

/** Merges in a worker thread, so that the server goes on answering. */
export async function mergeInThread(task: MergeTask, signal?: AbortSignal): Promise<MergedSegment | null> {
  signal?.throwIfAborted();
  const worker = startWorker('scan', task);
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const ended = once(worker, 'exit').then(() => {
      signal?.throwIfAborted();
      throw new Error('The thread that merges segments ended before it was done.');
    });
    const [finished] = (await Promise.race([once(worker, 'message'), ended])) as [MergedSegment | null];
    return finished;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/** The body of the worker thread. */
export async function serveMerge(task: MergeTask, port: MessagePort): Promise<void> {
  port.postMessage(await runMerge(task));
}
