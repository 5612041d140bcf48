import { systemClock } from '../../../platform/clock/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import type { Egress } from '../../../platform/egress/index.ts';
import { addJob } from '../../../platform/jobs/index.ts';
import type { BiobankDeps } from '../../specimens/index.ts';
import { storagePositions } from '../positions/port.ts';
import type { RobotDeps } from './deps.ts';
import type { Robot } from './model.ts';
import { storageBook } from './storage-book.ts';

/** The background work of a store, as jobs carry it. */
export const robotTask = 'robots.work';

/** Has a store's queue worked through in the background; one job of a store runs after the other. */
export async function queueRobotWork(trx: Db, robot: Pick<Robot, 'id' | 'name'>): Promise<void> {
  await addJob(trx, {
    ...{ task: robotTask, title: `Automated store ${robot.name}`, payload: { robot: robot.id }, queue: robot.id },
    maxAttempts: 1,
  });
}

/** The automated stores of an opened installation, with its storage module and its one door out. */
export function openRobots(given: Pick<BiobankDeps, 'database' | 'cprKeys'> & { egress: Egress }): RobotDeps {
  const { database, cprKeys, egress } = given;
  return {
    ...{ database, cprKeys, clock: systemClock, positions: storagePositions, book: storageBook },
    connect: egress.connect,
    wake: queueRobotWork,
  };
}
