import { openRobots, workActiveRobots } from '../biobank/storage/robots/index.ts';
import { mintSystemScope } from '../trust/scope/index.ts';
import type { App } from './compose.ts';
import { keepDoing } from './upkeep.ts';

const every = 60_000;

/** Looks after the automated stores every minute: their temperatures, and what was left open by a lost connection or a full hatch. */
export function keepRobotsWorking(app: App): () => Promise<void> {
  const abort = new AbortController();
  const deps = openRobots(app);
  const stop = keepDoing({ what: 'looking after the automated stores', every, log: app.log }, async () => {
    await workActiveRobots(deps, await mintSystemScope(app.database.app, 'robots'), abort.signal);
  });
  return async () => {
    abort.abort();
    await stop();
  };
}
