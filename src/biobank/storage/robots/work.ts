import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type RobotDeps, usualPace } from './deps.ts';
import { hatchFull, type OrderOutcome, type Reading, type StoreDriver, type StoreOrder } from './driver.ts';
import { errors } from './errors.ts';
import { judge } from './judge.ts';
import type { Robot, RobotCommand } from './model.ts';
import { protocols } from './protocols/index.ts';
import {
  type Settling,
  settleBoth,
  settleDone,
  settleFailed,
  settleNotDone,
  settleUnknown,
  settleWrongTube,
} from './settle.ts';
import { noteRobot, readCommands, readRobots, requireCommand, requireRobot, stepCommand } from './store.ts';

/** What working through a store's queue came to. */
export interface WorkReport {
  robot: string;
  done: number;
  failed: number;
  /** Still to be done, because the store does not take them now. */
  waiting: number;
  /** Nobody can say; a person has to look. */
  unknown: number;
  problem: string | null;
}

interface Working {
  deps: RobotDeps;
  scope: Scope;
  robot: Robot;
  driver: StoreDriver;
  signal: AbortSignal | undefined;
  /** Commands that are sent at most. */
  most: number;
}

const orderOf = ({ id, kind, address, code }: RobotCommand): StoreOrder => ({ id, kind, address, code });

/** Opens a driver to a store. @throws Problem IDUN_EGRESS_AWAY, IDUN_EGRESS_REFUSED */
export async function openDriver(deps: RobotDeps, robot: Robot): Promise<StoreDriver> {
  const { answerMs } = deps.pace ?? usualPace;
  const socket = await deps.connect(robot.host, robot.port);
  return protocols[robot.protocol].open(socket, { device: robot.device, patienceMs: answerMs });
}

const isAway = (error: unknown): boolean =>
  error instanceof Problem && ['IDUN_ROBOT_AWAY', 'IDUN_EGRESS_AWAY'].includes(error.code);

/** Connections that are tried in one go before the work is left for later. */
const mostConnections = 4;

/**
 * Works through a store's queue: first what was under way is looked up and settled, then one command after another is sent. One
 * worker at a time, in whatever process. A lost connection is opened anew; what the last one left is looked up first.
 */
export async function workRobot(
  deps: RobotDeps,
  scope: Scope,
  named: string,
  signal?: AbortSignal,
  { wait = true, most = Infinity }: { wait?: boolean; most?: number } = {},
): Promise<WorkReport> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const { id } = await deps.database.withActor(scope.actor, (trx) => requireRobot(trx, named));
  return await alone(deps, { id, wait }, async () => {
    const robot = await deps.database.withActor(scope.actor, (trx) => requireRobot(trx, id));
    const before = await lastStep(deps, scope, robot);
    let problem: string | null = null;
    if (robot.active) {
      for (let connection = 1; ; connection++) {
        try {
          problem = await workOnce({ deps, scope, robot, signal, most });
          break;
        } catch (error) {
          if (!isAway(error)) throw error;
          problem = (error as Problem).detail;
          await note(deps, scope, robot, { problem });
          if (connection === mostConnections || signal?.aborted) break;
        }
      }
    }
    return await reportOf(deps, scope, robot, { before, problem });
  });
}

// A lock of the session: it goes with its process, however that ends.
async function alone<T>(
  deps: RobotDeps,
  { id, wait }: { id: string; wait: boolean },
  work: () => Promise<T>,
): Promise<T> {
  return await deps.database.withSession(async (client) => {
    const take = wait ? 'pg_advisory_lock' : 'pg_try_advisory_lock';
    const { rows } = await client.query<{ got: boolean | '' }>(`select ${take}(hashtextextended($1, 0)) as got`, [
      `idun.robot.${id}`,
    ]);
    if (rows[0]!.got === false) throw new Problem(errors.robotBusy, 'Its queue is being worked through.');
    return await work();
  });
}

