import { userInfo } from 'node:os';
import type { ActorRef } from '../platform/database/index.ts';

/** The actor of the command line: whoever can read the data directory is the operator. */
export function commandLineActor(): ActorRef {
  try {
    return { kind: 'operator', id: `cli:${userInfo().username}` };
  } catch {
    return { kind: 'operator', id: `cli:${process.getuid?.() ?? 'unknown'}` };
  }
}
