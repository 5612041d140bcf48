import type { Clock } from '../../platform/clock/index.ts';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import type { ObjectStore } from '../../platform/objects/index.ts';
import type { ArchiveKeys } from './keys.ts';

/** What the archive's use cases work with. */
export interface ArchiveDeps {
  db: DatabaseHandle;
  objects: ObjectStore;
  keys: ArchiveKeys;
  /** Absolute folder of the whole state. */
  dataDir: string;
  clock: Clock;
}

/** How the history writes who acted. */
export function actorText(actor: ActorRef): string {
  return `${actor.kind}:${actor.id}`;
}
