import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { ObjectStore } from '../../platform/objects/index.ts';
import type { ArchiveDeps } from './deps.ts';
import { openKeys } from './keys.ts';

/** The archive of an opened installation. */
export function openArchive(given: {
  database: DatabaseHandle;
  objects: ObjectStore;
  dataDir: string;
  clock?: Clock;
}): ArchiveDeps {
  const { database, objects, dataDir, clock = systemClock } = given;
  return { db: database, objects, dataDir, clock, keys: openKeys(dataDir) };
}
