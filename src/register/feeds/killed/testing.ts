// Run by killed.test.ts in a process of its own: loads a feed and ends at a step.
import { join } from 'node:path';
import { systemClock } from '../../../platform/clock/index.ts';
import type { RoleName } from '../../../platform/database/index.ts';
import { openToldDatabase } from '../../../platform/database/testing.ts';
import { silentProgress } from '../../../platform/progress/index.ts';
import { openCprKeys } from '../../../trust/people/index.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { loadFeed, readDescription } from '../index.ts';
import { testMigrations } from '../testing.ts';

interface Told {
  /** Where it ends: when reading begins, after a stretch, when all is read, with everything written and nothing committed. */
  dieAt: 'begin' | 'middle' | 'read' | 'written' | 'committed';
  urls: Record<RoleName, string>;
  folder: string;
}

const { dieAt, urls, folder } = JSON.parse(process.argv[2]!) as Told;
const dataDir = join(folder, 'data');
const database = await openToldDatabase(urls, testMigrations);
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
const die = (step: Told['dieAt']): void => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL');
};
const dying: typeof database.withActor = (actor, fn) =>
  database.withActor(actor, async (trx) => {
    const done = await fn(trx);
    die('written');
    return done;
  });
await loadFeed(
  { database: { ...database, withActor: dying }, dataDir, cprKeys: openCprKeys(dataDir), clock: systemClock },
  scope,
  {
    description: readDescription(join(folder, 'test.feed.json')),
    folder,
    progress: { ...silentProgress, step: () => die('begin'), advance: () => die('middle'), done: () => die('read') },
  },
);
die('committed');
