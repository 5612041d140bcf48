import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf } from '../../app/testing.ts';
import { buildHttp, type RequestSession } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { mintRequestScope, registerGate } from '../../trust/scope/index.ts';
import { steppedUp, testSession } from '../../trust/scope/testing.ts';
import { dispensingMigrations } from '../dispensing/index.ts';
import { routes as dispensingRoutes } from '../dispensing/routes.ts';
import { markExcursions, storagePositions } from './index.ts';
import { routes as storageRoutes } from './routes.ts';
import { openTestStorage, type TestStorage } from './testing.ts';

let at: TestStorage;
let server: FastifyInstance;
const sessions = new Map<string, RequestSession>();

beforeAll(async () => {
  at = await openTestStorage(dispensingMigrations);
  const { app: db } = at.database;
  for (const [who, role, organisation] of [
    ['staff', 'biobank-staff', 'Bank A'],
    ['owner', 'register-owner', 'Bank A'],
    ['quality', 'quality-manager', 'Bank A'],
    ['elsewhere', 'biobank-staff', 'Bank B'],
    ['clinician', 'clinician', 'Bank A'],
  ] as [string, Role, string][]) {
    const { organisationNo, name } = await findOrganisation(db, organisation);
    sessions.set(who, steppedUp(testSession({ role, organisationNo, organisation: name })));
  }
  server = await buildHttp({
    ...{ config: { allowedHosts: [], host: '127.0.0.1' }, log: silentLogger, metrics: makeMetrics(), version: 'test' },
    readiness: async () => ({ ready: true, checks: {} }),
    findSession: async (secret) => sessions.get(secret),
    async routes(app) {
      registerGate(app);
      const scopeOf: Parameters<typeof storageRoutes>[1]['scopeOf'] = ({ session, routeOptions }) =>
        mintRequestScope(db, { session, act: routeOptions.config.act ?? 'public', minimumCount: 5 });
      await app.register((scope) => storageRoutes(scope, { ...at.deps, scopeOf }));
      await app.register((scope) => dispensingRoutes(scope, { ...at.deps, positions: storagePositions, scopeOf }));
    },
  });
});
afterAll(async () => {
  await server.close();
  await at.close();
});

async function ask(who: string, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) {
  const headers = { cookie: cookieOf(who), host: 'localhost', ...(payload && { 'content-type': 'application/json' }) };
  const url = path.startsWith('/') ? path : `/api/biobank/storage${path === '' ? '' : `/${path}`}`;
  const answer = await server.inject({ method, url, headers, ...(payload && { payload }) });
  const json = /json/.test(String(answer.headers['content-type'])) ? answer.json() : undefined;
  return { status: answer.statusCode, json };
}

test('a technician places, the pick list walks in the order of storage, and a check-out empties the position', async () => {
  await at.register(['W3', 'W1', 'W2', 'W0'].map((barcode) => ({ barcode })));
  const items = [
    { code: 'W3', container: 'R1', position: 'A2' },
    { code: 'W1', container: 'R3', position: 'A1' },
    { code: 'W2', container: 'R1', position: 'B1' },
  ];
  const placed = await ask('staff', 'POST', 'placements', { items });
  expect(placed).toMatchObject({ status: 200, json: { items: [{ code: 'W3', from: null, label: 'A2' }, {}, {}] } });
  const labels = await server.inject({
    ...{ method: 'POST', url: '/api/biobank/storage/labels', payload: { containers: ['R1', 'R3'], layout: 'box' } },
    headers: { cookie: cookieOf('quality'), host: 'localhost' },
  });
  expect([labels.statusCode, labels.headers['content-type'], labels.body.split('^XA').length - 1]).toEqual([
    ...[200, 'application/zpl', 2],
  ]);
  expect(await ask('staff', 'GET', 'positions?code=W1')).toMatchObject({ json: { place: { label: 'A1' } } });
  expect(await ask('staff', 'GET', 'unplaced')).toMatchObject({ json: { items: [{ barcode: 'W0' }], more: false } });
  const request = { project: 'P', specimens: ['W0', 'W1', 'W2', 'W3'] };
  const made = await ask('owner', 'POST', '/api/biobank/reservations', request);
  expect(made.status).toBe(201);
  const { id } = made.json.reservation;
  const list = await ask('staff', 'POST', `/api/biobank/reservations/${id}/pick-list`);
  expect(
    list.json.lines.map(({ barcode, position }: { barcode: string; position: string }) => [barcode, position]),
  ).toEqual([
    ['W3', 'Site › Room 1 › Freezer 3 › Shelf 1 › Rack 1 › A2'],
    ['W2', 'Site › Room 1 › Freezer 3 › Shelf 1 › Rack 1 › B1'],
    ['W1', 'Site › Room 1 › Freezer 3 › Shelf 2 › Rack 3 › A1'],
    ['W0', null],
  ]);
  const checkOut = (code: string) => ask('staff', 'POST', `/api/biobank/reservations/${id}/check-outs`, { code });
  expect(await checkOut('W3')).toMatchObject({ json: { outcome: 'picked' } });
  expect(await checkOut('W0')).toMatchObject({ json: { outcome: 'picked' } });
  expect(await ask('staff', 'GET', 'positions?code=W3')).toMatchObject({ json: { place: null, state: 'picked' } });
  await ask('staff', 'POST', `/api/biobank/reservations/${id}/put-backs`, { code: 'W3' });
  expect(await ask('staff', 'GET', 'positions?code=W3')).toMatchObject({
    json: { place: { label: 'A2' }, state: 'reserved' },
  });
});

