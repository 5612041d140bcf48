import { checkOut, packShipment, reserveSpecimens, sendShipment } from '../../biobank/dispensing/index.ts';
import {
  aliquotSpecimen,
  type Biobank,
  type BiobankDeps,
  createBiobank,
  createCollection,
  importInventory,
  listBiobanks,
  listSpecimens,
  makeKits,
  openBiobankTo,
  openReception,
  orderSpecimens,
  readMapping,
  recordRun,
  recordVisit,
  scanTube,
  sendKit,
} from '../../biobank/specimens/index.ts';
import { storagePositions } from '../../biobank/storage/index.ts';
import { addRobot, openRobots, planPicks } from '../../biobank/storage/robots/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import { demoPlaces } from './demo-accounts.ts';
import { demoNamespace } from './load-people.ts';
import { loadDemoStorage, placeDemoDna } from './load-storage.ts';
import type { DemoPersonRow } from './people-file.ts';

const bankName = `${demoPlaces.biobank.name} (demo)`;
const collections = [
  { name: 'Diagnostiske prøver (demo)', form: null },
  { name: 'Demobiobanken (demo)', form: 'demo-biobank' },
] as const;

/** What was in the freezers before Idun: the usual mix, a few hundred tubes to look at. */
const mix = [
  { type: 'serum', amount: 500, unit: 'ul' },
  { type: 'dried-blood-spot', amount: 8, unit: 'piece' },
  { type: 'plasma', amount: 450, unit: 'ul' },
  { type: 'serum', amount: 1000, unit: 'ul' },
  { type: 'whole-blood', amount: 4000, unit: 'ul' },
  { type: 'buffy-coat', amount: 300, unit: 'ul' },
  { type: 'urine', amount: 2000, unit: 'ul' },
] as const;
const donors = 160;

const mapping = readMapping({
  ...{
    collection: { column: 'collection' },
    barcode: 'barcode',
    person: { column: 'person', namespace: demoNamespace },
  },
  ...{ type: 'type', amount: 'amount', collectedAt: 'collected', temperature: { value: '-80' }, thaws: 'thaws' },
  sprec: { column: 'sprec', version: '3.0' },
  place: { rack: 'rack', position: 'position', columns: 99 },
});

/** When all of that was moved in. */
const movedIn = { now: () => new Date(Date.now() - 60 * 86_400_000) };
const cardBox = 'KORT1';

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** The next place of a type: cards in their box, tubes in racks of 96. */
function makePlaces(): (type: string) => { rack: string; position: string } {
  let cards = 0;
  let tubes = 0;
  return (type) => {
    if (type === 'dried-blood-spot') return { rack: cardBox, position: String(++cards) };
    const at = tubes++;
    const position = `${'ABCDEFGH'[Math.floor(at / 12) % 8]}${1 + (at % 12)}`;
    return { rack: `R${pad(Math.floor(at / 96), 3)}`, position };
  };
}

function inventoryLines(rows: readonly DemoPersonRow[]): string {
  const placeOf = makePlaces();
  const step = Math.max(1, Math.floor(rows.length / donors));
  // Samples are taken in the year after the birth at the earliest, and before they are moved in.
  const lastBirth = movedIn.now().getUTCFullYear() - 2;
  const chosen = rows
    .filter((row, i) => row.died === null && i % step === 0 && Number(row.born.slice(0, 4)) <= lastBirth)
    .slice(0, donors);
  const lines = chosen.flatMap((row, i) =>
    [0, 1, 2].map((which) => {
      const at = i * 3 + which;
      const { type, amount } = mix[at % mix.length]!;
      const year = Math.max(Number(row.born.slice(0, 4)) + 1, 2005 + (at % 18));
      const day = `${year}-${pad(1 + (at % 12), 2)}-${pad(1 + (at % 28), 2)}`;
      const sprec = type === 'serum' ? 'SER-SST-A-B-N-A-A' : type === 'plasma' ? 'PL1-PED-C-B-N-C-A' : '';
      const { rack, position } = placeOf(type);
      const collection = collections[row.consents.some(({ form }) => form === 'demo-biobank') ? 1 : 0].name;
      return [
        `LB${pad(at, 6)}`,
        row.person,
        collection,
        type,
        amount,
        day,
        at % 5 === 0 ? 1 : 0,
        sprec,
        rack,
        position,
      ].join(';');
    }),
  );
  return `barcode;person;collection;type;amount;collected;thaws;sprec;rack;position\n${lines.join('\n')}\n`;
}

async function ensureBank({ database }: App, scope: Scope): Promise<Biobank> {
  const known = (await listBiobanks(database.app, scope)).find(({ name }) => name === bankName);
  if (known !== undefined) return known;
  return await database.withActor(scope.actor, async (trx) => {
    const owner = await findOrganisation(trx, bankName);
    const laboratory = await findOrganisation(trx, `${demoPlaces.facility.name} (demo)`);
    const given = { by: 'demo', at: new Date(), basis: 'the demo nation' };
    const bank = await createBiobank(trx, {
      name: bankName,
      organisationNo: owner.organisationNo,
      demo: true,
      ...given,
    });
    await openBiobankTo(trx, bank, { organisationNo: laboratory.organisationNo, ...given });
    for (const collection of collections) await createCollection(trx, bank, collection);
    return bank;
  });
}

