import { forgetExpired, lapseOverdue, openDueReviews } from '../trust/identity/index.ts';
import type { App } from './compose.ts';
import { recordAct } from './record-act.ts';
import { keepDoing } from './upkeep.ts';

const every = 5 * 60_000;

/** Does at once and every few minutes what the calendar asks of rights: reviews are opened, what nobody confirmed lapses. */
export function keepRights({ database, log }: Pick<App, 'database' | 'log'>): () => Promise<void> {
  const deps = { db: database.app, recordAct };
  return keepDoing({ what: 'the upkeep of rights', every, log }, async () => {
    const lapsed = await lapseOverdue(deps);
    const opened = await openDueReviews(deps);
    await forgetExpired(database.app);
    if (lapsed + opened > 0) log.info({ lapsed, opened }, 'reviews of rights');
  });
}
