// Run by killed.test.ts in a process of its own: rotates a key and ends at a step.
import type { RoleName } from '../../platform/database/index.ts';
import { openToldDatabase } from '../../platform/database/testing.ts';
import { mintOperatorScope } from '../../trust/scope/index.ts';
import { migrations } from '../migrations.ts';
import { renewAuditKey, renewMasterKey } from './rotate.ts';

interface Told {
  what: 'master' | 'audit';
  dieAt: string;
  urls: Record<RoleName, string>;
  dataDir: string;
}

const told = JSON.parse(process.argv[2]!) as Told;
const database = await openToldDatabase(told.urls, migrations);
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
const onStep = (step: string): void => {
  if (step === told.dieAt) process.kill(process.pid, 'SIGKILL');
};
const deps = { database, config: { dataDir: told.dataDir } };
await (told.what === 'master' ? renewMasterKey(deps, { scope, onStep }) : renewAuditKey(deps, { scope, onStep }));
await database.close();
