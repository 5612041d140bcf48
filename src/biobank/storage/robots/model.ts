import type { ProtocolName } from './protocols/index.ts';
import type { CommandState } from './status.ts';

/** An automated store that Idun works with. */
export interface Robot {
  robotNo: number;
  /** `rob_…` */
  id: string;
  biobankNo: number;
  biobank: string;
  name: string;
  /** The container of the storage module that it is. */
  store: string;
  protocol: ProtocolName;
  host: string;
  port: number;
  /** Its name behind a driver that serves several. */
  device: string;
  active: boolean;
  lastSeenAt: Date | null;
  /** What it said when it was last looked at; null when all is well. */
  problem: string | null;
}

/** Why a command came to be. */
export type CommandReason = 'reservation' | 'request' | 'withdrawn' | 'wrong-tube';

/** A line of the journal of commands. */
export interface RobotCommand {
  commandNo: number;
  /** `rcm_…` */
  id: string;
  robotNo: number;
  biobankNo: number;
  kind: 'pick' | 'put';
  /** What is moved; null for a rack. */
  specimenNo: number | null;
  specimen: string | null;
  address: string;
  code: string;
  reason: CommandReason;
  reservation: string | null;
  attempt: number;
  state: CommandState;
  /** The code that was scanned. */
  scanned: string | null;
  because: string | null;
  /** Somebody does not want it any more. */
  cancelAsked: boolean;
  askedBy: string;
  askedAt: Date;
  changedAt: Date;
}

/** A step of a command, as the journal keeps it. */
export interface JournalStep {
  from: CommandState;
  to: CommandState;
  at: Date;
  by: string;
  note: string | null;
}
