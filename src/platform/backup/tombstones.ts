import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { withProcessLock, writePrivateFile } from '../database/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** Name of the file in a backup folder that says what must not come back from it. */
export const TOMBSTONES_FILE = 'erasures.json';

const tombstoneSchema = z.object({
  /** Id of what was erased, for example `gen_…`. */
  id: z.string().regex(/^[a-z]{3}_[0-9A-Za-z]{22}$/),
  erasedAt: z.iso.datetime(),
});
const fileSchema = z.object({ format: z.literal(1), erased: z.array(tombstoneSchema) });

/** One erasure that a restore of this backup has to obey. It names no person and no reason. */
export type Tombstone = z.infer<typeof tombstoneSchema>;

/**
 * What was erased since a backup was made; none when its folder has no such file.
 * @param folder a backup
 * @throws Problem IDUN_BACKUP_DAMAGED: an unreadable list is not an empty one
 */
export function readTombstones(folder: string): Tombstone[] {
  const path = join(folder, TOMBSTONES_FILE);
  if (!existsSync(path)) return [];
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).erased;
  } catch (cause) {
    throw new Problem(
      errors.damaged,
      `${TOMBSTONES_FILE} of the backup cannot be read, so what was erased since is not known.`,
      { file: path, action: 'Take the file from another copy of the backup. Nothing is restored without it.' },
      { cause },
    );
  }
}

/**
 * Writes an erasure into a backup, durably, so that a restore obeys it. Written twice it is there once.
 * @throws the file system's error when the backup cannot be written: then the erasure is not complete there
 */
export async function addTombstones(folder: string, erased: readonly Tombstone[]): Promise<void> {
  const lock = join(folder, '.erasures-lock');
  mkdirSync(lock, { recursive: true, mode: 0o700 });
  await withProcessLock(lock, async () => {
    const known = readTombstones(folder);
    const fresh = erased.filter(({ id }) => !known.some((tombstone) => tombstone.id === id));
    if (fresh.length === 0) return;
    const content = { format: 1, erased: [...known, ...fresh] };
    writePrivateFile(join(folder, TOMBSTONES_FILE), `${JSON.stringify(content, null, 1)}\n`);
  });
}
