import { openRobots, workActiveRobots } from '../biobank/storage/robots/index.ts';
import { mintSystemScope } from '../trust/scope/index.ts';
import type { App } from './compose.ts';
import { DemoRobots } from './demo/demo-robots.ts';
import { keepDoing } from './upkeep.ts';

const every = 60_000;

/** Looks after the automated stores every minute: their temperatures, and what was left open by a lost connection or a full hatch. */
export function keepRobotsWorking(app: App): () => Promise<void> {
  const abort = new AbortController();
  const deps = openRobots(app);
  const demo = new DemoRobots();
  const stop = keepDoing({ what: 'looking after the automated stores', every, log: app.log }, async () => {
    const scope = await mintSystemScope(app.database.app, 'robots');
    await demo.refresh(deps, scope);
    await workActiveRobots(deps, scope, abort.signal);
  });
  return async () => {
    abort.abort();
    await stop();
    await demo.close();
  };
}
