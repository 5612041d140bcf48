import { openAccess } from '../access/open-access.ts';
import { keepCases } from '../access/permits/index.ts';
import type { App } from './compose.ts';
import { keepDoing } from './upkeep.ts';

const every = 10 * 60_000;

/** Does at once and every few minutes what the calendar asks of the coordinating centre's cases: expiry, reminders, lapses. */
export function keepCasesRunning({ database, variants, register, config, log }: App): () => Promise<void> {
  const deps = openAccess({ database, variants, register, dataDir: config.dataDir });
  return keepDoing({ what: 'the upkeep of cases', every, log }, async () => {
    const done = await keepCases(deps);
    if (Object.values(done).some((count) => count > 0)) log.info(done, 'cases of the coordinating centre');
  });
}
