import { setTimeout as sleep } from 'node:timers/promises';
import type { Pending } from './model.ts';

/** Tells how far a piece of work is. */
export interface Tell {
  step(name: string, total: number): void;
  advance(n: number): void;
}

interface Entry<T> {
  result: Promise<T>;
  progress: Pending;
  forget: NodeJS.Timeout | undefined;
}

/**
 * Work that may take longer than a request should: the same question asked again joins the work that is under way, waits a while
 * for it, and hears how far it is. After a restart the question simply starts it again.
 */
export interface PendingWork<T> {
  run(key: string, work: (tell: Tell) => Promise<T>): Promise<T | Pending>;
}

const keptResult = 10 * 60_000;

/** @param patience longest wait for a result within one request, in milliseconds */
export function makePendingWork<T>(patience = 15_000): PendingWork<T> {
  const entries = new Map<string, Entry<T>>();

  function begin(key: string, work: (tell: Tell) => Promise<T>): Entry<T> {
    const progress: Pending = { pending: true, step: 'Waiting', done: 0, total: 0 };
    const tell: Tell = {
      step: (name, total) => Object.assign(progress, { step: name, total, done: 0 }),
      advance: (n) => {
        progress.done += n;
      },
    };
    const entry: Entry<T> = { result: work(tell), progress, forget: undefined };
    const rest = () => {
      entry.forget = setTimeout(() => entries.delete(key), keptResult);
      entry.forget.unref();
    };
    entry.result.then(rest, rest);
    entries.set(key, entry);
    return entry;
  }

  return {
    async run(key, work) {
      const entry = entries.get(key) ?? begin(key, work);
      const timer = new AbortController();
      const late = sleep(patience, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
      try {
        const answer = await Promise.race([entry.result, late]);
        if (answer === undefined) return { ...entry.progress };
        entries.delete(key);
        clearTimeout(entry.forget);
        return answer;
      } catch (error) {
        entries.delete(key);
        clearTimeout(entry.forget);
        throw error;
      } finally {
        timer.abort();
      }
    },
  };
}
