import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { STATE_FOLDERS } from './manifest.ts';

/** Paths of the state's files, relative to the data folder; unfinished ones (dot names, of files or folders) are left out. */
export function stateFiles(dataDir: string): string[] {
  const files: string[] = [];
  for (const folder of STATE_FOLDERS) {
    const top = join(dataDir, folder);
    if (!existsSync(top)) continue;
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(dataDir.length + 1);
      if (entry.isFile() && !path.split(sep).some((part) => part.startsWith('.'))) files.push(path);
    }
  }
  return files.sort();
}

/** Copies one file, making folders, and fsyncs it. @returns its size and SHA-256 */
export async function copyDurably(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(from), count, createWriteStream(to, { mode: 0o600 }));
  await syncPath(to);
  return { bytes, sha256: hash.digest('hex') };
}

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Makes a file or a folder's names durable. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
