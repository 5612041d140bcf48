import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf } from '../../app/testing.ts';
import { buildHttp, type RequestSession } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { createAccount, type Role } from '../../trust/identity/index.ts';
import { ensureOrganisation, findOrganisation } from '../../trust/organisations/index.ts';
import { mintRequestScope, registerGate } from '../../trust/scope/index.ts';
import { steppedUp, testSession } from '../../trust/scope/testing.ts';
import type { Specimen } from '../specimens/index.ts';
import { routes as specimenRoutes } from '../specimens/routes.ts';
import { openTestBiobank, type TestBiobank } from '../specimens/testing.ts';
import { dispensingMigrations, type Permits } from './index.ts';
import { routes as dispensingRoutes } from './routes.ts';

let bank: TestBiobank;
let server: FastifyInstance;
const sessions = new Map<string, RequestSession>();

/** One permit, of three tubes of serum to Project Heart, in which genes are read. */
const permits: Permits = {
  async require(_db, { permit, tubes }) {
    const asked = tubes.reduce((sum, { count, already }) => sum + count + already, 0);
    const covered = permit === 'pmt_heart' && asked <= 3 && tubes.every(({ type }) => type === 'serum');
    if (covered) return { project: 'Project Heart', genetic: true };
    throw new Problem({ code: 'IDUN_PERMIT_NOT_COVERED', status: 403, title: 'Not covered.' }, `${asked} are asked.`);
  },
};

beforeAll(async () => {
  bank = await openTestBiobank(dispensingMigrations);
  const { app: db } = bank.database;
  const own = await findOrganisation(db, 'Bank A');
  const other = await findOrganisation(db, 'Bank B');
  const heart = await ensureOrganisation(db, { name: 'Project Heart', kind: 'project' });
  const lung = await ensureOrganisation(db, { name: 'Project Lung', kind: 'project' });
  const person = bank.people[0]!;
  const account = await createAccount(db, { name: 'Citizen', login: 'citizen', person, by: 'test' });
  const add = (name: string, role: Role, more: object) => sessions.set(name, steppedUp(testSession({ role, ...more })));
  add('staff', 'biobank-staff', { organisationNo: own.organisationNo, organisation: own.name });
  add('elsewhere', 'biobank-staff', { organisationNo: other.organisationNo, organisation: other.name });
  add('owner', 'register-owner', { organisationNo: own.organisationNo, organisation: own.name });
  add('researcher', 'researcher', { organisationNo: own.organisationNo });
  add('heart', 'researcher', { organisationNo: heart.organisationNo, organisation: heart.name });
  add('lung', 'researcher', { organisationNo: lung.organisationNo, organisation: lung.name });
  add('clinician', 'clinician', { organisationNo: own.organisationNo });
  add('citizen', 'citizen', { accountId: account.id, personId: person.id });
  server = await buildHttp({
    ...{ config: { allowedHosts: [], host: '127.0.0.1' }, log: silentLogger, metrics: makeMetrics(), version: 'test' },
    readiness: async () => ({ ready: true, checks: {} }),
    findSession: async (secret) => sessions.get(secret),
    async routes(app) {
      registerGate(app);
      const scopeOf: Parameters<typeof specimenRoutes>[1]['scopeOf'] = ({ session, routeOptions }) =>
        mintRequestScope(db, { session, act: routeOptions.config.act ?? 'public', minimumCount: 5 });
      for (const routes of [specimenRoutes, dispensingRoutes]) {
        await app.register((scope) => routes(scope, { ...bank.deps, permits, scopeOf }));
      }
    },
  });
});
afterAll(async () => {
  await server.close();
  await bank.close();
});

async function ask(who: string, method: 'GET' | 'POST', path: string, payload?: object) {
  const headers = { cookie: cookieOf(who), host: 'localhost', ...(payload && { 'content-type': 'application/json' }) };
  const answer = await server.inject({
    method,
    url: path.startsWith('/') ? path : `/api/biobank/${path}`,
    headers,
    ...(payload && { payload }),
  });
  const json = /json/.test(String(answer.headers['content-type'])) ? answer.json() : undefined;
  return { status: answer.statusCode, json, raw: answer.rawPayload, type: String(answer.headers['content-type']) };
}