test('freezers, types, forecast, checks, temperatures and plans answer; each role does what is its own', async () => {
  const overview = await ask('quality', 'GET', '');
  expect(overview.json.items.map(({ kind }: { kind: string }) => kind)).toEqual(['site', 'room', 'store']);
  expect((await ask('staff', 'GET', 'container-types')).json.items.length).toBeGreaterThan(20);
  const own = { code: 'tray', name: { da: 'Bakke', en: 'Tray' }, kind: 'rack', footprint: 'box', takes: ['cryotube'] };
  const tray = { ...own, rows: 5, columns: 5, labels: 'rows', managed: true };
  expect(await ask('owner', 'POST', 'container-types', tray)).toMatchObject({ status: 201, json: { own: true } });
  const built = await ask('owner', 'POST', 'containers', { type: 'sbs-96', name: 'Late', barcode: 'R9', parent: 'F3' });
  expect(built).toMatchObject({ status: 422, json: { code: 'IDUN_CONTAINER_TAKES_NOT' } });
  const loose = await ask('owner', 'POST', 'containers', { type: 'tray', name: 'Tray {n}', barcode: 'Y{n}', count: 2 });
  expect(loose).toMatchObject({ status: 201, json: { items: [{ name: 'Tray 1', capacity: 25 }, { barcode: 'Y2' }] } });
  expect(await ask('owner', 'POST', 'containers/Y2/retire')).toMatchObject({ status: 204 });
  const shelf = (await ask('staff', 'GET', 'containers/F3?depth=1')).json.below[1].id;
  expect(await ask('staff', 'POST', 'containers/R2/move', { parent: shelf })).toMatchObject({
    json: { parent: shelf, label: '4' },
  });
  expect(await ask('staff', 'POST', 'moves', { from: 'R1', to: 'R4' })).toMatchObject({
    json: { items: [{ code: 'W3' }, { code: 'W2' }] },
  });
  const checks = await ask('staff', 'POST', 'rack-checks', { file: 'R4;A2;W3\nR4;A3;W2' });
  expect(checks).toMatchObject({
    status: 201,
    json: { items: [{ right: 1, lines: [{ kind: 'misplaced', code: 'W2' }] }] },
  });
  const { id } = checks.json.items[0];
  const decision = { missing: 'leave', found: 'place' };
  expect(await ask('staff', 'POST', `rack-checks/${id}/decision`, decision)).toMatchObject({ json: { changed: 1 } });
  expect(await ask('quality', 'GET', `rack-checks/${id}`)).toMatchObject({ json: { state: 'applied' } });
  expect(await ask('quality', 'GET', 'rack-checks?state=open')).toMatchObject({ json: { items: [] } });
  expect(await ask('quality', 'GET', 'forecast?weeks=4')).toMatchObject({ status: 200, json: { weeks: 4 } });
  const plan = await ask('staff', 'POST', 'pick-plans', { choices: [['W1', 'W2'], ['W3'], ['W0']] });
  expect(plan.json).toMatchObject({ racks: 1, stores: 1, unplaced: ['W0'], lines: [{ code: 'W3' }, { code: 'W2' }] });
  expect(await ask('staff', 'POST', 'take-outs', { codes: ['W3'] })).toMatchObject({
    json: { items: [{ code: 'W3' }] },
  });
  expect(await ask('owner', 'POST', 'adoptions', { dryRun: true })).toMatchObject({ json: { waiting: 0 } });
  const rule = { low: null, high: -65, minutes: 30 };
  expect(await ask('owner', 'PUT', 'containers/F3/temperature-rule', rule)).toMatchObject({ json: rule });
  const hour = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
  const readings = [0, 1, 2].map((n) => ({ at: hour(n), celsius: -20 - n }));
  expect(await ask('staff', 'POST', 'containers/F3/temperatures', { readings })).toMatchObject({ json: { taken: 3 } });
  expect(await markExcursions(at.deps, at.operator)).toBe(2);
  const open = await ask('quality', 'GET', 'excursions?state=open');
  expect(open.json.items).toMatchObject([{ until: null, worst: -20, specimens: 2 }]);
  const excursion = `excursions/${open.json.items[0].id}`;
  expect((await ask('quality', 'GET', `${excursion}?limit=1`)).json).toMatchObject({
    items: [{ barcode: 'W1' }],
    next: 'W1',
  });
  expect(await ask('staff', 'POST', `${excursion}/acknowledge`, { note: 'Door' })).toMatchObject({
    json: { note: 'Door' },
  });
  const curve = await ask('quality', 'GET', `containers/F3/temperatures?to=${hour(3)}`);
  expect(curve.json).toMatchObject({ rule, probes: [{ probe: 'main', readings: 3 }], excursions: [{ specimens: 2 }] });
});

test('others are refused', async () => {
  const items = [{ code: 'W1', container: 'R1' }];
  const refused = await Promise.all([
    ask('clinician', 'GET', ''),
    ask('quality', 'POST', 'placements', { items }),
    ask('owner', 'POST', 'placements', { items }),
    ask('quality', 'PUT', 'containers/F3/temperature-rule', { low: null, high: 0, minutes: 0 }),
    ask('nobody', 'GET', ''),
    ask('elsewhere', 'POST', 'placements', { items }),
    ask('elsewhere', 'GET', 'containers/R1'),
    ask('elsewhere', 'GET', 'positions?code=W1'),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 401, 404, 404, 404]);
});