async function workOnce(given: Omit<Working, 'driver'>): Promise<string | null> {
  const { deps, scope, robot, signal, most } = given;
  const driver = await openDriver(deps, robot);
  const working = { ...given, driver };
  try {
    const { ready, problem } = await driver.status();
    await note(deps, scope, robot, { problem: ready ? null : (problem ?? 'not ready'), seenAt: deps.clock.now() });
    await noteTemperatures(working);
    await lookUpOpen(working);
    if (!ready && problem !== hatchFull) return problem ?? 'not ready';
    let full = problem === hatchFull;
    for (let sent = 0; sent < most; sent++) {
      const [command] = await deps.database.withActor(scope.actor, (trx) =>
        readCommands(
          trx,
          sql`c.robot_no = ${robot.robotNo} and c.state = 'planned' and (not ${full} or c.kind = 'put')`,
          { limit: 1 },
        ),
      );
      if (command === undefined || signal?.aborted) return full ? hatchFull : null;
      const outcome = await runCommand(working, command);
      if (typeof outcome === 'object') {
        await note(deps, scope, robot, { problem: outcome.stopped, seenAt: deps.clock.now() });
        return outcome.stopped;
      }
      // What was put away has made room.
      full = outcome === 'full';
    }
    return full ? hatchFull : null;
  } finally {
    driver.close();
  }
}

// A probe that gives no number says nothing; the store is worked with all the same.
async function noteTemperatures({ deps, scope, robot, driver }: Working): Promise<void> {
  const readings = await driver.temperature().catch((error: unknown): Reading[] => {
    if (error instanceof Problem && error.code === 'IDUN_ROBOT_ANSWER') return [];
    throw error;
  });
  const at = deps.clock.now();
  await deps.database.withActor(scope.actor, async (trx) => {
    for (const reading of readings) await deps.book.addTemperature(trx, scope, { store: robot.store, at, ...reading });
  });
}

/** Settles what was under way when the last worker stopped, or could not be told before. */
async function lookUpOpen(working: Working): Promise<void> {
  const { deps, scope, robot } = working;
  const open = await deps.database.withActor(scope.actor, (trx) =>
    readCommands(trx, sql`c.robot_no = ${robot.robotNo} and c.state in ('sent', 'acknowledged', 'unknown')`),
  );
  for (const command of open) await follow(working, command);
}

async function runCommand(working: Working, planned: RobotCommand): Promise<'full' | { stopped: string } | undefined> {
  const { deps, scope, driver } = working;
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const step = (command: RobotCommand, to: 'sent' | 'acknowledged') =>
    deps.database.withActor(scope.actor, (trx) => stepCommand(trx, command, to, { at: deps.clock.now(), by }));
  // Written and committed before the first byte leaves: what is planned has never left.
  const sent = await step(planned, 'sent');
  const order = orderOf(sent);
  const answer = await (sent.kind === 'pick' ? driver.pick(order) : driver.put(order));
  if (answer.accepted) {
    await follow(working, await step(sent, 'acknowledged'));
    return undefined;
  }
  const settling = { ...working, command: sent };
  if (answer.because === hatchFull) {
    await settleNotDone(settling, hatchFull);
    return 'full';
  }
  // A store that waits for somebody to open its door refuses all there is: that uses up nobody's attempts.
  const { ready, problem } = await driver.status();
  if (!ready && problem !== hatchFull) {
    const stopped = problem ?? answer.because;
    await settleNotDone(settling, stopped);
    return { stopped };
  }
  // A refused command was not done; whether its tube is in its place all the same is seen by looking.
  await conclude(working, sent, { state: 'failed', because: answer.because });
  return undefined;
}

/** Asks about a command until it is over, and books what became of it. */
async function follow(working: Working, command: RobotCommand): Promise<void> {
  const { deps, scope, driver, signal } = working;
  const { pollMs, runMs } = deps.pace ?? usualPace;
  const order = orderOf(command);
  const until = Date.now() + runMs;
  for (;;) {
    const outcome = await driver.outcome(order);
    if (outcome.state !== 'waiting' && outcome.state !== 'running') return await conclude(working, command, outcome);
    if (Date.now() > until) return await settleUnknown({ ...working, command }, 'it has been running for too long');
    if (signal?.aborted) return;
    if (command.state === 'acknowledged' && (await wantsCancel(deps, scope, command)) && (await driver.cancel(order))) {
      const by = `${scope.actor.kind}:${scope.actor.id}`;
      await deps.database.withActor(scope.actor, (trx) =>
        stepCommand(trx, command, 'cancelled', { at: deps.clock.now(), by }),
      );
      return;
    }
    await sleep(pollMs);
  }
}

