// Run by rebuild.test.ts in a process of its own: publishes other people, asks, and waits to be killed.
import type { RoleName } from '../../../platform/database/index.ts';
import { openToldDatabase } from '../../../platform/database/testing.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import { mintSystemScope } from '../../../trust/scope/index.ts';
import { columnMigrations, publishTables, type StoredTable } from '../../columns/index.ts';
import { askRegister } from '../ask-register.ts';
import { searchMigrations } from '../migrations/index.ts';
import { openRegister } from '../open-register.ts';
import { readAsk } from '../read-query.ts';

interface Told {
  urls: Record<RoleName, string>;
  dataDir: string;
  next: StoredTable[];
}

const { urls, dataDir, next } = JSON.parse(process.argv[2]!) as Told;
const migrations = [...trustMigrations, ...columnMigrations, ...searchMigrations];
const database = await openToldDatabase(urls, migrations);
const scope = await mintSystemScope(database.app, 'killed');
const service = openRegister({ database, dataDir, atOnce: 0 });
const ask = () => askRegister(service, scope, 'count', readAsk('count', { query: {} }));
await ask();
await database.withActor({ kind: 'system', id: 'killed' }, (trx) =>
  publishTables(trx, { feed: 'all', world: 'real', tables: next }),
);
const { asOf } = await ask();
if (asOf.coming === undefined) throw new Error('nothing is being placed');
process.stdout.write('coming');
setInterval(() => void ask(), 20);
