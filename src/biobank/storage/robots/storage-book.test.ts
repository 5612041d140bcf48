import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cookieOf } from '../../../app/testing.ts';
import { makeEgress } from '../../../platform/egress/index.ts';
import { buildHttp, type RequestSession } from '../../../platform/http/index.ts';
import { jobMigrations, prepareJobs } from '../../../platform/jobs/index.ts';
import { silentLogger } from '../../../platform/logging/index.ts';
import { makeMetrics } from '../../../platform/metrics/index.ts';
import type { Role } from '../../../trust/identity/index.ts';
import { findOrganisation } from '../../../trust/organisations/index.ts';
import { mintRequestScope, registerGate } from '../../../trust/scope/index.ts';
import { steppedUp, testSession } from '../../../trust/scope/testing.ts';
import { dispensingMigrations, reserveSpecimens } from '../../dispensing/index.ts';
import { replayBiobank, type Specimen } from '../../specimens/index.ts';
import { createContainers } from '../containers/build.ts';
import type { ContainerHead } from '../containers/show.ts';
import { findSpecimen, placeSpecimens } from '../positions/place.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';
import {
  addRobot,
  compareStore,
  openRobots,
  planMove,
  planPicks,
  type RobotDeps,
  robotMigrations,
  type SimulatedStore,
  simulateRobot,
  workActiveRobots,
  workRobot,
} from './index.ts';
import { routes } from './routes.ts';

let bank: TestStorage;
let deps: RobotDeps;
let server: FastifyInstance;
const sessions = new Map<string, RequestSession>();
const open: SimulatedStore[] = [];

beforeAll(async () => {
  bank = await openTestStorage([...jobMigrations, ...dispensingMigrations, ...robotMigrations]);
  await prepareJobs(bank.database);
  const egress = makeEgress([]);
  const { wake: _, ...opened } = openRobots({ ...bank.deps, egress });
  deps = { ...opened, pace: { answerMs: 500, pollMs: 2, runMs: 5000 } };
  const { app: db } = bank.database;
  const add = async (name: string, role: Role, organisation: string) => {
    const { organisationNo } = await findOrganisation(db, organisation);
    sessions.set(name, steppedUp(testSession({ role, organisationNo, organisation })));
  };
  await add('staff', 'biobank-staff', 'Bank A');
  await add('owner', 'register-owner', 'Bank A');
  await add('elsewhere', 'biobank-staff', 'Bank B');
  await add('researcher', 'researcher', 'Bank A');
  server = await buildHttp({
    ...{ config: { allowedHosts: [], host: '127.0.0.1' }, log: silentLogger, metrics: makeMetrics(), version: 'test' },
    readiness: async () => ({ ready: true, checks: {} }),
    findSession: async (secret) => sessions.get(secret),
    async routes(app) {
      registerGate(app);
      await app.register((scope) =>
        routes(scope, {
          ...{ ...bank.deps, egress },
          scopeOf: ({ session, routeOptions }) =>
            mintRequestScope(db, { session, act: routeOptions.config.act ?? 'public', minimumCount: 5 }),
        }),
      );
    },
  });
});
afterEach(async () => {
  for (const one of open.splice(0)) {
    one.mechanics.stop();
    await one.close();
  }
});
afterAll(async () => {
  await server.close();
  await bank.close();
});

