import type { MessagePort } from 'node:worker_threads';
import type { ParsedChunk } from './chunk-model.ts';
import { type FromWorker, STREAM_CREDIT, type ToWorker } from './parser-pool.ts';
import type { ChunkTask } from './plan-tasks.ts';
import { sendError } from './shift-lines.ts';
import { type RunnerSetup, TaskRunner } from './task-runner.ts';

/**
 * What a parsing thread does for one batch of files: tasks come in, parsed chunks go out, their buffers handed over without copying.
 * Resolves when it is told that the batch has ended.
 */
export async function serveParsing(setup: RunnerSetup, port: MessagePort): Promise<void> {
  const runner = new TaskRunner(setup);
  const queue: { taskNo: number; task: ChunkTask }[] = [];
  let running = false;
  let credit = STREAM_CREDIT;
  let more: () => void = () => undefined;

  async function work(): Promise<void> {
    if (running) return;
    running = true;
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await runTask(job.taskNo, job.task);
    running = false;
  }

  async function runTask(taskNo: number, task: ChunkTask): Promise<void> {
    try {
      for await (const chunk of runner.run(task)) {
        if (task.range === null) {
          while (credit === 0) await new Promise<void>((resolve) => (more = resolve));
          credit--;
        }
        port.postMessage({ kind: 'chunk', taskNo, chunk } satisfies FromWorker, buffersOf(chunk));
      }
      port.postMessage({ kind: 'end', taskNo } satisfies FromWorker);
    } catch (error) {
      port.postMessage({ kind: 'error', taskNo, error: sendError(error) } satisfies FromWorker);
    }
  }

  await new Promise<void>((end) => {
    const told = (message: ToWorker): void => {
      if (message.kind === 'task') {
        queue.push(message);
        void work();
      } else if (message.kind === 'credit') {
        credit = Math.min(STREAM_CREDIT, credit + 1);
        more();
      } else {
        port.off('message', told);
        end();
      }
    };
    port.on('message', told);
  });
  runner.close();
}

/** Every buffer of the typed arrays in a chunk. */
export function buffersOf(chunk: ParsedChunk): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(chunk.parts);
  visit(chunk.details);
  return [...buffers];
}
