import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

export interface RetryPolicy {
  /** First wait in milliseconds; doubled each time. */
  firstWait: number;
  longestWait: number;
  /** Longest time without any progress before the sender gives up, in milliseconds. */
  patience: number;
}

export const defaultRetry: RetryPolicy = { firstWait: 1000, longestWait: 60_000, patience: 6 * 3600_000 };

const passing = new Set([408, 423, 425, 429]);

/** Whether the same request may succeed later without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof Problem &&
    error.code !== errors.otherServer.code &&
    (error.status >= 500 || passing.has(error.status))
  );
}

export interface Retrying {
  policy: RetryPolicy;
  signal: AbortSignal;
  /** Told before each wait: why, and for how long in milliseconds. */
  onWait(error: Problem, wait: number): void;
}

/**
 * Does something again and again while what stops it may pass, with growing waits, until `patience` has gone by without progress.
 * @param attempt gets `progressed`, which it calls whenever something was gained: waits and patience then start anew
 */
export async function withRetry<T>(retrying: Retrying, attempt: (progressed: () => void) => Promise<T>): Promise<T> {
  const { policy, signal } = retrying;
  let lastGain = Date.now();
  let wait = policy.firstWait;
  const progressed = () => {
    lastGain = Date.now();
    wait = policy.firstWait;
  };
  for (;;) {
    try {
      signal.throwIfAborted();
      return await attempt(progressed);
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error) || !(error instanceof Problem)) throw error;
      if (Date.now() - lastGain + wait > policy.patience) throw error;
      const asked = Number(error.extra?.['retryAfterSeconds'] ?? 0) * 1000;
      const pause = Math.max(asked, wait * (0.75 + Math.random() / 2));
      retrying.onWait(error, pause);
      await sleep(pause, undefined, { signal });
      wait = Math.min(wait * 2, policy.longestWait);
    }
  }
}