test('a technician receives, divides and dispenses over HTTP; a citizen sees their own', async () => {
  const tubes = [
    { type: 'serum', barcode: 'H-1', amount: 500 },
    { type: 'plasma', barcode: 'H-2', amount: 500 },
  ];
  const order = { collection: 'General', requisition: 'HTTP-1', person: bank.people[0]!.id, tubes };
  expect(await ask('staff', 'POST', 'orders', order)).toMatchObject({
    status: 201,
    json: { requisition: 'HTTP-1', state: 'open' },
  });
  const { json: reception } = await ask('staff', 'POST', 'receptions', { sender: 'Ward' });
  const first = await ask('staff', 'POST', `receptions/${reception.id}/scans`, {
    code: 'H-1',
    collectedAt: '2026-01-02T08:00:00Z',
    sprec: { code: 'SER-SST-A-B-N-A-A', version: '3.0' },
  });
  expect(first).toMatchObject({ status: 200, json: { outcome: 'received' } });
  const rack = await ask('staff', 'POST', `receptions/${reception.id}/racks`, {
    file: 'R1,A1,H-2',
    condition: 'leaking',
  });
  expect(rack.json.items).toMatchObject([{ outcome: 'held', discrepancies: [{ kind: 'condition' }] }]);
  const decision = { decision: 'accept', note: 'Only the bag was wet' };
  expect(
    await ask('staff', 'POST', `discrepancies/${rack.json.items[0].discrepancies[0].id}/decision`, decision),
  ).toMatchObject({ status: 200, json: { decision: 'accept' } });
  expect(await ask('staff', 'POST', `receptions/${reception.id}/close`)).toMatchObject({
    status: 200,
    json: { closed: true, received: 2 },
  });
  const aliquots = await ask('staff', 'POST', 'specimens/H-1/aliquots', {
    children: [{ amount: 100, barcode: 'H-11' }],
  });
  expect(aliquots).toMatchObject({ status: 201, json: { items: [{ barcode: 'H-11', sprec: 'SER-SST-A-B-N-A-A' }] } });
  const labels = await ask('staff', 'POST', 'labels', { specimens: ['H-11'], layout: 'cryotube', format: 'pdf' });
  expect([labels.type, labels.raw.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);

  const reserved = await ask('staff', 'POST', 'reservations', {
    project: 'Heart',
    specimens: ['H-11', 'H-2'],
    genetic: true,
  });
  expect(reserved).toMatchObject({
    status: 201,
    json: { refused: [], reservation: { scopes: ['material', 'genetic'] } },
  });
  const wanted = { type: 'serum', count: 1, perDonor: 1 };
  expect(await ask('staff', 'POST', 'reservation-choices', { wanted: { ...wanted, count: 3 } })).toMatchObject({
    ...{ status: 200, json: { satisfying: expect.any(Number), chosen: expect.any(Number), refused: [] } },
  });
  const both = { project: 'Heart', specimens: ['H-11'], wanted };
  expect((await ask('staff', 'POST', 'reservations', both)).status).toBe(400);
  const short = await ask('staff', 'POST', 'reservations', { project: 'Heart', wanted: { ...wanted, count: 300 } });
  expect(short).toMatchObject({ status: 409, json: { code: 'IDUN_RESERVATION_SHORT', wanted: 300 } });
  const { id } = reserved.json.reservation;
  expect((await ask('staff', 'POST', `reservations/${id}/pick-list`)).json.lines).toHaveLength(2);
  for (const code of ['H-2', 'H-11'])
    expect(await ask('staff', 'POST', `reservations/${id}/check-outs`, { code })).toMatchObject({
      json: { outcome: 'picked' },
    });
  const box = {
    recipient: 'L',
    address: 'A',
    responsible: 'N',
    phone: '12345678',
    temperature: 'dry-ice',
    dryIceKg: 4,
  };
  const packed = await ask('staff', 'POST', `reservations/${id}/shipments`, box);
  const shipment = packed.json.shipment.id as string;
  const list = await ask('staff', 'GET', `shipments/${shipment}/packing-list?lang=en`);
  expect([list.status, list.type]).toEqual([200, 'application/pdf']);
  expect(await ask('staff', 'POST', `shipments/${shipment}/send`)).toMatchObject({
    json: { shipment: { state: 'sent' } },
  });
  const receipt = await ask('staff', 'POST', `shipments/${shipment}/receipt`, {
    scans: [{ code: 'H-2' }, { code: 'H-11' }],
  });
  expect(receipt.json).toMatchObject({ missing: [], extra: [], shipment: { state: 'received' } });
  expect(await ask('staff', 'POST', `reservations/${id}/data`, { name: 'a', kind: 'b' })).toMatchObject({
    status: 204,
  });
  const back = await ask('staff', 'POST', `reservations/${id}/returns`, {
    tubes: [
      { code: 'H-11', amount: 0 },
      { code: 'H-2', amount: 90 },
    ],
  });
  expect(back.json.items.map(({ state }: { state: string }) => state).sort()).toEqual(['returned', 'used-up']);
  const shown = await ask('staff', 'GET', 'specimens/H-2');
  expect(shown.json).toMatchObject({ amount: 90, thaws: 1, donors: [bank.people[0]!.id] });
  expect(await ask('staff', 'POST', `biobanks/${bank.bank.id}/replay`)).toMatchObject({
    json: { different: [], broken: [] },
  });
  const mine = await ask('citizen', 'GET', 'own');
  expect(mine.json.items.map(({ barcode }: { barcode: string }) => barcode).sort()).toEqual(['H-1', 'H-11', 'H-2']);
});

test('under a permit only what it gives is promised, and its project receives it tube by tube', async () => {
  const tubes = await bank.register([1, 2, 3, 4].map((n) => ({ barcode: `K-${n}`, type: 'serum' as const })));
  const codes = tubes.map(({ barcode }) => barcode);
  const reserve = (specimens: string[], permit = 'pmt_heart') =>
    ask('staff', 'POST', 'reservations', { project: 'Somebody', permit, specimens });
  expect(await reserve(codes)).toMatchObject({ status: 403, json: { code: 'IDUN_PERMIT_NOT_COVERED' } });
  expect((await reserve(codes.slice(0, 1), 'pmt_other')).status).toBe(403);
  const first = await reserve(codes.slice(0, 2));
  // The project is the permit's, and so is whether genes are read.
  expect(first.json.reservation).toMatchObject({ project: 'Project Heart', scopes: ['material', 'genetic'] });
  expect((await reserve(codes.slice(2))).status).toBe(403);
  const { id } = first.json.reservation;
  for (const code of codes.slice(0, 2)) await ask('staff', 'POST', `reservations/${id}/check-outs`, { code });
  const box = { recipient: 'L', address: 'A', responsible: 'N', phone: '12345678', temperature: 'ambient' };
  const packed = await ask('staff', 'POST', `reservations/${id}/shipments`, box);
  const shipment = packed.json.shipment.id as string;
  const own = async (who: string) => (await ask(who, 'GET', '/api/access/shipments')).json.items;
  // A box that has not left is nobody's news.
  expect(await own('heart')).toEqual([]);
  await ask('staff', 'POST', `shipments/${shipment}/send`);
  expect(await own('heart')).toMatchObject([
    { id: shipment, state: 'sent', permit: 'pmt_heart', tubes: [{ barcode: 'K-1' }, { barcode: 'K-2' }] },
  ]);
  expect(JSON.stringify(await own('heart'))).not.toContain('per_');
  expect(await own('lung')).toEqual([]);
  const scans = { scans: [{ code: 'K-2' }, { code: 'ODD' }] };
  const receive = (who: string) => ask(who, 'POST', `/api/access/shipments/${shipment}/receipt`, scans);
  expect((await receive('lung')).status).toBe(404);
  expect((await receive('staff')).status).toBe(403);
  expect((await receive('heart')).json).toEqual({ missing: ['K-1'], extra: ['ODD'] });
  expect((await receive('heart')).status).toBe(409);
  const data = { name: 'proteins.csv', kind: 'proteomics' };
  expect((await ask('heart', 'POST', `/api/access/shipments/${shipment}/data`, data)).status).toBe(204);
  // What was found, as a table: all of it or nothing, each wrong row named; then it is the specimen's.
  const tube = scans.scans[0]!.code;
  const results = (who: string, table: string, name = 'Proteins') =>
    ask(who, 'POST', `/api/access/shipments/${shipment}/results`, { name, table });
  const wrong = `tube;variable;value;unit\n${tube};crp_mg_l;2.5;mg/l\nNOT-OURS;crp_mg_l;1;mg/l\n${tube};glucose_mmol_l;high;mmol/l\n`;
  const refused = await results('heart', wrong);
  expect(refused.status).toBe(422);
  expect(refused.json).toMatchObject({
    code: 'IDUN_RETURNED_DATA',
    rows: [
      { line: 3, column: 'tube', code: 'not-yours' },
      { line: 4, column: 'value', code: 'bad-value' },
    ],
    total: 2,
  });
  expect((await results('heart', 'tube,value\n1,2\n')).json).toMatchObject({ code: 'IDUN_RETURNED_DATA', line: 1 });
  const right = `\uFEFFtube,variable,value,unit\r\n${tube},crp_mg_l,2.5,mg/l\r\n"${tube}",troponin_t,14,ng/l\r\n`;
  expect((await results('lung', right)).status).toBe(404);
  expect((await results('heart', right)).json).toMatchObject({ tubes: 1, values: 2 });
  expect((await results('heart', right)).json).toMatchObject({ code: 'IDUN_RETURNED_DATA_TWICE' });
  const { json: shown } = await ask('staff', 'GET', `specimens/${tube}`);
  expect(shown.results).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ measure: 'crp_mg_l', value: 2.5, unit: 'mg/l', givenBackBy: expect.any(String) }),
      expect.objectContaining({ measure: 'troponin_t', value: 14, unit: 'ng/l' }),
    ]),
  );
  expect(await own('heart')).toMatchObject([
    { state: 'received', data: [data, { name: 'Proteins', values: 2 }], tubes: [{ state: 'missing' }, {}] },
  ]);
  // One more fits into the permit.
  expect((await reserve(codes.slice(2, 3))).status).toBe(201);
  expect((await ask('staff', 'GET', 'specimens/K-1')).json).toMatchObject({ state: 'lost' });
});

