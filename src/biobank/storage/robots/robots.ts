import { sql } from 'kysely';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, requireBiobank } from '../../specimens/index.ts';
import { findContainers, requireContainer } from '../containers/store.ts';
import { errors } from './errors.ts';
import type { JournalStep, Robot, RobotCommand } from './model.ts';
import { type ProtocolName, protocolNames, protocols } from './protocols/index.ts';
import {
  countCommands,
  insertRobot,
  readCommands,
  readRobots,
  readSteps,
  requireCommand,
  requireRobot,
  updateRobot,
} from './store.ts';

/** A store as it is shown: without the numbers of the inside. */
export interface RobotHead extends Omit<Robot, 'robotNo' | 'biobankNo'> {
  /** `tube` or `rack`. */
  moves: string;
  /** How many commands are in each state. */
  commands: Record<string, number>;
}

/** A command as it is shown. */
export type CommandAnswer = Omit<RobotCommand, 'commandNo' | 'robotNo' | 'biobankNo' | 'specimenNo'>;

export const commandAnswer = ({
  commandNo: _,
  robotNo: __,
  biobankNo: ___,
  specimenNo: ____,
  ...command
}: RobotCommand): CommandAnswer => command;

const headOf = (
  { robotNo, biobankNo: _, ...robot }: Robot,
  counts: Map<number, Record<string, number>>,
): RobotHead => ({
  ...robot,
  moves: protocols[robot.protocol].moves,
  commands: counts.get(robotNo) ?? {},
});

/** The automated stores one reaches, with what each has to do. */
export async function listRobots(deps: BiobankDeps, scope: Scope): Promise<RobotHead[]> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const robots = await readRobots(db);
  const counts = await countCommands(
    db,
    robots.map(({ robotNo }) => robotNo),
  );
  return robots.map((robot) => headOf(robot, counts));
}

/** A store with what is under way and what was last done. One audit entry, for its queue names tubes. */
export async function showRobot(
  deps: BiobankDeps,
  scope: Scope,
  named: string,
): Promise<RobotHead & { open: CommandAnswer[]; latest: CommandAnswer[] }> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const robot = await requireRobot(db, named);
  const counts = await countCommands(db, [robot.robotNo]);
  const of = sql`c.robot_no = ${robot.robotNo}`;
  const open = await readCommands(db, sql`${of} and c.state in ('planned', 'sent', 'acknowledged', 'unknown')`, {
    limit: 1000,
  });
  const latest = await readCommands(db, sql`${of} and c.state in ('done', 'failed', 'cancelled')`, {
    ...{ newest: true, limit: 100 },
  });
  await recordAccess(
    deps.database.app,
    scope,
    { action: 'biobank.robots.show', object: robot.id, detail: { commands: open.length + latest.length } },
    deps.clock,
  );
  return { ...headOf(robot, counts), open: open.map(commandAnswer), latest: latest.map(commandAnswer) };
}

/** A command with its steps. */
export async function showCommand(
  deps: BiobankDeps,
  scope: Scope,
  id: string,
): Promise<CommandAnswer & { steps: JournalStep[] }> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const command = await requireCommand(db, id);
  await recordAccess(deps.database.app, scope, { action: 'biobank.robots.show', object: id }, deps.clock);
  return { ...commandAnswer(command), steps: await readSteps(db, command.commandNo) };
}

/** What a new store is. */
export interface NewRobot {
  biobank?: string | undefined;
  name: string;
  /** The store's container: its id or barcode. */
  store: string;
  protocol: string;
  host: string;
  port: number;
  device?: string | undefined;
}

/** Makes a store known. @throws Problem IDUN_ROBOT_GIVEN, IDUN_ROBOT_TAKEN */
export async function addRobot(deps: BiobankDeps, scope: Scope, given: NewRobot): Promise<RobotHead> {
  assertScope(scope, 'biobank.manage', deps.clock);
  const { protocol, name, host, port, device = 'STX' } = given;
  if (!protocolNames.includes(protocol as ProtocolName)) {
    throw new Problem(errors.robotGiven, `There is no protocol ${protocol}.`, { expected: protocolNames.join(', ') });
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535 || !/^[A-Za-z0-9._-]{1,40}$/.test(device)) {
    throw new Problem(errors.robotGiven, 'The port or the device cannot be like this.', {
      expected: 'a port from 1 to 65535, and a device of letters and digits',
    });
  }
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, given.biobank);
    const store = await requireContainer(trx, given.store, bank);
    if (!store.automated) throw new Problem(errors.robotGiven, `${store.name} is not an automated store.`);
    const made = await insertRobot(trx, {
      ...{ biobankNo: bank.biobankNo, name, store: store.id, protocol: protocol as ProtocolName, host, port, device },
    });
    await recordAccess(trx, scope, { action: 'biobank.robots.add', object: made.id, detail: { store: store.id } });
    return headOf(made, new Map());
  });
}

/** Changes where a store answers, or whether it is worked with. */
export async function changeRobot(
  deps: BiobankDeps,
  scope: Scope,
  named: string,
  change: { host?: string | undefined; port?: number | undefined; active?: boolean | undefined },
): Promise<RobotHead> {
  assertScope(scope, 'biobank.manage', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const robot = await requireRobot(trx, named);
    const { host = robot.host, port = robot.port, active = robot.active } = change;
    const changed = await updateRobot(trx, robot, { host, port, active });
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.robots.change', object: robot.id, detail: { active } },
      deps.clock,
    );
    return headOf(changed, await countCommands(trx, [robot.robotNo]));
  });
}

/** A store of the demo nation, with what its simulation has to know. */
export interface DemoRobot extends Pick<Robot, 'id' | 'name'> {
  /** How many commands it has been sent. */
  had: number;
  /** The tubes of the commands nobody can tell what became of. */
  unknown: string[];
  /** How cold it should be. */
  celsius: number | null;
}

/** The active stores of the demo nation’s biobanks, which are simulated. */
export async function listDemoRobots(deps: BiobankDeps, scope: Scope): Promise<DemoRobot[]> {
  assertScope(scope, 'biobank.manage', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const robots = await readRobots(trx, sql`r.active and k.demo`);
    const numbers = robots.map(({ robotNo }) => robotNo);
    const counts = await countCommands(trx, numbers);
    const unknown = await readCommands(trx, sql`c.robot_no = any(${numbers}::int[]) and c.state = 'unknown'`);
    const containers = await findContainers(
      trx,
      robots.map(({ store }) => store),
    );
    return robots.map(({ id, name, robotNo, store }) => ({
      ...{ id, name, celsius: containers.get(store)?.celsius ?? null },
      had: Object.entries(counts.get(robotNo)!).reduce((sum, [state, n]) => (state === 'planned' ? sum : sum + n), 0),
      unknown: unknown.filter((command) => command.robotNo === robotNo).map(({ code }) => code),
    }));
  });
}
