import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { errors } from './errors.ts';
import type { CommandReason, JournalStep, Robot, RobotCommand } from './model.ts';
import { type CommandState, canStep } from './status.ts';

const robotColumns = sql`r.robot_no as "robotNo", r.id, r.biobank_no as "biobankNo", k.name as biobank, r.name, r.store, r.protocol,
  r.host, r.port, r.device, r.active, r.last_seen_at as "lastSeenAt", r.problem`;

/** Automated stores of the biobanks the connection reaches. */
export async function readRobots(db: Db, where: RawBuilder<unknown> = sql`true`): Promise<Robot[]> {
  const { rows } =
    await sql<Robot>`select ${robotColumns} from biobank.robots r join biobank.biobanks k using (biobank_no)
    where ${where} order by k.name, r.name`.execute(db);
  return rows;
}

/** A store by its id or name. @throws Problem IDUN_ROBOT_UNKNOWN */
export async function requireRobot(db: Db, named: string): Promise<Robot> {
  const [robot] = await readRobots(db, sql`r.id = ${named} or r.name = ${named}`);
  if (robot === undefined) throw new Problem(errors.robotUnknown, 'No automated store has this id or name.');
  return robot;
}

const commandColumns = sql`c.command_no::int as "commandNo", c.id, c.robot_no as "robotNo", c.biobank_no as "biobankNo", c.kind,
  c.specimen_no as "specimenNo", s.id as specimen, c.address, c.code, c.reason, c.reservation, c.attempt, c.state, c.scanned,
  c.because, c.cancel_asked as "cancelAsked", c.asked_by as "askedBy", c.asked_at as "askedAt", c.changed_at as "changedAt"`;

/** Commands that a condition picks, in the order they were asked for; `newest` the other way round. */
export async function readCommands(
  db: Db,
  where: RawBuilder<unknown>,
  { newest = false, limit = 20_000 }: { newest?: boolean; limit?: number } = {},
): Promise<RobotCommand[]> {
  const { rows } = await sql<RobotCommand>`select ${commandColumns} from biobank.robot_commands c
    left join biobank.specimens s using (specimen_no) where ${where}
    order by c.command_no ${newest ? sql`desc` : sql`asc`} limit ${limit}`.execute(db);
  return rows;
}

/** A command by its id. @throws Problem IDUN_ROBOT_COMMAND_UNKNOWN */
export async function requireCommand(db: Db, id: string): Promise<RobotCommand> {
  const [command] = await readCommands(db, sql`c.id = ${id}`);
  if (command === undefined) throw new Problem(errors.commandUnknown, 'No command has this id.');
  return command;
}

/** The steps of a command, oldest first. */
export async function readSteps(db: Db, commandNo: number): Promise<JournalStep[]> {
  const { rows } = await sql<JournalStep>`select from_state as "from", to_state as "to", at, by, note
    from biobank.robot_steps where command_no = ${commandNo} order by step_no`.execute(db);
  return rows;
}

export interface NewCommand {
  kind: RobotCommand['kind'];
  specimenNo: number | null;
  address: string;
  code: string;
  reason: CommandReason;
  reservation?: string | null;
  attempt?: number;
}