test('an inventory and a collection come from whoever owns the register', async () => {
  const at = `biobanks/${bank.bank.id}`;
  expect(await ask('owner', 'POST', `${at}/collections`, { name: 'Old' })).toMatchObject({
    status: 201,
    json: { name: 'Old' },
  });
  const mapping = {
    separator: ',',
    collection: 'Old',
    barcode: 'b',
    person: { column: 'p', namespace: 'test' },
    type: { value: 'urine' },
    amount: 'a',
  };
  const csv = 'b,p,a\nU-1,P3,7\n';
  expect((await ask('owner', 'POST', `${at}/inventory`, { mapping, csv })).json).toMatchObject({
    imported: 0,
    faultCount: 0,
  });
  expect((await ask('owner', 'POST', `${at}/inventory`, { mapping, csv, dryRun: false })).json).toMatchObject({
    imported: 1,
  });
  const again = await ask('owner', 'POST', `${at}/inventory`, { mapping, csv, dryRun: false });
  expect([again.status, again.json.code, again.json.faults[0].line]).toEqual([422, 'IDUN_INVENTORY_REFUSED', 2]);
  // The same as a file, whose mapping stands in the address.
  const file = await server.inject({
    ...{ method: 'POST', payload: Buffer.from('b,p,a\nU-2,P3,7\nU-3,P3,x\n') },
    url: `/api/biobank/${at}/inventory-files?mapping=${encodeURIComponent(JSON.stringify(mapping))}&file=old.csv`,
    headers: { cookie: cookieOf('owner'), host: 'localhost', 'content-type': 'application/octet-stream' },
  });
  expect([file.statusCode, file.json()]).toMatchObject([
    200,
    { rows: 2, imported: 0, faults: [{ line: 3, column: 'a' }] },
  ]);
  const none = await ask('owner', 'POST', `${at}/inventory-heads`, { no: 'file' });
  expect([none.status, none.json.code]).toEqual([422, 'IDUN_INVENTORY_REFUSED']);
  expect((await ask('owner', 'POST', 'biobanks', { name: 'Second', basis: 'ours' })).status).toBe(201);
});

