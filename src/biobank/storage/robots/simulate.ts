import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import type { RobotDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Robot } from './model.ts';
import { protocols } from './protocols/index.ts';
import { type FaultKind, faultKinds, type Simulator, StoreMechanics, serveSimulator } from './simulator/index.ts';
import { requireRobot } from './store.ts';

/** A simulated store that listens where the real one would. */
export interface SimulatedStore extends Simulator {
  mechanics: StoreMechanics;
  /** What lies in it. */
  tubes: number;
  /**
   * Books are right in a simulation: what people have moved by hand since is moved in it too, unless it is at work or waits for
   * somebody to open its door.
   */
  refill(): Promise<void>;
}

interface SimulationRequest {
  /** The store's own when not given. */
  port?: number | undefined;
  /** How often a command goes wrong, 0 to 1. */
  faults?: number | undefined;
  /** Faults of one seed are the same each time. */
  seed?: number | undefined;
  moveMs?: number | undefined;
  /** What goes wrong with the first commands, in their order; chance decides about those after them. */
  plan?: readonly FaultKind[] | undefined;
  /** What its probe says. */
  celsius?: number | undefined;
  /** A tube that an earlier simulation left on the arm: the store waits for somebody to open its door. */
  onArm?: string | undefined;
}

// Mulberry32: small, and the same everywhere, which is all that is asked of it.
function makeDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const mishaps = faultKinds.filter((kind) => kind !== 'none');

/** Simulates a store, filled with what is booked in it: for training, demonstrations and tests without a robot. */
export async function simulateRobot(
  deps: RobotDeps,
  scope: Scope,
  named: string,
  { port, faults = 0, seed = 1, moveMs = 400, plan = [], celsius = -80, onArm }: SimulationRequest = {},
): Promise<SimulatedStore> {
  assertScope(scope, 'biobank.manage', deps.clock);
  if (!(faults >= 0 && faults <= 1)) {
    throw new Problem(errors.robotGiven, 'Faults are a share of the commands.', { expected: 'a number from 0 to 1' });
  }
  const robot = await deps.database.withActor(scope.actor, (trx) => requireRobot(trx, named));
  const contents = await bookedContents(deps, scope, robot);
  const dice = makeDice(seed);
  let taken = 0;
  const nextFault = (): FaultKind =>
    plan[taken++] ?? (dice() < faults ? mishaps[Math.floor(dice() * mishaps.length)]! : 'none');
  const hatchHolds = protocols[robot.protocol].moves === 'tube' ? 96 : 1;
  const mechanics = new StoreMechanics({ contents, hatchHolds, moveMs, celsius });
  if (onArm !== undefined) mechanics.hold(onArm);
  const simulator = await serveSimulator(robot.protocol, mechanics, nextFault, { port: port ?? robot.port });
  async function refill(): Promise<void> {
    const booked = await bookedContents(deps, scope, robot);
    if (mechanics.running || mechanics.problem !== null) return;
    mechanics.places.clear();
    for (const [address, code] of booked) mechanics.places.set(address, code);
    const inside = new Set(mechanics.places.values());
    mechanics.hatch.splice(0, mechanics.hatch.length, ...mechanics.hatch.filter((code) => !inside.has(code)));
  }
  return { ...simulator, mechanics, tubes: mechanics.places.size, refill };
}

// Tubes at their places, or racks at theirs in a store that moves racks.
async function bookedContents(
  deps: RobotDeps,
  scope: Scope,
  { store, protocol }: Robot,
): Promise<(readonly [address: string, code: string])[]> {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const booked = await deps.book.contents(trx, scope, store);
    if (protocols[protocol].moves === 'tube') return booked.map(({ address, barcode }) => [address, barcode] as const);
    const places = await deps.book.automated(
      trx,
      scope,
      booked.map(({ specimenNo }) => specimenNo),
    );
    return [...places.values()].flatMap(({ rack }) => (rack ? [[rack.address, rack.code] as const] : []));
  });
}
