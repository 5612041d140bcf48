import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBgzfWriter } from '../src/formats/bgzf/index.ts';

/** The folder that the generator fills. */
export interface OutputFolder {
  /** Writes a plain file and returns its size. */
  write(path: string, content: string | Buffer): Promise<number>;
  /** Writes text as BGZF and returns the size of the file. */
  writeBgzf(path: string, text: Iterable<string>): Promise<number>;
  /** Bytes written so far. */
  readonly totalBytes: () => number;
}

/** Opens a folder; makes it and those within when missing. Files that are there already are written over. */
export function openOutputFolder(root: string): OutputFolder {
  let total = 0;
  const prepare = async (path: string): Promise<string> => {
    const whole = join(root, path);
    await mkdir(dirname(whole), { recursive: true });
    return whole;
  };
  return {
    totalBytes: () => total,
    write: async (path, content) => {
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
      await writeFile(await prepare(path), bytes);
      total += bytes.length;
      return bytes.length;
    },
    writeBgzf: async (path, text) => {
      const target = createWriteStream(await prepare(path));
      await pipeline(Readable.from(text), createBgzfWriter({ level: 5 }), target);
      total += target.bytesWritten;
      return target.bytesWritten;
    },
  };
}
