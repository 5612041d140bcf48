// Run by killed.test.ts in a process of its own: works through a store's queue until it is killed.
import { systemClock } from '../../../../platform/clock/index.ts';
import { guardDatabase, type RoleName } from '../../../../platform/database/index.ts';
import { openToldDatabase } from '../../../../platform/database/testing.ts';
import { trustMigrations } from '../../../../trust/migrations/index.ts';
import { openCprKeys } from '../../../../trust/people/index.ts';
import { mintOperatorScope } from '../../../../trust/scope/index.ts';
import { dispensingMigrations } from '../../../dispensing/index.ts';
import { specimenMigrations } from '../../../specimens/index.ts';
import type { TestBiobank } from '../../../specimens/testing.ts';
import { robotMigrations } from '../index.ts';
import { makeRobotDeps, testPlaces } from '../testing.ts';
import { workRobot } from '../work.ts';

interface Told {
  urls: Record<RoleName, string>;
  dataDir: string;
  bank: TestBiobank['bank'];
  robot: string;
}

const told = JSON.parse(process.argv[2]!) as Told;
const migrations = [
  ...[...trustMigrations, ...specimenMigrations, ...dispensingMigrations, ...robotMigrations],
  testPlaces,
];
const database = await openToldDatabase(told.urls, migrations);
const bankDeps = { database: guardDatabase(database), cprKeys: openCprKeys(told.dataDir), clock: systemClock };
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
await workRobot(makeRobotDeps({ bank: told.bank, deps: bankDeps }), scope, told.robot);
await database.close();
process.stdout.write('done\n');
