import type { Socket } from 'node:net';
import type { Db } from '../../../platform/database/index.ts';
import type { DispensingDeps } from '../../dispensing/index.ts';
import type { StoreBook } from './book.ts';
import type { Robot } from './model.ts';

/** What the automated stores work with. */
export interface RobotDeps extends DispensingDeps {
  book: StoreBook;
  /** Told in the transaction that gives a store something to do; the work begins when it has committed. */
  wake?(trx: Db, robot: Pick<Robot, 'id' | 'name'>): Promise<void>;
  /** Opens a connection; refuses hosts that Idun may not talk to. */
  connect(host: string, port: number): Promise<Socket>;
  /** How long an answer is waited for, how often a running command is asked about, and how long it may run. */
  pace?: { answerMs: number; pollMs: number; runMs: number };
}

export const usualPace = { answerMs: 10_000, pollMs: 500, runMs: 180_000 } as const;