/** Writes planned commands into the journal; what is under way already is not planned twice. @returns how many were new */
export async function planCommands(
  trx: Db,
  scope: Scope,
  given: { robot: Pick<Robot, 'robotNo' | 'biobankNo'>; at: Date; commands: readonly NewCommand[] },
): Promise<number> {
  const { robot, at } = given;
  const rows = given.commands.map((command, n) => ({ reservation: null, attempt: 1, ...command, id: newId('rcm'), n }));
  const { numAffectedRows } =
    await sql`insert into biobank.robot_commands (id, robot_no, biobank_no, kind, specimen_no, address, code,
      reason, reservation, attempt, asked_by, asked_at, changed_at)
    select r.id, ${robot.robotNo}, ${robot.biobankNo}, r.kind, r."specimenNo", r.address, r.code, r.reason, r.reservation, r.attempt,
      ${`${scope.actor.kind}:${scope.actor.id}`}, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, kind text, "specimenNo" int, address text,
      code text, reason text, reservation text, attempt int, n int) order by r.n
    on conflict (robot_no, code) where state in ('planned', 'sent', 'acknowledged', 'unknown') do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/**
 * Takes a step of a command's machine, if it is still where it was, and writes the step down.
 * @throws Problem IDUN_ROBOT_COMMAND_STATE when somebody else has taken another
 */
export async function stepCommand(
  trx: Db,
  command: RobotCommand,
  to: CommandState,
  given: { at: Date; by: string; scanned?: string | null; because?: string | null },
): Promise<RobotCommand> {
  const refuse = () =>
    new Problem(
      errors.commandState,
      `A command that is ${command.state} does not become ${to}, or has changed meanwhile.`,
    );
  if (!canStep(command.state, to)) throw refuse();
  const { at, by, scanned = null, because = null } = given;
  const { rows } = await sql`update biobank.robot_commands set state = ${to}, scanned = coalesce(${scanned}, scanned),
      because = ${because}, changed_at = ${at}
    where command_no = ${command.commandNo} and state = ${command.state} returning 1`.execute(trx);
  if (rows.length === 0) throw refuse();
  await sql`insert into biobank.robot_steps (command_no, biobank_no, from_state, to_state, at, by, note)
    values (${command.commandNo}, ${command.biobankNo}, ${command.state}, ${to}, ${at}, ${by}, ${because})`.execute(
    trx,
  );
  return { ...command, state: to, scanned: scanned ?? command.scanned, because, changedAt: at };
}

/** Notes how a store was when it was looked at. */
export async function noteRobot(
  trx: Db,
  robot: Robot,
  given: { seenAt?: Date; problem: string | null },
): Promise<void> {
  await sql`update biobank.robots set last_seen_at = coalesce(${given.seenAt ?? null}, last_seen_at), problem = ${given.problem}
    where robot_no = ${robot.robotNo}`.execute(trx);
}

/** Asks for a command to be taken back, if the arm has not begun. */
export async function askCancel(trx: Db, command: RobotCommand): Promise<void> {
  await sql`update biobank.robot_commands set cancel_asked = true where command_no = ${command.commandNo}`.execute(trx);
}

/** Makes a store known. @throws Problem IDUN_ROBOT_TAKEN */
export async function insertRobot(
  trx: Db,
  given: Pick<Robot, 'biobankNo' | 'name' | 'store' | 'protocol' | 'host' | 'port' | 'device'>,
): Promise<Robot> {
  const id = newId('rob');
  const { biobankNo, name, store, protocol, host, port, device } = given;
  const { rows } = await sql`insert into biobank.robots (id, biobank_no, name, store, protocol, host, port, device)
    values (${id}, ${biobankNo}, ${name}, ${store}, ${protocol}, ${host}, ${port}, ${device})
    on conflict do nothing returning 1`.execute(trx);
  if (rows.length === 0) {
    throw new Problem(
      errors.robotTaken,
      'The biobank has an automated store of this name, or this container is one already.',
    );
  }
  return await requireRobot(trx, id);
}

/** Changes where a store answers, or whether it is worked with. */
export async function updateRobot(
  trx: Db,
  robot: Robot,
  change: Partial<Pick<Robot, 'host' | 'port' | 'active'>>,
): Promise<Robot> {
  const { host, port, active } = { ...robot, ...change };
  await sql`update biobank.robots set host = ${host}, port = ${port}, active = ${active}
    where robot_no = ${robot.robotNo}`.execute(trx);
  return await requireRobot(trx, robot.id);
}

/** How many commands a store has in each state. */
export async function countCommands(db: Db, robotNos: readonly number[]): Promise<Map<number, Record<string, number>>> {
  const { rows } = await sql<{ no: number; state: string; n: number }>`select robot_no as no, state, count(*)::int as n
    from biobank.robot_commands where robot_no = any(${[...robotNos]}::int[]) group by 1, 2`.execute(db);
  const counts = new Map<number, Record<string, number>>(robotNos.map((no) => [no, {}]));
  for (const { no, state, n } of rows) counts.get(no)![state] = n;
  return counts;
}
