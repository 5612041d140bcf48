import {
  changeRobot,
  type DemoRobot,
  type FaultKind,
  listDemoRobots,
  type RobotDeps,
  type SimulatedStore,
  simulateRobot,
} from '../../biobank/storage/robots/index.ts';
import type { Scope } from '../../trust/scope/index.ts';

/** What goes wrong with the first tubes that a store of the demo fetches: what people will meet, each once. */
const firstMishaps: readonly FaultKind[] = ['none', 'jam', 'none', 'unreadable', 'none', 'none', 'stuck'];

/** The automated stores of the demo nation, simulated in this process as long as they are there. */
export class DemoRobots {
  readonly #stores = new Map<string, SimulatedStore>();

  /**
   * Begins with stores that have come, ends those that have gone, and moves in each what people have moved by hand. A store with a
   * tube on its arm is mended once somebody has said what became of that tube.
   */
  async refresh(deps: RobotDeps, scope: Scope): Promise<void> {
    const robots = await listDemoRobots(deps, scope);
    for (const [id, store] of this.#stores) {
      const robot = robots.find((one) => one.id === id);
      if (robot === undefined) {
        await this.#end(id, store);
        continue;
      }
      if (robot.unknown.length === 0) store.mechanics.mend();
      await store.refill();
    }
    for (const robot of robots) if (!this.#stores.has(robot.id)) await this.#begin(deps, scope, robot);
  }

  async close(): Promise<void> {
    for (const [id, store] of this.#stores) await this.#end(id, store);
  }

  async #begin(deps: RobotDeps, scope: Scope, { id, had, unknown, celsius }: DemoRobot): Promise<void> {
    const store = await simulateRobot(deps, scope, id, {
      ...{ port: 0, onArm: unknown[0], plan: firstMishaps.slice(had), celsius: celsius ?? undefined },
    });
    this.#stores.set(id, store);
    await changeRobot(deps, scope, id, { host: '127.0.0.1', port: store.port });
  }

  async #end(id: string, store: SimulatedStore): Promise<void> {
    this.#stores.delete(id);
    store.mechanics.stop();
    await store.close();
  }
}
