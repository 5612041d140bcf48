import { Logger as WorkerLogger } from 'graphile-worker';
import type { Logger } from '../logging/index.ts';

/** Graphile Worker says nothing. */
export const quietLogger = new WorkerLogger(() => () => undefined);

/** Graphile Worker's errors and warnings in the log; its messages may hold payloads, so the rest stays out. */
export function makeWorkerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error') log.error({ queue: true }, message);
    if (level === 'warning') log.warn({ queue: true }, message);
  });
}
