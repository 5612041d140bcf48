import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/** A file of a feed. */
export interface GivenFile {
  /** As the description or its pattern names it. */
  name: string;
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * The files a description names, in order: plain names or patterns with `*`, below the folder of the description and nowhere else.
 * Their digests are of what lies there.
 * @throws Problem IDUN_FEED_FILE
 */
export async function findFiles(folder: string, wanted: readonly string[]): Promise<GivenFile[]> {
  const names = wanted.flatMap((one) => namesOf(folder, one));
  const files: GivenFile[] = [];
  for (const name of new Set(names)) {
    const path = join(folder, name);
    files.push({ name, path, bytes: sizeOf(path, name), sha256: await digestOf(path) });
  }
  return files;
}

function sizeOf(path: string, name: string): number {
  const status = statSync(path);
  if (status.isFile()) return status.size;
  throw new Problem(errors.file, `${status.isDirectory() ? 'A folder' : 'Something else'} lies there.`, {
    file: name,
    expected: 'a file',
    action: `Name the files in it, such as ${JSON.stringify(`${name}/*`)}, or correct the name in the description.`,
  });
}

function namesOf(folder: string, wanted: string): string[] {
  const name = normalize(wanted);
  const refuse = (detail: string): never => {
    throw new Problem(errors.file, detail, {
      file: wanted,
      expected: 'a file in the folder of the description',
      action: 'Put the file beside the description, or correct `files`.',
    });
  };
  if (name.startsWith('..') || name.startsWith(sep)) return refuse('The file does not lie below its description.');
  if (!name.includes('*')) return existsSync(join(folder, name)) ? [name] : refuse('The file is not there.');
  const pattern = new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('[^/]*')}$`,
  );
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((one) => pattern.test(one) && statSync(join(folder, one)).isFile())
    .sort();
  return found.length > 0 ? found : refuse('No file has such a name.');
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
