import { stat } from 'node:fs/promises';

/** Where a file lay when its checksum was computed, and how it looked. */
export interface LocalCopy {
  path: string;
  sha256: string;
  signature: string;
}

/** What tells whether a file was written to: inode, size, time of the last change. */
export async function signatureOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino}:${size}:${mtimeNs}`;
}