/** A biobank of the demo nation, through its front door: an inventory moved in, a delivery, a run, a reservation and a shipment. */
export async function loadDemoBiobank(app: App, scope: Scope, rows: readonly DemoPersonRow[]): Promise<void> {
  const deps = { database: app.database, cprKeys: app.cprKeys, clock: systemClock };
  const bank = await ensureBank(app, scope);
  const biobank = bank.name;
  if ((await listSpecimens(deps, scope, { biobank, limit: 1 })).total > 0) return;
  const chunks = (async function* () {
    yield inventoryLines(rows);
  })();
  await importInventory({ ...deps, clock: movedIn }, scope, { biobank, mapping, chunks, file: 'demo' });
  const racks = ['R000', 'R001', 'R002', 'R003', 'R004'];
  await loadDemoStorage(deps, scope, { biobank, racks, movedIn });
  const person = `${demoNamespace}:${rows.find(({ died, optOut }) => died === null && optOut === null)!.person}`;
  const tubes = [
    { type: 'serum', barcode: 'LB900001', amount: 500 },
    { type: 'plasma', barcode: 'LB900002', amount: 500 },
  ] as const;
  await orderSpecimens(deps, scope, { biobank, collection: collections[0].name, requisition: 'DEMO-1', person, tubes });
  const { id } = await openReception(deps, scope, { biobank, sender: 'Klinisk Genetik (demo)' });
  await scanTube(deps, scope, id, { code: 'LB900001' });
  // Somebody has to decide about the other one.
  await scanTube(deps, scope, id, { code: 'LB900002', condition: 'thawed' });
  await aliquotSpecimen(deps, scope, 'LB900001', [
    { barcode: 'LB900011', amount: 200 },
    { barcode: 'LB900012', amount: 200 },
  ]);
  const coats = await listSpecimens(deps, scope, { biobank, type: 'buffy-coat', sort: 'barcode', limit: 12 });
  await recordRun(deps, scope, {
    ...{ kind: 'dna-extraction', method: 'magnetic beads (demo)' },
    samples: coats.items.map(({ barcode }, i) => ({
      ...{ specimen: barcode, consumed: 200, product: { barcode: `${barcode}-DNA`, amount: 100 } },
      results: { concentration_ng_ul: 30 + 7 * i, din: Math.min(10, 6 + i / 3), a260_280: 1.8 },
    })),
  });
  await placeDemoDna(deps, scope, biobank);
  // Where it answers is said by the server that simulates it.
  await addRobot(deps, scope, {
    ...{ biobank, name: 'Robotfryser −20 (demo)', store: 'DA1', protocol: 'tube-lines', host: '127.0.0.1', port: 1 },
  });
  await loadKits(deps, scope, { biobank, person });
  await loadDispensing(app, scope, biobank);
}

/** Collection kits in each of their states: assembled, sent out, and filled at a visit. */
async function loadKits(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, person }: { biobank: string; person: string },
): Promise<void> {
  const tubes = [
    { type: 'serum', container: 'serum-tube' },
    { type: 'plasma', container: 'edta-tube' },
    { type: 'urine', container: 'urine-tube' },
  ] as const;
  const expiresOn = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  const kits = await makeKits(deps, scope, {
    ...{ biobank, collection: collections[1].name, kind: 'Årsbesøg (demo)', tubes, count: 6, expiresOn },
  });
  for (const { code } of kits.slice(0, 3)) await sendKit(deps, scope, code, { biobank, to: 'Klinisk Genetik (demo)' });
  await recordVisit(deps, scope, { biobank, kit: kits[0]!.code, person, visit: 'Årsbesøg 1', at: new Date() });
}

async function loadDispensing(app: App, scope: Scope, biobank: string): Promise<void> {
  const deps = { database: app.database, cprKeys: app.cprKeys, clock: systemClock, positions: storagePositions };
  const serum = await listSpecimens(deps, scope, {
    biobank,
    type: 'serum',
    state: 'available',
    sort: 'barcode',
    limit: 20,
  });
  const project = `${demoPlaces.project.name} (demo)`;
  const ids = serum.items.map(({ id }) => id);
  const first = await reserveSpecimens(deps, scope, { biobank, project, specimens: ids.slice(0, 8) });
  for (const { barcode } of first.reservation.tubes) await checkOut(deps, scope, first.reservation.id, barcode);
  const { shipment } = await packShipment(deps, scope, first.reservation.id, {
    ...{ recipient: project, address: 'Demovej 1', responsible: 'Emil Rask Nordby', phone: '+45 00 00 00 00' },
    ...{ byAir: false, temperature: 'dry-ice', dryIceKg: 5 },
  });
  await sendShipment(deps, scope, shipment.id);
  await reserveSpecimens(deps, scope, { biobank, project, specimens: ids.slice(8) });
  await askRobot(app, scope, { biobank, project });
}

/** Extracted DNA that the automated store fetches: as soon as a server simulates it, which looks into the journal by itself. */
async function askRobot(
  app: App,
  scope: Scope,
  { biobank, project }: { biobank: string; project: string },
): Promise<void> {
  const { wake: _, ...deps } = openRobots(app);
  const dna = await listSpecimens(deps, scope, {
    ...{ biobank, type: 'dna', state: 'available', sort: 'barcode', limit: 8 },
  });
  const specimens = dna.items.map(({ id }) => id);
  const { reservation } = await reserveSpecimens(deps, scope, { biobank, project, specimens });
  await planPicks(deps, scope, reservation.id);
}
