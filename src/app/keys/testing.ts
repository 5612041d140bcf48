// Run by killed.test.ts in a process of its own: rotates a key and ends at a step.
import { openDatabaseOn } from '../../platform/database/handle.ts';
import type { RoleName } from '../../platform/database/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
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
const server = {
  embedded: false,
  database: 'given',
  adminUrl: () => told.urls.owner,
  roleUrl: (role: RoleName) => told.urls[role],
  release: async () => {},
};
const database = await openDatabaseOn(server, 'given', { migrations, log: silentLogger });
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
const onStep = (step: string): void => {
  if (step === told.dieAt) process.kill(process.pid, 'SIGKILL');
};
const deps = { database, config: { dataDir: told.dataDir } };
await (told.what === 'master' ? renewMasterKey(deps, { scope, onStep }) : renewAuditKey(deps, { scope, onStep }));
await database.close();
