import { openAccess } from '../access/open-access.ts';
import { keepCases } from '../access/permits/index.ts';
import type { App } from './compose.ts';

const every = 10 * 60_000;

/** Does at once and every few minutes what the calendar asks of the coordinating centre's cases: expiry, reminders, lapses. */
export function keepCasesRunning({ database, variants, config, log }: App): () => Promise<void> {
  const deps = openAccess({ database, variants, dataDir: config.dataDir });
  let running: Promise<void> = Promise.resolve();
  async function keep(): Promise<void> {
    try {
      const done = await keepCases(deps);
      if (Object.values(done).some((count) => count > 0)) log.info(done, 'cases of the coordinating centre');
    } catch (error) {
      log.warn({ err: error }, 'the upkeep of cases failed');
    }
  }
  running = keep();
  const timer = setInterval(() => {
    running = running.then(keep);
  }, every);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
