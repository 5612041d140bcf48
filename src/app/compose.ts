import { userInfo } from 'node:os';
import { openKeys } from '../genomes/archive/index.ts';
import { openReferenceBases, openVariantStore, type VariantStore } from '../genomes/variants/index.ts';
import { refuseUnfinishedRestore } from '../platform/backup/index.ts';
import type { Config } from '../platform/config/index.ts';
import { type ActorRef, type DatabaseHandle, openDatabase, openDataFolder } from '../platform/database/index.ts';
import { type Egress, makeEgress, makeEgressLog } from '../platform/egress/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import { type ObjectStore, openLocalObjects, sweepUnfinishedObjects } from '../platform/objects/index.ts';
import { type AuditKey, openAuditKey } from '../trust/audit/index.ts';
import { type CprKeys, openCprKeys } from '../trust/people/index.ts';
import { openScopeSeal, type ScopeSeal } from '../trust/scope/index.ts';
import { migrations } from './migrations.ts';

/** One opened installation: what every module is made from. */
export interface App {
  config: Config;
  log: Logger;
  database: DatabaseHandle;
  objects: ObjectStore;
  egress: Egress;
  cprKeys: CprKeys;
  auditKey: AuditKey;
  scopeSeal: ScopeSeal;
  variants: VariantStore;
  close(): Promise<void>;
}

/** The actor of the command line: whoever can read the data directory is the operator. */
export function commandLineActor(): ActorRef {
  try {
    return { kind: 'operator', id: `cli:${userInfo().username}` };
  } catch {
    return { kind: 'operator', id: `cli:${process.getuid?.() ?? 'unknown'}` };
  }
}

/**
 * Opens the data folder, its database and its keys.
 * @param early is given the object store while the database starts
 */
export async function openApp(config: Config, log: Logger, early?: (objects: ObjectStore) => void): Promise<App> {
  await openDataFolder(config.dataDir);
  const objects = openLocalObjects(config.dataDir);
  early?.(objects);
  const database = await openDatabase({ config, migrations, log });
  try {
    await refuseUnfinishedRestore(database, config.dataDir);
    await sweepUnfinishedObjects(config.dataDir);
    const sequences = openReferenceBases(database.app, config.dataDir);
    const { unwrap } = openKeys(config.dataDir);
    const variants = openVariantStore({
      db: database.app,
      dataDir: config.dataDir,
      referenceBases: sequences.bases,
      unwrapKey: unwrap,
    });
    return {
      config,
      log,
      database,
      objects,
      egress: makeEgress(config.egressHosts, makeEgressLog(config.dataDir)),
      cprKeys: openCprKeys(config.dataDir),
      auditKey: openAuditKey(config.dataDir),
      scopeSeal: openScopeSeal(config.dataDir),
      variants,
      async close() {
        variants.close();
        await sequences.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
