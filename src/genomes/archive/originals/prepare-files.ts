import type { ObjectStore, PreparedObject } from '../../../platform/objects/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import type { FileRole } from '../submissions/store.ts';
import { type LocalCopy, signatureOf } from './local-copy.ts';
import { requireFile } from './require-file.ts';

/** A file that somebody hands in. */
export interface GivenFile {
  path: string;
  /** Name as the person gave it. */
  name: string;
  role: FileRole;
}

/** A file that was read once: its checksum is known, and it lies encrypted on the disk, named by nothing. */
export interface PreparedFile extends GivenFile, LocalCopy {
  bytes: number;
  object: PreparedObject;
}

/**
 * Reads files once: checksums, and the encrypted originals on the disk. It needs no database, so it can begin before there is one.
 * @throws Problem for a file that cannot be read, IDUN_DISK_FULL; then nothing is left
 */
export async function prepareFiles(
  objects: ObjectStore,
  files: readonly GivenFile[],
  progress: Progress = silentProgress,
  signal?: AbortSignal,
): Promise<PreparedFile[]> {
  const sizes: number[] = [];
  for (const file of files) sizes.push(await requireFile(file.path, file.name));
  progress.step(
    'Storing the originals',
    sizes.reduce((sum, size) => sum + size, 0),
    'bytes',
  );
  const prepared: PreparedFile[] = [];
  try {
    for (const file of files) {
      const signature = await signatureOf(file.path);
      const object = await objects.prepare(file.path, {
        onBytes: (bytes) => progress.advance(bytes),
        ...(signal === undefined ? {} : { signal }),
      });
      prepared.push({ ...file, sha256: object.sha256, bytes: object.bytes, signature, object });
    }
  } catch (error) {
    for (const { object } of prepared) await object.discard();
    throw error;
  }
  progress.done();
  return prepared;
}
