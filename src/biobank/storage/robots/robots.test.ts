import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOptIn, recordOptOut } from '../../../trust/consent/index.ts';
import { dispensingMigrations, reserveSpecimens } from '../../dispensing/index.ts';
import { replayBiobank, type Specimen } from '../../specimens/index.ts';
import { openTestBiobank, type TestBiobank } from '../../specimens/testing.ts';
import type { RobotDeps } from './deps.ts';
import { robotMigrations } from './migrations/index.ts';
import type { Robot, RobotCommand } from './model.ts';
import { cancelCommand, planMove, planPicks } from './plan.ts';
import { compareStore, reconcileCommand } from './reconcile.ts';
import { type FaultKind, faultKinds, type Simulator, StoreMechanics, serveSimulator } from './simulator/index.ts';
import { commandSteps } from './status.ts';
import { readCommands, readSteps } from './store.ts';
import { addTestRobot, makeRobotDeps, testPlaces } from './testing.ts';
import { workRobot } from './work.ts';

let bank: TestBiobank;
let deps: RobotDeps;
beforeAll(async () => {
  bank = await openTestBiobank([...dispensingMigrations, ...robotMigrations, testPlaces]);
  deps = makeRobotDeps(bank);
});
afterAll(() => bank.close());

interface Setting {
  tubes: Specimen[];
  store: StoreMechanics;
  robot: Robot;
  reservation: string;
  simulator: Simulator;
  work(): ReturnType<typeof workRobot>;
  commands(): Promise<RobotCommand[]>;
  /** Where the books say the tubes are, by barcode. */
  booked(): Promise<Map<string, string>>;
  states(): Promise<Map<string, string>>;
}

let settings = 0;

/** A store with tubes that are all promised, and a simulator with the faults of its commands in order. */
async function setUp(count: number, faults: readonly FaultKind[], promised = count): Promise<Setting> {
  const name = `store-${++settings}`;
  const tubes = await bank.register(Array.from({ length: count }, () => ({})));
  const addresses = Array.from({ length: count + 2 }, (_, i) => `A${i + 1}`);
  const store = new StoreMechanics({
    contents: tubes.map(({ barcode }, i) => [`A${i + 1}`, barcode] as const),
    ...{ addresses, hatchHolds: 50, moveMs: 4 },
  });
  const left = [...faults];
  const simulator = await serveSimulator('tube-lines', store, () => left.shift() ?? 'none', { slowMs: 140 });
  const robot = await addTestRobot(bank, { store: name, port: simulator.port, tubes });
  const { reservation } = await reserveSpecimens(deps, bank.operator, {
    ...{ biobank: bank.bank.name, project: name, specimens: tubes.slice(0, promised).map(({ barcode }) => barcode) },
  });
  const db = bank.database.owner;
  return {
    ...{ tubes, store, robot, simulator, reservation: reservation.id },
    work: () => workRobot(deps, bank.operator, robot.id),
    commands: () => readCommands(db, sql`c.robot_no = ${robot.robotNo}`),
    async booked() {
      const rows = await deps.book.contents(db, bank.operator, name);
      return new Map(rows.map(({ barcode, address }) => [address, barcode]));
    },
    async states() {
      const { rows } = await sql<{ barcode: string; state: string }>`select barcode, state from biobank.specimens
        where barcode = any(${tubes.map(({ barcode }) => barcode)}::text[])`.execute(db);
      return new Map(rows.map(({ barcode, state }) => [barcode, state]));
    },
  };
}

test('the database knows the same steps of a command as the program', async () => {
  const { rows } = await sql`select from_state as "from", to_state as "to" from biobank.robot_transitions`.execute(
    bank.database.owner,
  );
  const ordered = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).sort();
  expect(ordered(rows as object[])).toEqual(ordered(commandSteps.map(({ from, to }) => ({ from, to }))));
  const { robot, simulator } = await setUp(1, []);
  const torn = sql`insert into biobank.robot_commands (id, robot_no, biobank_no, kind, address, code, reason, asked_by, asked_at, changed_at)
    values ('rcm_x', ${robot.robotNo}, ${bank.bank.biobankNo}, 'pick', 'A1', 'x', 'request', 'me', now(), now())`;
  await torn.execute(bank.database.app);
  const skipped = sql`update biobank.robot_commands set state = 'done' where id = 'rcm_x'`.execute(bank.database.app);
  await expect(skipped).rejects.toThrow(/does not become done/);
  await simulator.close();
});

