import type { Worker } from 'node:worker_threads';
import { Problem, type ProblemExtra, type ProblemSpec } from '../../platform/problem/index.ts';
import { startWorker } from '../../platform/workers/index.ts';
import type { EngineCall, EngineReply } from './serve-engine.ts';

/** An answer, and how long the thread worked on it. */
export interface Timed<T> {
  answer: T;
  milliseconds: number;
}

interface Waiting {
  done(timed: Timed<unknown>): void;
  fail(error: unknown): void;
}

/** The thread that holds the register: questions wait for each other there and for nobody here. */
export class EngineThread {
  #worker: Worker | undefined;
  #next = 0;
  #retired = false;
  readonly #waiting = new Map<number, Waiting>();

  async call<T>(call: EngineCall): Promise<Timed<T>> {
    const worker = this.#start();
    const no = this.#next++;
    worker.ref();
    try {
      return await new Promise<Timed<T>>((done, fail) => {
        this.#waiting.set(no, { done: done as Waiting['done'], fail });
        worker.postMessage({ ...call, no });
      });
    } finally {
      this.#waiting.delete(no);
      // Whoever waits keeps the process; a thread with nothing to do does not.
      if (this.#waiting.size === 0) this.#rest(worker);
    }
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = startWorker('register', {});
    this.#worker = worker;
    worker.on('message', ({ no, answer, milliseconds = 0, problem }: EngineReply) => {
      const waiting = this.#waiting.get(no);
      if (problem) {
        const { code, status, title, detail, extra } = problem;
        waiting?.fail(new Problem({ code: code as ProblemSpec['code'], status, title }, detail, extra as ProblemExtra));
      } else waiting?.done({ answer, milliseconds });
    });
    const ended = (error: unknown): void => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { fail } of this.#waiting.values()) fail(error);
    };
    worker.once('error', ended);
    worker.once('exit', () => ended(new Error('the register’s thread ended')));
    return worker;
  }

  #rest(worker: Worker): void {
    if (this.#retired) void worker.terminate();
    else worker.unref();
  }

  /** Ends the thread once it has answered what it was asked. */
  retire(): void {
    this.#retired = true;
    if (this.#worker && this.#waiting.size === 0) this.#rest(this.#worker);
  }

  get started(): boolean {
    return this.#worker !== undefined;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
