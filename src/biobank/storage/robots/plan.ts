import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { makePickList, type PickLine, type Refused } from '../../dispensing/index.ts';
import { findByCodes, requireBiobank, requireSpecimens } from '../../specimens/index.ts';
import type { StorePlace } from './book.ts';
import type { RobotDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Robot, RobotCommand } from './model.ts';
import { protocols } from './protocols/index.ts';
import {
  askCancel,
  type NewCommand,
  planCommands,
  readCommands,
  readRobots,
  requireCommand,
  requireRobot,
  stepCommand,
} from './store.ts';

/** What was planned of a pick list. */
export interface PlannedPicks {
  /** Stores that have something to do now. */
  robots: string[];
  /** Commands that are new. */
  planned: number;
  /** Commands that had been given before and are under way. */
  already: number;
  /** Tubes that people fetch. */
  byHand: PickLine[];
  /** Tubes that were promised, and are not any more. */
  withdrawn: Refused[];
}

/**
 * Gives what lies in automated stores of a reservation's pick list to them; the rest stays a list for people. Donors are asked about
 * before, and again when each tube is scanned at the hatch. Asked twice, each tube is still fetched once.
 */
export async function planPicks(deps: RobotDeps, scope: Scope, reservation: string): Promise<PlannedPicks> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const { lines, withdrawn } = await makePickList(deps, scope, reservation);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const byId = await findByCodes(
      trx,
      scope,
      lines.map(({ specimen }) => specimen),
    );
    const noOf = (line: PickLine): number => byId.get(line.specimen)!.specimenNo;
    const places = await deps.book.automated(trx, scope, lines.map(noOf));
    const robots = new Map((await readRobots(trx, sql`r.active`)).map((robot) => [robot.store, robot]));
    const wanted = new Map<Robot, NewCommand[]>();
    const byHand: PickLine[] = [];
    for (const line of lines) {
      const place = places.get(noOf(line));
      const robot = place === undefined ? undefined : robots.get(place.store);
      const command = robot && commandFor(robot, place!, { ...line, specimenNo: noOf(line), reservation });
      if (robot === undefined || command === undefined) byHand.push(line);
      else wanted.set(robot, [...(wanted.get(robot) ?? []), command]);
    }
    let planned = 0;
    let asked = 0;
    for (const [robot, commands] of wanted) {
      const distinct = [...new Map(commands.map((command) => [command.code, command])).values()];
      asked += distinct.length;
      planned += await planCommands(trx, scope, { robot, at: deps.clock.now(), commands: distinct });
      await deps.wake?.(trx, robot);
    }
    const detail = { planned, already: asked - planned, byHand: byHand.length };
    await recordAccess(trx, scope, { action: 'biobank.robots.pick', object: reservation, detail }, deps.clock);
    return { robots: [...wanted.keys()].map(({ id }) => id), ...detail, byHand, withdrawn };
  });
}

// A store of racks brings the rack, and the tube is scanned out of it by hand.
function commandFor(
  { protocol }: Robot,
  { address, rack }: StorePlace,
  tube: { specimenNo: number; barcode: string; reservation: string },
): NewCommand | undefined {
  const { specimenNo, barcode, reservation } = tube;
  if (protocols[protocol].moves === 'tube') {
    return { kind: 'pick', specimenNo, address, code: barcode, reason: 'reservation', reservation };
  }
  if (!rack) return undefined;
  return { kind: 'pick', specimenNo: null, address: rack.address, code: rack.code, reason: 'reservation', reservation };
}

/** A tube or rack that is to be fetched or put away without a reservation. */
export interface MoveRequest {
  kind: 'pick' | 'put';
  /** Of a tube: its id or barcode. Of a rack: its code. */
  code: string;
  /** The place in the store; of a tube that is fetched, where it is booked. */
  address?: string | undefined;
}

/** Asks a store to fetch something to its hatch or to put away what lies there. */
export async function planMove(
  deps: RobotDeps,
  scope: Scope,
  named: string,
  requests: readonly MoveRequest[],
): Promise<RobotCommand[]> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const robot = await requireRobot(trx, named);
    const bank = await requireBiobank(trx, scope, robot.biobank);
    const commands: NewCommand[] = [];
    for (const request of requests) commands.push(await moveCommand(trx, deps, scope, { robot, request, ...bank }));
    const planned = await planCommands(trx, scope, { robot, at: deps.clock.now(), commands });
    if (planned < commands.length) {
      throw new Problem(
        errors.commandOpen,
        `${commands.length - planned} of ${commands.length} are under way already.`,
      );
    }
    await deps.wake?.(trx, robot);
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.robots.move', object: robot.id, detail: { commands: planned } },
      deps.clock,
    );
    return await readCommands(
      trx,
      sql`c.robot_no = ${robot.robotNo} and c.state = 'planned' and c.code = any(${commands.map(({ code }) => code)}::text[])`,
    );
  });
}

async function moveCommand(
  trx: Db,
  deps: RobotDeps,
  scope: Scope,
  given: { robot: Robot; request: MoveRequest; biobankNo: number },
): Promise<NewCommand> {
  const { robot, request, biobankNo } = given;
  const { kind, address } = request;
  const missing = () =>
    new Problem(errors.robotGiven, `Where ${request.code} lies or should lie is not known.`, {
      action: 'Name the place in the store.',
    });
  if (protocols[robot.protocol].moves === 'rack') {
    if (address === undefined) throw missing();
    return { kind, specimenNo: null, address, code: request.code, reason: 'request' };
  }
  const [specimen] = await requireSpecimens(trx, scope, [request.code], biobankNo);
  const { specimenNo, barcode } = specimen!;
  const place = (await deps.book.automated(trx, scope, [specimenNo])).get(specimenNo);
  const booked = place?.store === robot.store ? place.address : undefined;
  if (kind === 'pick' && booked === undefined) {
    throw new Problem(errors.notStored, `${request.code} is not booked in this store.`);
  }
  const where = kind === 'pick' ? booked : address;
  if (where === undefined) throw missing();
  return { kind, specimenNo, address: where, code: barcode, reason: 'request' };
}

/** Takes a command back: at once when it has not been sent, else if the arm has not begun. */
export async function cancelCommand(deps: RobotDeps, scope: Scope, id: string): Promise<RobotCommand> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const command = await requireCommand(trx, id);
    const by = `${scope.actor.kind}:${scope.actor.id}`;
    await recordAccess(trx, scope, { action: 'biobank.robots.cancel', object: id }, deps.clock);
    if (command.state === 'planned') return await stepCommand(trx, command, 'cancelled', { at: deps.clock.now(), by });
    if (command.state !== 'sent' && command.state !== 'acknowledged') {
      throw new Problem(errors.commandState, `It is ${command.state}.`);
    }
    await askCancel(trx, command);
    return { ...command, cancelAsked: true };
  });
}