describe('a pick list', () => {
  test('is fetched by the store, each tube checked out by its scan at the hatch; asked twice is once', async () => {
    const setting = await setUp(5, ['twice', 'slow'], 4);
    const planned = await planPicks(deps, bank.operator, setting.reservation);
    expect(planned).toMatchObject({ planned: 4, already: 0, byHand: [], robots: [setting.robot.id] });
    expect(await planPicks(deps, bank.operator, setting.reservation)).toMatchObject({ planned: 0, already: 4 });
    expect(await setting.work()).toMatchObject({ done: 4, failed: 0, waiting: 0, unknown: 0, problem: null });
    expect([...setting.store.hatch].sort()).toEqual(
      setting.tubes
        .slice(0, 4)
        .map(({ barcode }) => barcode)
        .sort(),
    );
    expect([...(await setting.states()).values()].filter((state) => state === 'picked')).toHaveLength(4);
    expect(new Set(setting.store.carriedOut).size).toBe(4);
    const [first] = await setting.commands();
    const steps = await readSteps(bank.database.owner, first!.commandNo);
    expect(steps.map(({ to }) => to)).toEqual(['sent', 'acknowledged', 'done']);
    expect(await compareStore(deps, bank.operator, setting.robot.id)).toMatchObject({
      ...{ right: 1, moved: [], missing: [], unexpected: [] },
    });
    await setting.simulator.close();
  });

  test('of somebody who opts out on the way: the tube is fetched, given to nobody, and put back', async () => {
    const setting = await setUp(1, []);
    await planPicks(deps, bank.operator, setting.reservation);
    const { rows } = await sql<{ no: number }>`select person_no as no from biobank.specimens
      where barcode = ${setting.tubes[0]!.barcode}`.execute(bank.database.owner);
    const choose = (record: typeof recordOptOut) =>
      bank.database.withActor(bank.operator.actor, (trx) =>
        record(trx, rows[0]!.no, bank.operator.actor, { scope: 'material' }),
      );
    await choose(recordOptOut);
    expect(await setting.work()).toMatchObject({ done: 2, failed: 0, waiting: 0 });
    expect(
      (await setting.commands()).map(({ kind, state, because, reason }) => [kind, state, because, reason]),
    ).toEqual([
      ['pick', 'done', 'withdrawn', 'reservation'],
      ['put', 'done', null, 'withdrawn'],
    ]);
    expect([...setting.store.places]).toEqual([['A1', setting.tubes[0]!.barcode]]);
    expect(await setting.booked()).toEqual(setting.store.places);
    await choose(recordOptIn);
    await setting.simulator.close();
  });
});

