import {
  changeRobot,
  listDemoRobots,
  type RobotDeps,
  type SimulatedStore,
  simulateRobot,
} from '../../biobank/storage/robots/index.ts';
import type { Scope } from '../../trust/scope/index.ts';

/** The automated stores of the demo nation, simulated in this process as long as they are there. */
export class DemoRobots {
  readonly #stores = new Map<string, SimulatedStore>();

  /** Begins with stores that have come, ends those that have gone, and moves in each what people have moved by hand. */
  async refresh(deps: RobotDeps, scope: Scope): Promise<void> {
    const robots = await listDemoRobots(deps, scope);
    for (const [id, store] of this.#stores) {
      if (robots.some((robot) => robot.id === id)) await store.refill();
      else await this.#end(id, store);
    }
    for (const { id } of robots.filter((robot) => !this.#stores.has(robot.id))) {
      const store = await simulateRobot(deps, scope, id, { port: 0 });
      this.#stores.set(id, store);
      await changeRobot(deps, scope, id, { host: '127.0.0.1', port: store.port });
    }
  }

  async close(): Promise<void> {
    for (const [id, store] of this.#stores) await this.#end(id, store);
  }

  async #end(id: string, store: SimulatedStore): Promise<void> {
    this.#stores.delete(id);
    store.mechanics.stop();
    await store.close();
  }
}
