import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispensingMigrations, reserveSpecimens } from '../../../dispensing/index.ts';
import { replayBiobank } from '../../../specimens/index.ts';
import { openTestBiobank, type TestBiobank } from '../../../specimens/testing.ts';
import type { RobotDeps } from '../deps.ts';
import { robotMigrations } from '../index.ts';
import { planPicks } from '../plan.ts';
import { type FaultKind, StoreMechanics, serveSimulator } from '../simulator/index.ts';
import { readCommands, readSteps } from '../store.ts';
import { addTestRobot, makeRobotDeps, testPlaces } from '../testing.ts';
import { workRobot } from '../work.ts';

let bank: TestBiobank;
let deps: RobotDeps;
beforeAll(async () => {
  bank = await openTestBiobank([...dispensingMigrations, ...robotMigrations, testPlaces]);
  deps = makeRobotDeps(bank);
});
afterAll(() => bank.close());

/** What the killer waits for: a line of the conversation (which may be lost with the connection), or a tube’s state. */
type Moment = { name: string; line?: RegExp; nth?: number; lost?: boolean; specimen?: string };

// One after the other through the life of a command: written as sent, heard by the store, accepted, carried out, asked about
// when it is done, checked out but not yet booked as done.
const moments: Moment[] = [
  { name: 'the second command is written as sent, and never heard', line: /\|PICK\|/, nth: 2, lost: true },
  { name: 'the store hears the first PICK', line: /\|PICK\|/, nth: 1 },
  { name: 'it is asked about the first', line: /\|STATUS\|rcm_/, nth: 1 },
  { name: 'it is asked again', line: /\|STATUS\|rcm_/, nth: 2 },
  { name: 'the first tube is checked out', specimen: 'picked' },
];

async function killAt(
  robot: string,
  moment: Moment,
  onLine: (listen: (line: string) => void) => void,
): Promise<boolean> {
  const { ownerUrl, appUrl, jobsUrl } = bank.database;
  const told = {
    ...{ robot, bank: bank.bank, dataDir: bank.dataDir },
    urls: { owner: ownerUrl, app: appUrl, jobs: jobsUrl },
  };
  const script = fileURLToPath(new URL('testing.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(told)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let finished = false;
  child.stdout!.on('data', () => {
    finished = true;
  });
  let seen = 0;
  onLine((line) => {
    if (moment.line?.test(line) && ++seen === moment.nth) child.kill('SIGKILL');
    // The journal is held while the tube is checked out: between these two bookings there is a moment, and this makes it long.
    if (moment.specimen !== undefined && held === undefined && line.includes('|STATUS|rcm_')) {
      held = bank.database.owner.transaction().execute(async (trx) => {
        await sql`select 1 from biobank.robot_commands where id = ${line.split('|')[2]} for update`.execute(trx);
        await hold;
      });
    }
  });
  const ended = once(child, 'close');
  let unlock = (): void => undefined;
  const hold = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  let held: Promise<unknown> | undefined;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    if (moment.specimen !== undefined) {
      const { rows } = await sql<{ n: boolean }>`select exists (select from biobank.specimens s
          join biobank.robot_commands c using (specimen_no) join biobank.robots r using (robot_no)
          where s.state = ${moment.specimen} and r.id = ${robot} and c.state <> 'done') as n`.execute(
        bank.database.owner,
      );
      if (rows[0]!.n) child.kill('SIGKILL');
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1))]);
  }
  unlock();
  await held;
  return finished;
}

test('a worker killed at each step of a command: looked up afterwards, done once, and handed out once', async () => {
  for (const [i, moment] of moments.entries()) {
    const name = `killed-${i}`;
    const tubes = await bank.register([{}, {}, {}]);
    const contents = tubes.map(({ barcode }, n) => [`A${n + 1}`, barcode] as const);
    const addresses = contents.map(([address]) => address);
    const store = new StoreMechanics({
      contents,
      addresses,
      hatchHolds: 9,
      moveMs: moment.specimen === undefined ? 8 : 250,
    });
    let listen: ((line: string) => void) | undefined;
    let picks = 0;
    const lose = (): FaultKind => (moment.lost && ++picks === moment.nth ? 'drop-before' : 'none');
    const simulator = await serveSimulator('tube-lines', store, lose, { onLine: (line) => listen?.(line) });
    const robot = await addTestRobot(bank, { store: name, port: simulator.port, tubes });
    const { reservation } = await reserveSpecimens(deps, bank.operator, {
      ...{ biobank: bank.bank.name, project: name, specimens: tubes.map(({ id }) => id) },
    });
    await planPicks(deps, bank.operator, reservation.id);
    const finished = await killAt(robot.id, moment, (given) => {
      listen = given;
    });
    expect(finished, moment.name).toBe(false);
    const db = bank.database.owner;
    const left = await readCommands(db, sql`c.robot_no = ${robot.robotNo} and c.state <> 'done'`);
    expect(left.length, moment.name).toBeGreaterThan(0);
    // Whatever it had been told or not: the next worker finds out.
    await workRobot(deps, bank.operator, robot.id);
    const commands = await readCommands(db, sql`c.robot_no = ${robot.robotNo}`);
    expect(
      commands.map(({ state }) => state),
      moment.name,
    ).toEqual(['done', 'done', 'done']);
    expect([...store.hatch].sort()).toEqual(tubes.map(({ barcode }) => barcode).sort());
    expect(store.carriedOut).toHaveLength(3);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from biobank.custody_events
      where act = 'check-out' and specimen_no = any(${tubes.map(({ specimenNo }) => specimenNo)}::int[])`.execute(db);
    expect(rows[0]!.n, moment.name).toBe(3);
    for (const { commandNo } of commands) {
      const done = (await readSteps(db, commandNo)).filter(({ to }) => to === 'done');
      expect(done.length).toBeLessThanOrEqual(1);
    }
    await simulator.close();
    await sql`delete from biobank.robots where robot_no = ${robot.robotNo}`.execute(db);
  }
  const report = await replayBiobank(bank.deps, bank.operator, bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
}, 240_000);
