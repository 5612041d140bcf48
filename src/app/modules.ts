import { openKeys } from '../genomes/archive/index.ts';
import { openReferenceBases, openVariantStore } from '../genomes/variants/index.ts';
import { refuseUnfinishedRestore } from '../platform/backup/index.ts';
import { makeEgress, makeEgressLog } from '../platform/egress/index.ts';
import { sweepUnfinishedObjects } from '../platform/objects/index.ts';
import { openRegister } from '../register/search/index.ts';
import { openAuditKey } from '../trust/audit/index.ts';
import { loadDecisionRules } from '../trust/consent/index.ts';
import { openCprKeys } from '../trust/people/index.ts';
import { openScopeSeal } from '../trust/scope/index.ts';
import type { App } from './app.ts';

export { migrations } from './migrations.ts';

/** Opens every module on a database that is ready. Loaded by compose.ts when the database is on its way. */
export async function openModules(opened: Pick<App, 'config' | 'log' | 'database' | 'objects'>): Promise<App> {
  const { config, database } = opened;
  const { dataDir } = config;
  await refuseUnfinishedRestore(database, dataDir);
  await sweepUnfinishedObjects(dataDir);
  loadDecisionRules(dataDir);
  const sequences = openReferenceBases(database.app, dataDir);
  const { unwrap } = openKeys(dataDir);
  const variants = openVariantStore({
    db: database.app,
    dataDir,
    referenceBases: sequences.bases,
    unwrapKey: unwrap,
  });
  const register = openRegister({ database, dataDir, log: opened.log });
  return {
    ...opened,
    register,
    egress: makeEgress(config.egressHosts, makeEgressLog(dataDir)),
    cprKeys: openCprKeys(dataDir),
    auditKey: openAuditKey(dataDir),
    scopeSeal: openScopeSeal(dataDir),
    variants,
    async close() {
      variants.close();
      await register.close();
      await sequences.close();
      await database.close();
    },
  };
}