const wantsCancel = async (deps: RobotDeps, scope: Scope, command: RobotCommand): Promise<boolean> =>
  (await deps.database.withActor(scope.actor, (trx) => requireCommand(trx, command.id))).cancelAsked;

/** Books an outcome. Only a scan of the right tube is believed as it is; everything else is looked at. */
async function conclude(
  working: Working,
  command: RobotCommand,
  outcome: Exclude<OrderOutcome, { state: 'waiting' | 'running' }> | { state: string },
): Promise<void> {
  const settling: Settling = { ...working, command };
  if (outcome.state === 'never-heard') return await settleNotDone(settling, 'the store had not heard of it');
  const scanned = 'scanned' in outcome ? outcome.scanned : null;
  if (scanned === command.code) return await settleDone(settling);
  const seen = judge(orderOf(command), await working.driver.inventory([command.address]));
  if (scanned !== null && command.kind === 'pick') {
    if (seen.happened === 'yes') return await settleBoth(settling, scanned);
    return await settleWrongTube(settling, scanned, seen.happened === 'no');
  }
  if (seen.happened === 'yes') return await settleDone(settling, `seen there: ${describe(outcome)}`);
  if (seen.happened === 'no') {
    if (outcome.state === 'forgotten')
      return await settleNotDone(settling, 'the store has forgotten it; it was not done');
    return await settleFailed(settling, describe(outcome), true);
  }
  const because = `${describe(outcome)}; ${seen.because}`;
  if (outcome.state === 'failed' && !seen.held) return await settleFailed(settling, because, false);
  await settleUnknown(settling, because);
}

function describe(outcome: { state: string }): string {
  if ('because' in outcome) return String(outcome.because);
  return outcome.state === 'done' ? 'no code could be read' : 'the store has forgotten it';
}

const note = (
  deps: RobotDeps,
  scope: Scope,
  robot: Robot,
  given: { problem: string | null; seenAt?: Date },
): Promise<void> => deps.database.withActor(scope.actor, (trx) => noteRobot(trx, robot, given));

async function lastStep(deps: RobotDeps, scope: Scope, robot: Robot): Promise<bigint | string> {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { rows } = await sql<{ no: string }>`select coalesce(max(step_no), 0)::text as no from biobank.robot_steps s
      join biobank.robot_commands c using (command_no) where c.robot_no = ${robot.robotNo}`.execute(trx);
    return rows[0]!.no;
  });
}

async function reportOf(
  deps: RobotDeps,
  scope: Scope,
  robot: Robot,
  given: { before: bigint | string; problem: string | null },
): Promise<WorkReport> {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { rows } = await sql<Omit<WorkReport, 'robot' | 'problem'>>`select
        (select count(*)::int from biobank.robot_steps s join biobank.robot_commands c using (command_no)
          where c.robot_no = ${robot.robotNo} and s.step_no > ${given.before}::bigint and s.to_state = 'done') as done,
        (select count(*)::int from biobank.robot_steps s join biobank.robot_commands c using (command_no)
          where c.robot_no = ${robot.robotNo} and s.step_no > ${given.before}::bigint and s.to_state = 'failed') as failed,
        (select count(*)::int from biobank.robot_commands where robot_no = ${robot.robotNo}
          and state in ('planned', 'sent', 'acknowledged')) as waiting,
        (select count(*)::int from biobank.robot_commands where robot_no = ${robot.robotNo} and state = 'unknown') as unknown`.execute(
      trx,
    );
    return { robot: robot.id, problem: given.problem, ...rows[0]! };
  });
}

/** Commands that looking after a store sends at most: long queues are worked through by their own jobs. */
const fewCommands = 5;

/** Looks after every active store that nobody works with now: what is open is settled, and its temperature read. */
export async function workActiveRobots(deps: RobotDeps, scope: Scope, signal?: AbortSignal): Promise<WorkReport[]> {
  const robots = await deps.database.withActor(scope.actor, (trx) => readRobots(trx, sql`r.active`));
  const reports = await Promise.all(
    robots.map(async ({ id }) => {
      try {
        return await workRobot(deps, scope, id, signal, { wait: false, most: fewCommands });
      } catch (error) {
        if (error instanceof Problem && error.code === errors.robotBusy.code) return [];
        throw error;
      }
    }),
  );
  return reports.flat();
}
