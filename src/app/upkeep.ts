import type { Logger } from '../platform/logging/index.ts';

/** Does something at once and every few minutes, one after the other, until the returned function is called. What fails is tried again. */
export function keepDoing(
  { what, every, log }: { what: string; every: number; log: Logger },
  work: () => Promise<void>,
): () => Promise<void> {
  const once = (): Promise<void> => work().catch((error: unknown) => log.warn({ err: error }, `${what} failed`));
  let running = once();
  const timer = setInterval(() => {
    running = running.then(once);
  }, every);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