async function ask(who: string, method: 'GET' | 'POST', path: string, payload?: object) {
  const headers = { cookie: cookieOf(who), host: 'localhost', ...(payload && { 'content-type': 'application/json' }) };
  const answer = await server.inject({ method, url: `/api/biobank/${path}`, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, json: answer.json() };
}

/** An automated store with tubes in its racks, and a simulator in its place. */
async function setUp(given: { type: string; protocol: string; prefix: string; tubes: number }) {
  const { type, protocol, prefix, tubes: count } = given;
  const make = (more: Parameters<typeof createContainers>[2]) => createContainers(bank.deps, bank.manage, more);
  const rooms = await sql<{
    id: string;
  }>`select c.id from biobank.containers c join biobank.container_types t using (type_no)
    where t.kind = 'room' limit 1`.execute(bank.database.owner);
  const [store] = await make({ type, name: `${prefix} store`, parent: rooms.rows[0]!.id, barcode: `${prefix}S` });
  const stackers = await make({ type: 'stacker', name: `${prefix} {n}`, count: 2, parent: store!.id });
  const racks: ContainerHead[] = [];
  for (const { id } of stackers) {
    racks.push(
      ...(await make({ type: 'sbs-96', name: 'R {n}', barcode: `${prefix}${racks.length}R{n}`, count: 2, parent: id })),
    );
  }
  const tubes = await bank.register(Array.from({ length: count }, () => ({ container: 'cryotube' as const })));
  const items = tubes.map(({ barcode }, i) => ({ code: barcode, container: racks[i % 4]!.id }));
  await placeSpecimens(bank.deps, bank.place, { items });
  const robot = await addRobot(deps, bank.operator, {
    ...{ biobank: bank.bank.name, name: `${prefix} robot`, store: store!.id, protocol, host: '127.0.0.1', port: 9 },
  });
  const simulated = await simulateRobot(deps, bank.operator, robot.id, { port: 0, moveMs: 4 });
  open.push(simulated);
  await sql`update biobank.robots set port = ${simulated.port} where id = ${robot.id}`.execute(bank.database.owner);
  return { robot, simulated, tubes, racks, store: store! };
}

const reserve = async (tubes: readonly Specimen[]) =>
  (
    await reserveSpecimens(deps, bank.operator, {
      ...{ biobank: bank.bank.name, project: 'P', specimens: tubes.map(({ id }) => id) },
    })
  ).reservation.id;
const placeOf = async ({ id }: Specimen) => (await findSpecimen(bank.deps, bank.see, id)).place;

test('a store of tubes: a pick list leaves its positions, what comes back stands there again, temperatures are read', async () => {
  const { robot, simulated, tubes, racks, store } = await setUp({
    ...{ type: 'auto-80', protocol: 'tube-lines', prefix: 'T', tubes: 8 },
  });
  const byHand = (await bank.register([{ container: 'cryotube' }]))[0]!;
  await placeSpecimens(bank.deps, bank.place, { items: [{ code: byHand.id, container: bank.racks[0]!.id }] });
  const reservation = await reserve([...tubes.slice(0, 5), byHand]);
  const planned = await ask('staff', 'POST', `reservations/${reservation}/robot-picks`);
  expect(planned).toMatchObject({
    status: 200,
    json: { planned: 5, already: 0, robots: [robot.id], byHand: [{ barcode: byHand.barcode }], withdrawn: [] },
  });
  const { rows: jobs } = await sql`select task, state from idun.jobs`.execute(bank.database.owner);
  expect(jobs).toEqual([{ task: 'robots.work', state: 'queued' }]);
  expect(await ask('staff', 'GET', 'robots')).toMatchObject({
    json: { items: [{ name: 'T robot', moves: 'tube', commands: { planned: 5 }, problem: null }] },
  });
  expect(await workRobot(deps, bank.operator, robot.id)).toMatchObject({ done: 5, waiting: 0, problem: null });
  expect(await Promise.all(tubes.map(placeOf))).toEqual([...Array(5).fill(null), ...Array(3).fill(expect.anything())]);
  expect(simulated.mechanics.hatch).toHaveLength(5);
  const { rows: readings } = await sql<{
    n: number;
  }>`select count(*)::int as n from biobank.temperature_readings`.execute(bank.database.owner);
  expect(readings[0]!.n).toBeGreaterThan(0);
  // One is not wanted after all, and goes to a free place.
  const [, first] = tubes;
  await bank.database.withActor(bank.operator.actor, (trx) =>
    deps.book.takeOut(trx, bank.operator, [first!.specimenNo]),
  );
  const back = { kind: 'put', code: first!.barcode, address: `${racks[0]!.barcode}/H12` };
  expect(await ask('staff', 'POST', `robots/${robot.id}/moves`, { moves: [back] })).toMatchObject({ status: 201 });
  expect(await workActiveRobots(deps, bank.operator)).toMatchObject([{ done: 1, waiting: 0 }]);
  expect(await placeOf(first!)).toMatchObject({ label: 'H12' });
  expect(await ask('owner', 'GET', `robots/${robot.id}/comparison`)).toMatchObject({
    json: { right: 4, moved: [], missing: [], unexpected: [] },
  });
  const shown = await ask('owner', 'GET', `robots/${robot.id}`);
  expect(shown.json).toMatchObject({ store: store.id, open: [], commands: { done: 6 } });
  expect(shown.json.latest[0]).toMatchObject({ kind: 'put', state: 'done', scanned: first!.barcode });
  const steps = await ask('owner', 'GET', `robot-commands/${shown.json.latest[0].id}`);
  expect(steps.json.steps.map(({ to }: { to: string }) => to)).toEqual(['sent', 'acknowledged', 'done']);
  expect(await replayBiobank(bank.deps, bank.operator, bank.bank)).toMatchObject({ different: [], broken: [] });
});

test('a store of racks: the racks of a pick list are fetched one after the other, each when the hatch is empty', async () => {
  const { robot, simulated, tubes, racks } = await setUp({ type: 'auto-20', protocol: 'stx', prefix: 'X', tubes: 6 });
  const reservation = await reserve([tubes[0]!, tubes[4]!, tubes[3]!]);
  expect(await planPicks(deps, bank.operator, reservation)).toMatchObject({ planned: 2, byHand: [] });
  const hatchOf = () => [...simulated.mechanics.hatch];
  expect(await workRobot(deps, bank.operator, robot.id)).toMatchObject({
    done: 1,
    waiting: 1,
    problem: 'the hatch is full',
  });
  const [rack] = hatchOf();
  expect([racks[0]!.barcode, racks[3]!.barcode]).toContain(rack);
  // The technician scans the tubes out of it by hand, and it goes back to where it was.
  const address = rack === racks[0]!.barcode ? '1.1' : '2.2';
  await planMove(deps, bank.operator, robot.id, [{ kind: 'put', code: rack!, address }]);
  expect(await workRobot(deps, bank.operator, robot.id)).toMatchObject({ done: 2, waiting: 0, failed: 0 });
  expect(hatchOf()).not.toContain(rack);
  expect(hatchOf()).toHaveLength(1);
  expect(simulated.mechanics.places.get(address)).toBe(rack);
  await expect(compareStore(deps, bank.operator, robot.id)).rejects.toMatchObject({ code: 'IDUN_ROBOT_GIVEN' });
});

test('who may: staff of the biobank work with its stores, its owner stops them, others see none', async () => {
  const { robot } = await setUp({ type: 'auto-80', protocol: 'tube-lines', prefix: 'W', tubes: 1 });
  expect((await ask('elsewhere', 'GET', 'robots')).json).toEqual({ items: [] });
  expect((await ask('elsewhere', 'GET', `robots/${robot.id}`)).status).toBe(404);
  expect((await ask('researcher', 'GET', 'robots')).status).toBe(403);
  expect((await ask('staff', 'POST', `robots/${robot.id}/state`, { active: false })).status).toBe(403);
  expect(await ask('owner', 'POST', `robots/${robot.id}/state`, { active: false })).toMatchObject({
    json: { active: false },
  });
  expect(await workRobot(deps, bank.operator, robot.id)).toMatchObject({ done: 0, problem: null });
  const bad = { biobank: bank.bank.name, name: 'Q', store: bank.freezer.id, host: 'x', port: 1 };
  await expect(addRobot(deps, bank.operator, { ...bad, protocol: 'tube-lines' })).rejects.toThrow(/not an automated/);
  await expect(addRobot(deps, bank.operator, { ...bad, protocol: 'morse' })).rejects.toThrow(/no protocol/);
});
