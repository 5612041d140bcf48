import type { Worker } from 'node:worker_threads';
import { returnWorker, startWorker } from '../../../platform/workers/index.ts';
import type { ParsedChunk } from './chunk-model.ts';
import type { ChunkTask } from './plan-tasks.ts';
import { receiveError, type SentError, sendError } from './shift-lines.ts';
import { type RunnerSetup, TaskRunner } from './task-runner.ts';

/** A parsed chunk, or why there is none, in file order. */
export type PoolItem =
  | { kind: 'chunk'; task: ChunkTask; chunk: ParsedChunk }
  | { kind: 'end'; task: ChunkTask }
  | { kind: 'error'; task: ChunkTask; error: SentError };

export type ToWorker = { kind: 'task'; taskNo: number; task: ChunkTask } | { kind: 'credit' } | { kind: 'end' };
export type FromWorker =
  | { kind: 'chunk'; taskNo: number; chunk: ParsedChunk }
  | { kind: 'end'; taskNo: number }
  | { kind: 'error'; taskNo: number; error: SentError };

/** Tasks that are given out besides one a worker: what is parsed while a segment is made durable. */
const TASKS_AHEAD = 6;

/** Chunks of one stream that may be on their way before the thread waits. */
export const STREAM_CREDIT = 2;

/** Parses in this thread. */
export async function* parseHere(setup: RunnerSetup, tasks: AsyncIterable<ChunkTask>): AsyncGenerator<PoolItem> {
  const runner = new TaskRunner(setup);
  try {
    for await (const task of tasks) {
      try {
        for await (const chunk of runner.run(task)) yield { kind: 'chunk', task, chunk };
      } catch (error) {
        yield { kind: 'error', task, error: sendError(error) };
      }
      yield { kind: 'end', task };
    }
  } finally {
    runner.close();
  }
}

interface Pending {
  task: ChunkTask;
  worker: Seat;
  chunks: ParsedChunk[];
  ended: boolean;
  error: SentError | null;
}

interface Seat {
  worker: Worker;
  queued: number;
}

/**
 * Parses in worker threads and gives the chunks in the order of the tasks. At most `workers` and
 * `TASKS_AHEAD` tasks are with the threads or wait here for their turn, so that no worker stands still while this thread writes a segment.
 */
export async function* parseInThreads(
  setup: RunnerSetup,
  tasks: AsyncIterable<ChunkTask>,
  workers: number,
): AsyncGenerator<PoolItem> {
  const pool = new ThreadPool(setup, workers);
  try {
    yield* pool.run(tasks);
  } finally {
    await pool.close();
  }
}

class ThreadPool {
  readonly #seats: Seat[];
  readonly #pending = new Map<number, Pending>();
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(setup: RunnerSetup, workers: number) {
    this.#seats = Array.from({ length: workers }, () => {
      const seat: Seat = { worker: startWorker('ingest', setup), queued: 0 };
      seat.worker.on('message', (message: FromWorker) => this.#receive(message));
      seat.worker.on('error', (error) => this.#fail(error));
      seat.worker.on('exit', (code) => this.#fail(new Error(`a parsing thread ended with code ${code}`)));
      return seat;
    });
  }

  async *run(tasks: AsyncIterable<ChunkTask>): AsyncGenerator<PoolItem> {
    const source = tasks[Symbol.asyncIterator]();
    let next: IteratorResult<ChunkTask> | null = null;
    let planned = 0;
    try {
      for (let current = 0; ; ) {
        while (planned - current < this.#seats.length + TASKS_AHEAD && !next?.done) {
          next = await source.next();
          if (!next.done) this.#send(planned++, next.value);
        }
        const pending = this.#pending.get(current);
        if (pending === undefined) return;
        if (this.#failure !== null) throw this.#failure;
        const chunk = pending.chunks.shift();
        if (chunk !== undefined) {
          pending.worker.worker.postMessage({ kind: 'credit' } satisfies ToWorker);
          yield { kind: 'chunk', task: pending.task, chunk };
        } else if (pending.ended) {
          if (pending.error !== null) yield { kind: 'error', task: pending.task, error: pending.error };
          this.#pending.delete(current++);
          yield { kind: 'end', task: pending.task };
        } else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      await source.return?.();
    }
  }

  async close(): Promise<void> {
    const idle = this.#failure === null && this.#seats.every((seat) => seat.queued === 0);
    this.#failure ??= new Error('closed');
    if (!idle) {
      await Promise.all(this.#seats.map((seat) => seat.worker.terminate()));
      return;
    }
    for (const { worker } of this.#seats) {
      worker.postMessage({ kind: 'end' } satisfies ToWorker);
      returnWorker('ingest', worker);
    }
  }

  #send(taskNo: number, task: ChunkTask): void {
    const seat = this.#seats.reduce((least, s) => (s.queued < least.queued ? s : least));
    seat.queued++;
    this.#pending.set(taskNo, { task, worker: seat, chunks: [], ended: false, error: null });
    seat.worker.postMessage({ kind: 'task', taskNo, task } satisfies ToWorker);
  }

  #receive(message: FromWorker): void {
    const pending = this.#pending.get(message.taskNo)!;
    if (message.kind === 'chunk') pending.chunks.push(message.chunk);
    else {
      pending.ended = true;
      pending.worker.queued--;
      if (message.kind === 'error') pending.error = message.error;
    }
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** An error of a pool item as the file's. */
export function poolError(item: { error: SentError }, lines: number): Error {
  return receiveError(item.error, lines);
}