describe('what goes wrong', () => {
  test('another tube is brought: its scan tells, it goes back, and the right one is fetched', async () => {
    const setting = await setUp(2, ['neighbour'], 1);
    await planPicks(deps, bank.operator, setting.reservation);
    await setting.work();
    const [wanted, other] = setting.tubes;
    const commands = await setting.commands();
    expect(commands.map(({ kind, code, state }) => [kind, code, state])).toEqual([
      ['pick', wanted!.barcode, 'failed'],
      ['put', other!.barcode, 'done'],
      ['pick', wanted!.barcode, 'done'],
    ]);
    expect(commands[0]).toMatchObject({ scanned: other!.barcode });
    expect(setting.store.hatch).toEqual([wanted!.barcode]);
    expect(await setting.states()).toEqual(
      new Map([
        [wanted!.barcode, 'picked'],
        [other!.barcode, 'available'],
      ]),
    );
    expect(await setting.booked()).toEqual(setting.store.places);
    await setting.simulator.close();
  });

  test('it dies with the tube on its arm and forgets: unknown, until a person says what they saw', async () => {
    const setting = await setUp(2, ['stuck'], 1);
    await planPicks(deps, bank.operator, setting.reservation);
    expect(await setting.work()).toMatchObject({ unknown: 1, done: 0 });
    expect(await setting.work()).toMatchObject({ unknown: 1, done: 0, problem: 'a tube is on the arm' });
    const [command] = await setting.commands();
    expect(command).toMatchObject({ state: 'unknown' });
    expect((await setting.states()).get(command!.code)).toBe('reserved');
    await expect(cancelCommand(deps, bank.operator, command!.id)).rejects.toMatchObject({
      code: 'IDUN_ROBOT_COMMAND_STATE',
    });
    const found = { happened: true as const, code: command!.code, note: 'taken off the arm by hand' };
    expect(await reconcileCommand(deps, bank.operator, command!.id, found)).toMatchObject({ state: 'done' });
    expect((await setting.states()).get(command!.code)).toBe('picked');
    await expect(reconcileCommand(deps, bank.operator, command!.id, found)).rejects.toMatchObject({ status: 409 });
    await setting.simulator.close();
  });

  test('nobody answers: nothing is sent, and the store says so', async () => {
    const setting = await setUp(1, []);
    await planPicks(deps, bank.operator, setting.reservation);
    await setting.simulator.close();
    expect(await setting.work()).toMatchObject({
      done: 0,
      waiting: 1,
      problem: expect.stringContaining('No connection'),
    });
    expect(await setting.commands()).toMatchObject([{ state: 'planned' }]);
  });

  test('a tube on the arm stops the store: the rest waits untried until somebody has looked', async () => {
    const setting = await setUp(3, ['stuck']);
    await planPicks(deps, bank.operator, setting.reservation);
    const stopped = { done: 0, failed: 0, waiting: 2, unknown: 1, problem: 'a tube is on the arm' };
    expect(await setting.work()).toMatchObject(stopped);
    expect(await setting.work()).toMatchObject(stopped);
    expect((await setting.commands()).map(({ state, attempt }) => [state, attempt])).toEqual([
      ['unknown', 1],
      ['planned', 1],
      ['planned', 1],
    ]);
    const [unknown] = await setting.commands();
    const seen = await compareStore(deps, bank.operator, setting.robot.id);
    expect(seen.outside).toEqual([{ place: 'ARM', code: unknown!.code }]);
    setting.store.mend();
    await reconcileCommand(deps, bank.operator, unknown!.id, {
      ...{ happened: true, code: unknown!.code, note: 'taken off the arm' },
    });
    expect(await setting.work()).toMatchObject({ done: 2, waiting: 0, unknown: 0, problem: null });
    await setting.simulator.close();
  });

  test('a full hatch stops picks and not puts', async () => {
    const setting = await setUp(3, [], 1);
    setting.store.given.hatchHolds = 1;
    const put = setting.tubes[2]!;
    setting.store.places.delete('A3');
    setting.store.hatch.push(put.barcode);
    await bank.database.withActor(bank.operator.actor, (trx) =>
      deps.book.takeOut(trx, bank.operator, [put.specimenNo]),
    );
    await planPicks(deps, bank.operator, setting.reservation);
    expect(await setting.work()).toMatchObject({ done: 0, waiting: 1, problem: 'the hatch is full' });
    await planMove(deps, bank.operator, setting.robot.id, [{ kind: 'put', code: put.barcode, address: 'A4' }]);
    expect(await setting.work()).toMatchObject({ done: 2, waiting: 0, problem: null });
    expect(await setting.booked()).toEqual(setting.store.places);
    await setting.simulator.close();
  });
});

test('whatever fails in whatever order: nothing is lost, nothing doubled, nothing handed out that was not scanned', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.constantFrom(...faultKinds), { maxLength: 12 }),
      fc.boolean(),
      async (count, faults, all) => {
        const setting = await setUp(count, faults, all ? count : count - 1);
        const { store, tubes, simulator } = setting;
        try {
          await planPicks(deps, bank.operator, setting.reservation);
          for (let round = 0; round < 30; round++) {
            const report = await setting.work();
            if (report.waiting + report.unknown === 0) break;
            // Somebody opens the door.
            store.mend();
          }
          const commands = await setting.commands();
          expect(commands.filter(({ state }) => !['done', 'failed'].includes(state))).toEqual([]);
          const there = [...store.places.values(), ...store.hatch, ...(store.arm === null ? [] : [store.arm])];
          expect(there.sort()).toEqual(tubes.map(({ barcode }) => barcode).sort());
          expect(new Set(store.carriedOut).size).toBe(store.carriedOut.length);
          expect(await setting.booked()).toEqual(store.places);
          const states = await setting.states();
          const stranded = commands.filter(({ kind, state }) => kind === 'put' && state === 'failed');
          for (const { barcode } of tubes) {
            const picked = states.get(barcode) === 'picked';
            if (picked) expect(store.hatch).toContain(barcode);
            // What lies at the hatch and was not handed out is a tube whose way back failed, and that is on record.
            else if (store.hatch.includes(barcode)) expect(stranded.map(({ code }) => code)).toContain(barcode);
          }
        } finally {
          store.stop();
          await simulator.close();
        }
      },
    ),
    { seed: 4, numRuns: 25 },
  );
  const report = await replayBiobank(bank.deps, bank.operator, bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
}, 120_000);
