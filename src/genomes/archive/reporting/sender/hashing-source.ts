import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import type { FileReader, FileSource } from 'tus-js-client';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/** What tells whether a file is still the one it was: inode, size, time of the last change. */
export async function markOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino}:${size}:${mtimeNs}`;
}

/** A file that is digested while it is sent. */
export interface HashingFile {
  reader: FileReader;
  /** SHA-256 of the whole file; reads what was not sent by this process, such as the part an earlier one had sent. */
  digest(): Promise<string>;
}

/**
 * A source of slices for tus-js-client that digests each byte once: those it sends as they pass, those that had arrived before by
 * reading them here.
 * @param size bytes; the file must have as many
 * @param onFailure told when the file cannot be read or is shorter than it was
 */
export function openHashingFile(file: {
  path: string;
  name: string;
  size: number;
  onFailure: (error: Problem) => void;
}): HashingFile {
  const hash = createHash('sha256');
  let hashed = 0;

  async function hashUpTo(end: number): Promise<void> {
    if (hashed >= end) return;
    const start = hashed;
    for await (const chunk of createReadStream(file.path, { start, end: end - 1, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      hashed += (chunk as Buffer).length;
    }
    if (hashed < end) throw changed();
  }

  function changed(): Problem {
    return new Problem(errors.fileChanged, `${file.name} became shorter while it was sent.`, {
      file: file.name,
      action: 'Wait until the program that writes it has finished, then send it again.',
    });
  }

  function openSlice(start: number, end: number): Readable {
    let at = start;
    const input = createReadStream(file.path, { start, end: end - 1, highWaterMark: 1 << 18 });
    const output = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        // A part that is sent again was digested the first time.
        const fresh = chunk.subarray(Math.max(0, hashed - at));
        if (at <= hashed && fresh.length > 0) {
          hash.update(fresh);
          hashed += fresh.length;
        }
        at += chunk.length;
        done(null, chunk);
      },
      flush(done) {
        if (at < end) file.onFailure(changed());
        else done();
      },
    });
    input.on('error', (cause) => {
      file.onFailure(
        new Problem(
          errors.fileProblem,
          `${file.name} cannot be read: ${cause.message}.`,
          { file: file.name },
          { cause },
        ),
      );
    });
    output.on('close', () => input.destroy());
    return input.pipe(output);
  }

  const source: FileSource = {
    size: file.size,
    async slice(start, end) {
      await hashUpTo(Math.min(start, file.size));
      const stop = Math.min(end, file.size);
      const value = Object.assign(openSlice(start, stop), { size: stop - start });
      return { value, done: stop >= file.size };
    },
    close() {},
  };
  return {
    reader: { openFile: async () => source },
    async digest() {
      await hashUpTo(file.size);
      return hash.copy().digest('hex');
    },
  };
}
