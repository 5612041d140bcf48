import type { Config } from '../platform/config/index.ts';
import { openDatabase, openDataFolder } from '../platform/database/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import { type ObjectStore, openLocalObjects } from '../platform/objects/index.ts';
import type { App } from './app.ts';

export type { App } from './app.ts';
export { commandLineActor } from './command-line-actor.ts';

/**
 * Opens the data folder, its database and its keys. The modules are loaded while the database starts.
 * @param early is given the object store while the database starts
 */
export async function openApp(config: Config, log: Logger, early?: (objects: ObjectStore) => void): Promise<App> {
  await openDataFolder(config.dataDir);
  const objects = openLocalObjects(config.dataDir);
  let loading: Promise<typeof import('./modules.ts')> | undefined;
  const load = () => {
    if (loading === undefined) {
      loading = import('./modules.ts');
      early?.(objects);
    }
    return loading;
  };
  const database = await openDatabase({
    config,
    log,
    migrations: async () => (await load()).migrations,
    whileStarting: () => void load().catch(() => undefined),
  });
  try {
    return await (await load()).openModules({ config, log, database, objects });
  } catch (error) {
    await database.close();
    throw error;
  }
}
