// Run by killed.test.ts in a process of its own: moves specimens and racks until it is killed, and says what it has been told is done.

import { systemClock } from '../../../platform/clock/index.ts';
import type { RoleName } from '../../../platform/database/index.ts';
import { openToldDatabase } from '../../../platform/database/testing.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import { openCprKeys } from '../../../trust/people/index.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { specimenMigrations } from '../../specimens/index.ts';
import { moveBySlot, moveContainer, placeSpecimens, storageMigrations } from '../index.ts';

interface Told {
  urls: Record<RoleName, string>;
  dataDir: string;
  codes: string[];
  shelves: string[];
}

const told = JSON.parse(process.argv[2]!) as Told;
const migrations = [...trustMigrations, ...specimenMigrations, ...storageMigrations];
const database = await openToldDatabase(told.urls, migrations);
const deps = { database, cprKeys: openCprKeys(told.dataDir), clock: systemClock };
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say('ready');
await placeSpecimens(deps, scope, { items: told.codes.map((code) => ({ code, container: 'R1' })) });
say('placed');
// To and fro, tubes and racks, until the end.
for (let i = 0; ; i++) {
  const [from, to] = i % 2 === 0 ? ['R1', 'R2'] : ['R2', 'R1'];
  await moveBySlot(deps, scope, { from: from!, to: to! });
  say(`in ${to}`);
  await moveContainer(deps, scope, to!, { parent: told.shelves[i % 2]! });
  say(`${to} at ${told.shelves[i % 2]}`);
}