test('roles, other biobanks, other people and nobody get none of it', async () => {
  const [tube] = (await bank.register([{ barcode: 'SECRET' }])) as [Specimen];
  const paths: ['GET' | 'POST', string, object?][] = [
    ['GET', 'specimens'],
    ['GET', `specimens/${tube.id}`],
    ['POST', 'specimens/SECRET/aliquots', { children: [{ amount: 1 }] }],
    ['POST', 'reservations', { project: 'X', specimens: ['SECRET'] }],
    ['POST', 'labels', { specimens: ['SECRET'], layout: 'box' }],
    [
      'POST',
      'orders',
      { collection: 'General', requisition: 'Q', person: bank.people[0]!.id, tubes: [{ type: 'serum' }] },
    ],
    ['POST', `biobanks/${bank.bank.id}/replay`],
  ];
  for (const [method, path, body] of paths) {
    expect([path, (await ask('nobody', method, path, body)).status]).toEqual([path, 401]);
    expect([path, (await ask('researcher', method, path, body)).status]).toEqual([path, 403]);
    const foreign = await ask('elsewhere', method, path, body);
    expect(JSON.stringify(foreign.json ?? '')).not.toContain(tube.id);
    if (method === 'GET' && path === 'specimens') expect(foreign.json.items).toEqual([]);
    else if (path !== 'orders') expect([path, [404, 409].includes(foreign.status)]).toEqual([path, true]);
  }
  // A clinician without a care relation has no patients, and so no specimens.
  expect((await ask('clinician', 'GET', 'specimens')).json.items).toEqual([]);
  expect((await ask('clinician', 'GET', 'specimens/SECRET')).status).toBe(404);
  expect((await ask('staff', 'GET', 'own')).status).toBe(403);
  expect((await ask('staff', 'POST', 'biobanks', { name: 'Mine', basis: 'mine' })).status).toBe(403);
});
