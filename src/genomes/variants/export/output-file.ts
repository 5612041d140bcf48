import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { createBgzfWriter } from '../../../formats/bgzf/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from './errors.ts';

/**
 * Writes bytes to a file: all or nothing. They go to a hidden name beside it, are fsynced, and take the name at the end.
 * A name ending in `.gz` or `.bgz` is written as BGZF.
 * @throws Problem IDUN_EXPORT_OUTPUT when the folder cannot be written
 */
export async function writeOutput(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: 1 << 20 });
  try {
    const file = createWriteStream(temporary, { flags: 'wx' });
    if (isBgzfName(path)) await pipeline(source, createBgzfWriter({ level: 4 }), file);
    else await pipeline(source, file);
    const handle = await open(temporary, 'r');
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asOutputProblem(error, path);
  }
}

/** Whether a file of this name is written as BGZF. */
export function isBgzfName(path: string): boolean {
  return /\.(gz|bgz)$/i.test(path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'the folder does not exist',
  EACCES: 'the folder may not be written',
  EISDIR: 'there is a folder of that name',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

function asOutputProblem(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new Problem(
    errors.output,
    `${path} could not be written: ${reason}. Nothing was left there.`,
    { file: path },
    { cause: error },
  );
}
