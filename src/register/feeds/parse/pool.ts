import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../../platform/workers/index.ts';
import { ChunkParser } from './chunk-parser.ts';
import type { Layout } from './layout.ts';
import type { ParsedChunk } from './parsed-chunk.ts';

/** A stretch of a source to be parsed. */
export interface Stretch {
  /** Index of the file it is of. */
  file: number;
  bytes: Uint8Array;
  /** Where its first row stands in the file. */
  firstPlace: number;
  /** The file ends with it. */
  last: boolean;
}

export interface ParsedStretch {
  file: number;
  chunk: ParsedChunk;
  /** Thread whose words the chunk is written in. */
  thread: number;
  bytes: number;
}

export interface ToParser {
  no: number;
  stretch: Stretch;
}
export type FromParser = { no: number; chunk: ParsedChunk } | { no: number; error: string };

/** Stretches a thread has with it: one it works on and one that waits. */
const ahead = 2;

/** Parses in this thread: for small sources, which would be done before a thread has begun. */
export async function* parseHere(layout: Layout, stretches: AsyncIterable<Stretch>): AsyncGenerator<ParsedStretch> {
  const parser = new ChunkParser(layout);
  for await (const { file, bytes, firstPlace, last } of stretches) {
    yield { file, thread: 0, bytes: bytes.length, chunk: parser.parse(bytes, firstPlace, last) };
  }
}

/** Parses in threads and gives the stretches in their order; at most `ahead` for each thread are in memory. */
export async function* parseInThreads(
  layout: Layout,
  stretches: AsyncIterable<Stretch>,
  threads: number,
): AsyncGenerator<ParsedStretch> {
  const workers = Array.from({ length: threads }, () => startWorker('feed', layout));
  const waiting = new Map<number, Promise<ParsedStretch>>();
  const answers = new Answers(workers);
  const source = stretches[Symbol.asyncIterator]();
  try {
    let next = 0;
    for (let current = 0; ; current++) {
      while (next < current + threads * ahead) {
        const given = await source.next();
        if (given.done) break;
        const thread = next % threads;
        const { file, bytes } = given.value;
        const size = bytes.length;
        waiting.set(
          next,
          answers.of(next).then((chunk) => ({ file, thread, bytes: size, chunk })),
        );
        // What was read is a buffer of its own: it is handed over, not copied.
        const message: ToParser = { no: next++, stretch: given.value };
        workers[thread]!.postMessage(message, [bytes.buffer as ArrayBuffer]);
      }
      const parsed = waiting.get(current);
      if (parsed === undefined) return;
      waiting.delete(current);
      yield await parsed;
    }
  } finally {
    await source.return?.();
    answers.end();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

class Answers {
  readonly #open = new Map<number, { resolve: (chunk: ParsedChunk) => void; reject: (error: Error) => void }>();
  #failure: Error | null = null;

  constructor(workers: readonly Worker[]) {
    for (const worker of workers) {
      worker.on('message', (message: FromParser) => {
        const asked = this.#open.get(message.no)!;
        this.#open.delete(message.no);
        if ('chunk' in message) asked.resolve(message.chunk);
        else asked.reject(new Error(message.error));
      });
      worker.on('error', (error) => this.#fail(error as Error));
      worker.on('exit', (code) => this.#fail(new Error(`a parsing thread ended with code ${code}`)));
    }
  }

  of(no: number): Promise<ParsedChunk> {
    const answer = new Promise<ParsedChunk>((resolve, reject) => {
      if (this.#failure) reject(this.#failure);
      else this.#open.set(no, { resolve, reject });
    });
    // Where nobody waits for it any more, its failure is nobody's.
    answer.catch(() => undefined);
    return answer;
  }

  end(): void {
    this.#failure ??= new Error('ended');
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
