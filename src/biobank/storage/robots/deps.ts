import type { Socket } from 'node:net';
import type { DispensingDeps } from '../../dispensing/index.ts';
import type { StoreBook } from './book.ts';

/** What the automated stores work with. */
export interface RobotDeps extends DispensingDeps {
  book: StoreBook;
  /** Opens a connection; refuses hosts that Idun may not talk to. */
  connect(host: string, port: number): Promise<Socket>;
  /** How long an answer is waited for, how often a running command is asked about, and how long it may run. */
  pace?: { answerMs: number; pollMs: number; runMs: number };
}

export const usualPace = { answerMs: 10_000, pollMs: 500, runMs: 180_000 } as const;
