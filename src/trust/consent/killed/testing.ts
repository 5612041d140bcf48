// Run by killed.test.ts in a process of its own: writes consent, or new keys, until it is killed, and says what it has committed.

import type { RoleName } from '../../../platform/database/index.ts';
import { openToldDatabase } from '../../../platform/database/testing.ts';
import { openCprKeys, peopleMigrations, rotatePeopleKeys } from '../../people/index.ts';
import { consentMigrations, importRegister, recordOptOut } from '../index.ts';

interface Told {
  what: 'import' | 'choices' | 'keys';
  urls: Record<RoleName, string>;
  dataDir: string;
  register: string;
  persons: number[];
}

const told = JSON.parse(process.argv[2]!) as Told;
const actor = { kind: 'operator', id: 'killed' } as const;
const migrations = [...peopleMigrations, ...consentMigrations];
const db = await openToldDatabase(told.urls, migrations);
const keys = openCprKeys(told.dataDir);
process.stdout.write('ready\n');
if (told.what === 'import') {
  await importRegister(db, keys, { path: told.register, asOf: new Date('2026-01-01'), actor });
} else if (told.what === 'keys') {
  await rotatePeopleKeys(db, keys, { batch: 20 });
} else {
  for (const personNo of told.persons) {
    await db.withActor(actor, (trx) => recordOptOut(trx, personNo, actor, { source: 'citizen' }));
    process.stdout.write(`${personNo}\n`);
  }
}
await db.close();
process.stdout.write('done\n');
