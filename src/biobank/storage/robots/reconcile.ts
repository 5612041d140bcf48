import { sql } from 'kysely';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import type { RobotDeps } from './deps.ts';
import { arm, hatch, type Sighting } from './driver.ts';
import { errors } from './errors.ts';
import type { RobotCommand } from './model.ts';
import { protocols } from './protocols/index.ts';
import { type Settling, settleDone, settleFailed, settleNotDone, settleWrongTube } from './settle.ts';
import { readCommands, readRobots, requireCommand, requireRobot } from './store.ts';
import { openDriver } from './work.ts';

/** What somebody found who went and looked. */
export type Found =
  /** The tube was scanned: at the hatch after a pick, in its place after a put. */
  | { happened: true; code: string; note: string }
  /** The arm had not moved it. `again`: it is still wanted. */
  | { happened: false; again: boolean; note: string };

/**
 * Settles a command nobody could tell about, by what a person has seen. That a tube was fetched is only said by scanning it.
 * @throws Problem IDUN_ROBOT_COMMAND_STATE
 */
export async function reconcileCommand(deps: RobotDeps, scope: Scope, id: string, found: Found): Promise<RobotCommand> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const { command, robot } = await deps.database.withActor(scope.actor, async (trx) => {
    const read = await requireCommand(trx, id);
    const [of] = await readRobots(trx, sql`r.robot_no = ${read.robotNo}`);
    return { command: read, robot: of! };
  });
  if (command.state !== 'unknown') {
    throw new Problem(errors.commandState, `It is ${command.state}; only what nobody can tell is reconciled.`);
  }
  await deps.database.withActor(scope.actor, async (trx) => {
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.robots.reconcile', object: id, reason: found.note, detail: { happened: found.happened } },
      deps.clock,
    );
    await deps.wake?.(trx, robot);
  });
  const settling: Settling = { deps, scope, robot, command };
  if (!found.happened) {
    if (found.again) await settleNotDone(settling, found.note);
    else await settleFailed(settling, found.note, false);
  } else if (found.code.trim() === command.code) await settleDone(settling, found.note);
  else await settleWrongTube(settling, found.code.trim(), false);
  return await deps.database.withActor(scope.actor, (trx) => requireCommand(trx, id));
}

/** A store's own inventory beside what is booked in it. */
export interface StoreComparison {
  robot: string;
  right: number;
  /** Booked in one place and seen in another. */
  moved: { code: string; booked: string; seen: string }[];
  /** Booked, and not seen. */
  missing: { code: string; booked: string }[];
  /** Seen, and not booked in this store. */
  unexpected: { code: string; seen: string }[];
  /** Lying at the hatch or on the arm, where people should look. */
  outside: Sighting[];
}

/** Asks a store what lies in it and compares that with the books. Nothing is changed: differences are for people to decide. */
export async function compareStore(deps: RobotDeps, scope: Scope, named: string): Promise<StoreComparison> {
  assertScope(scope, 'biobank.dispensing.read', deps.clock);
  const { robot, booked, open } = await deps.database.withActor(scope.actor, async (trx) => {
    const of = await requireRobot(trx, named);
    if (protocols[of.protocol].moves === 'rack') {
      throw new Problem(errors.robotGiven, 'This store does not tell its inventory.', {
        action: 'Scan its racks, and reconcile them as other racks.',
      });
    }
    await recordAccess(trx, scope, { action: 'biobank.robots.compare', object: of.id }, deps.clock);
    return {
      robot: of,
      booked: await deps.book.contents(trx, scope, of.store),
      open: await readCommands(trx, sql`c.robot_no = ${of.robotNo} and c.state in ('sent', 'acknowledged', 'unknown')`),
    };
  });
  const driver = await openDriver(deps, robot);
  try {
    return { robot: robot.id, ...compare(booked, await driver.inventory(), new Set(open.map(({ code }) => code))) };
  } finally {
    driver.close();
  }
}

function compare(
  booked: readonly { address: string; barcode: string }[],
  seen: readonly Sighting[],
  underWay: ReadonlySet<string>,
): Omit<StoreComparison, 'robot'> {
  const outside = seen.filter(({ place, code }) => (place === hatch || place === arm) && code !== null);
  const inside = new Map(
    seen.flatMap(({ place, code }) =>
      code === null || place === hatch || place === arm ? [] : [[code, place] as const],
    ),
  );
  const found = { right: 0, moved: [], missing: [], unexpected: [], outside } as Omit<StoreComparison, 'robot'>;
  for (const { address, barcode } of booked) {
    const place = inside.get(barcode);
    inside.delete(barcode);
    if (place === address) found.right++;
    else if (place !== undefined) found.moved.push({ code: barcode, booked: address, seen: place });
    else if (!underWay.has(barcode)) found.missing.push({ code: barcode, booked: address });
  }
  found.unexpected.push(...[...inside].flatMap(([code, place]) => (underWay.has(code) ? [] : [{ code, seen: place }])));
  return found;
}
