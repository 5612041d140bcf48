import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../../platform/problem/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type LocalCopy, signatureOf } from '../originals/index.ts';
import type { FileRole, StoredFile } from './store.ts';

/** The files of a submission as paths that can be read at random. */
export interface Originals {
  of(role: FileRole): { path: string; name: string; fileNo: number }[];
  /** @throws Problem IDUN_FILE_CHANGED when somebody else's file was written to meanwhile */
  requireUnchanged(): Promise<void>;
  /** Aborted, with the reason, when they cannot be taken in and reading on is of no use. */
  failed?: AbortSignal;
  close(): Promise<void>;
}

/**
 * Opens the originals: from where the submitter has them when they are there still, else decrypted from the object store into a
 * folder that `close` removes.
 */
export async function openOriginals(
  deps: ArchiveDeps,
  submissionId: string,
  files: readonly StoredFile[],
  local: readonly LocalCopy[],
): Promise<Originals> {
  const folder = join(deps.dataDir, 'work', submissionId);
  await rm(folder, { recursive: true, force: true });
  const opened: { path: string; name: string; fileNo: number; role: FileRole }[] = [];
  for (const file of files) {
    const copy = local.find((one) => one.sha256 === file.sha256);
    if (copy && (await signatureOf(copy.path).catch(() => '')) === copy.signature) {
      opened.push({ ...file, path: copy.path });
      continue;
    }
    if (file.objectId === null)
      throw new Problem(errors.originalLost, `The original ${file.name} is not kept any more.`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, String(file.fileNo));
    await pipeline(await deps.objects.open(file.objectId), createWriteStream(path, { mode: 0o600 }));
    opened.push({ ...file, path });
  }
  return {
    of: (role) => opened.filter((file) => file.role === role),
    requireUnchanged: () => requireSame(opened, local),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** @throws Problem IDUN_FILE_CHANGED for one of the files that is a local copy and looks otherwise than when its checksum was computed */
export async function requireSame(
  files: readonly { path: string; name: string }[],
  copies: readonly LocalCopy[],
): Promise<void> {
  for (const { path, name } of files) {
    const copy = copies.find((one) => one.path === path);
    if (copy === undefined || (await signatureOf(path).catch(() => '')) === copy.signature) continue;
    throw new Problem(errors.fileChanged, `${name} changed while it was read.`, {
      file: name,
      action: 'Wait until the program that writes it has finished, then try again.',
    });
  }
}
