// Run by killed.test.ts in a process of its own: works with specimens until it is killed, and says what it has been told is done.

import { systemClock } from '../../../platform/clock/index.ts';
import type { RoleName } from '../../../platform/database/index.ts';
import { openToldDatabase } from '../../../platform/database/testing.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import { openCprKeys } from '../../../trust/people/index.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import {
  aliquotSpecimen,
  closeReception,
  importInventory,
  openReception,
  orderSpecimens,
  readMapping,
  recordRun,
  scanTube,
  specimenMigrations,
} from '../../specimens/index.ts';
import {
  checkOut,
  dispensingMigrations,
  noPositions,
  packShipment,
  receiveShipment,
  reserveSpecimens,
  returnTubes,
  sendShipment,
} from '../index.ts';

interface Told {
  what: 'import' | 'receive' | 'work';
  urls: Record<RoleName, string>;
  dataDir: string;
  bank: string;
  tag: string;
  tubes: string[];
}

const told = JSON.parse(process.argv[2]!) as Told;
const migrations = [...trustMigrations, ...specimenMigrations, ...dispensingMigrations];
const database = await openToldDatabase(told.urls, migrations);
const deps = { database, cprKeys: openCprKeys(told.dataDir), clock: systemClock, positions: noPositions };
const scope = await mintOperatorScope(database.app, { actorId: 'killed' });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say('ready');
if (told.what === 'import') {
  const mapping = readMapping({
    ...{ separator: ',', collection: 'General', barcode: 'b', person: { column: 'p', namespace: 'test' } },
    ...{ type: { value: 'serum' }, amount: 'a', parent: 'f' },
  });
  const chunks = (async function* () {
    yield 'b,p,a,f\n';
    for (let i = 0; i < 300; i++) yield `${told.tag}-${i},P1,10,${i % 3 === 0 ? '' : `${told.tag}-${i - (i % 3)}`}\n`;
  })();
  await importInventory(deps, scope, { biobank: told.bank, mapping, chunks });
  say('imported');
} else if (told.what === 'receive') {
  // One delivery after another: announced, unpacked, its DNA made and measured.
  for (let i = 0; i < 200; i++) {
    const code = `${told.tag}-${i}`;
    await orderSpecimens(deps, scope, {
      ...{ biobank: told.bank, collection: 'General', requisition: `R-${code}`, person: 'P2' },
      tubes: [{ type: 'buffy-coat', container: 'cryotube', amount: 400, barcode: code }],
    });
    const { id } = await openReception(deps, scope, { biobank: told.bank });
    await scanTube(deps, scope, id, { code });
    await recordRun(deps, scope, {
      ...{ kind: 'dna-extraction', method: 'magnetic beads' },
      samples: [
        { specimen: code, consumed: 100, product: { barcode: `${code}-D`, amount: 50 }, results: { din: 8.1 } },
      ],
    });
    await closeReception(deps, scope, id);
    say(code);
  }
} else {
  // One tube after another through the whole life of a dispensing.
  for (const tube of told.tubes) {
    await aliquotSpecimen(deps, scope, tube, [{ amount: 1 }]);
    const { reservation } = await reserveSpecimens(deps, scope, {
      biobank: told.bank,
      project: 'P',
      specimens: [tube],
    });
    await checkOut(deps, scope, reservation.id, tube);
    const { shipment } = await packShipment(deps, scope, reservation.id, {
      ...{
        recipient: 'r',
        address: 'a',
        responsible: 'x',
        phone: '12345678',
        byAir: false,
        temperature: 'ambient',
        dryIceKg: null,
      },
    });
    await sendShipment(deps, scope, shipment.id);
    await receiveShipment(deps, scope, shipment.id, [{ code: tube }]);
    await returnTubes(deps, scope, reservation.id, [{ code: tube, amount: 5 }]);
    say(tube);
  }
}
await database.close();
say('done');
