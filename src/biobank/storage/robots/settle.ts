import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { checkOut } from '../../dispensing/index.ts';
import { findByCodes, type Specimen } from '../../specimens/index.ts';
import type { RobotDeps } from './deps.ts';
import type { Robot, RobotCommand } from './model.ts';
import { planCommands, stepCommand } from './store.ts';

/** Often enough for what passes by itself; a person looks at what does not. */
export const mostAttempts = 3;

const by = (scope: Scope): string => `${scope.actor.kind}:${scope.actor.id}`;

/** A robot's command, with what is needed to book what became of it. */
export interface Settling {
  deps: RobotDeps;
  scope: Scope;
  robot: Robot;
  command: RobotCommand;
}

const inTransaction = <T>({ deps, scope }: Settling, work: (trx: Db) => Promise<T>): Promise<T> =>
  deps.database.withActor(scope.actor, work);

/**
 * Books that a command was done and the right tube scanned. Done twice, it is as if done once: a kill between two bookings is made
 * good when the command is looked up again.
 */
export async function settleDone(given: Settling, note: string | null = null): Promise<void> {
  const { deps, scope, command } = given;
  const { specimenNo, code } = command;
  const end = { at: deps.clock.now(), by: by(scope), scanned: code };
  if (specimenNo === null) {
    await inTransaction(given, (trx) => stepCommand(trx, command, 'done', { ...end, because: note }));
    return;
  }
  if (command.kind === 'put') return await settlePut(given, specimenNo, { ...end, because: note });
  if (command.reservation === null) {
    await inTransaction(given, async (trx) => {
      await stepCommand(trx, command, 'done', { ...end, because: note });
      await deps.book.takeOut(trx, scope, [specimenNo]);
    });
    return;
  }
  const outcome = await handOver(given, command.reservation);
  await inTransaction(given, async (trx) => {
    await stepCommand(trx, command, 'done', { ...end, because: outcome === 'picked' ? note : outcome });
    if (outcome !== 'picked' && (await isOurs(trx, given)))
      await sendBack(trx, given, { specimenNo, code, address: command.address }, 'withdrawn');
  });
}

// What the arm has done is done; a place that people have given to another tube meanwhile is for people to look at.
async function settlePut(
  given: Settling,
  specimenNo: number,
  end: { at: Date; by: string; scanned: string; because: string | null },
): Promise<void> {
  const { deps, scope, command, robot } = given;
  try {
    await inTransaction(given, async (trx) => {
      await stepCommand(trx, command, 'done', end);
      await deps.book.place(trx, scope, { store: robot.store, address: command.address, specimenNo });
    });
  } catch (error) {
    const notBooked = error instanceof Problem && (error.status === 409 || error.status === 422);
    if (!notBooked || error.code === 'IDUN_ROBOT_COMMAND_STATE') throw error;
    const because = `put away, and not booked: ${error.detail}`;
    await inTransaction(given, (trx) => stepCommand(trx, command, 'done', { ...end, because }));
  }
}

/** The scan at the hatch is the check-out: whether the donor still agrees is decided by it. */
async function handOver({ deps, scope, command }: Settling, reservation: string): Promise<string> {
  try {
    const { outcome } = await checkOut(deps, scope, reservation, command.specimen!);
    return outcome === 'again' ? 'picked' : outcome;
  } catch (error) {
    const over =
      error instanceof Problem && ['IDUN_RESERVATION_STATE', 'IDUN_RESERVATION_UNKNOWN'].includes(error.code);
    if (!over) throw error;
    return 'not-promised';
  }
}

// A tube that has left the house meanwhile does not lie at the hatch.
async function isOurs(trx: Db, { scope, command }: Settling): Promise<boolean> {
  const specimen = (await findByCodes(trx, scope, [command.specimen!])).get(command.specimen!);
  return specimen !== undefined && ['held', 'available', 'reserved'].includes(specimen.state);
}

/** Books a tube that lies at the hatch without anybody being allowed to have it, and plans its way back. */
async function sendBack(
  trx: Db,
  { deps, scope, robot }: Settling,
  tube: { specimenNo: number; code: string; address: string },
  reason: 'withdrawn' | 'wrong-tube',
): Promise<void> {
  await deps.book.takeOut(trx, scope, [tube.specimenNo]);
  await planCommands(trx, scope, { robot, at: deps.clock.now(), commands: [{ ...tube, kind: 'put', reason }] });
}

/** Books that a command was not done. `again`: the tube is where it was, so that it may be tried anew. */
export async function settleFailed(given: Settling, because: string, again: boolean): Promise<void> {
  const { deps, scope, command } = given;
  await inTransaction(given, async (trx) => {
    await stepCommand(trx, command, 'failed', { at: deps.clock.now(), by: by(scope), because });
    if (again) await tryAgain(trx, given);
  });
}

async function tryAgain(trx: Db, { deps, scope, robot, command }: Settling): Promise<void> {
  if (command.attempt >= mostAttempts || command.cancelAsked) return;
  const { kind, specimenNo, address, code, reason, reservation, attempt } = command;
  const next = { kind, specimenNo, address, code, reason, reservation, attempt: attempt + 1 };
  await planCommands(trx, scope, { robot, at: deps.clock.now(), commands: [next] });
}

/** Books that another tube was brought: it goes back where it is booked, and nobody is given it. */
export async function settleWrongTube(given: Settling, scanned: string, again: boolean): Promise<void> {
  const { deps, scope, command } = given;
  await inTransaction(given, async (trx) => {
    const end = { at: deps.clock.now(), by: by(scope), scanned, because: `another tube was brought: ${scanned}` };
    await stepCommand(trx, command, 'failed', end);
    await returnTube(trx, given, scanned);
    if (again) await tryAgain(trx, given);
  });
}

/** Books that the right tube lies at the hatch, and another one that was brought with this command. */
export async function settleBoth(given: Settling, scanned: string): Promise<void> {
  await inTransaction(given, (trx) => returnTube(trx, given, scanned));
  await settleDone(given, `another tube was brought too: ${scanned}`);
}

async function returnTube(trx: Db, given: Settling, scanned: string): Promise<void> {
  const { scope, command } = given;
  if (command.specimenNo === null) return;
  const other = (await findByCodes(trx, scope, [scanned], command.biobankNo)).get(scanned);
  if (other !== undefined) await returnOther(trx, given, other, scanned);
}

async function returnOther(trx: Db, given: Settling, other: Specimen, code: string): Promise<void> {
  const { deps, scope, robot } = given;
  const place = (await deps.book.automated(trx, scope, [other.specimenNo])).get(other.specimenNo);
  if (place === undefined || place.store !== robot.store) return;
  await sendBack(trx, given, { specimenNo: other.specimenNo, code, address: place.address }, 'wrong-tube');
}

/** Books that nobody can say yet. */
export async function settleUnknown(given: Settling, because: string): Promise<void> {
  const { deps, scope, command } = given;
  if (command.state === 'unknown') return;
  await inTransaction(given, (trx) =>
    stepCommand(trx, command, 'unknown', { at: deps.clock.now(), by: by(scope), because }),
  );
}

/** Books that a command never reached the arm: it is sent again, with the same id. */
export async function settleNotDone(given: Settling, because: string): Promise<void> {
  const { deps, scope, command } = given;
  await inTransaction(given, (trx) =>
    stepCommand(trx, command, 'planned', { at: deps.clock.now(), by: by(scope), because }),
  );
}
