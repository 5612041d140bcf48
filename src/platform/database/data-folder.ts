import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';
import { withProcessLock } from './process-lock.ts';
import { writePrivateFile } from './secrets.ts';

/** The version of the data folder's layout that this Idun writes. */
export const dataFormat = 1;

/** Brings a folder from one format version to the next; the key is the version it starts from. */
export type FormatUpgrades = Readonly<Record<number, (dataDir: string) => Promise<void>>>;

const formatSchema = z.object({ format: z.number().int().positive() });

function readFormat(path: string): number {
  const parsed = formatSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.format;
  throw new Problem(errors.unknownData, `The file ${path} does not say a format version.`, {
    file: path,
    expected: '{"format": <number>}',
  });
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(errors.dataFolder, `The data folder cannot be made or written: ${reason}`, {
      file: dataDir,
      expected: 'a folder that this user owns',
      action: 'Name another folder with --data or IDUN_DATA.',
    });
  }
}

// A folder of something else must not be taken over because of a mistyped --data.
function refuseForeignFolder(dataDir: string): void {
  const known = new Set(['postgres', 'format.json', 'lock', 'objects', 'keys', 'uploads']);
  const other = readdirSync(dataDir).filter((name) => !known.has(name) && !name.startsWith('.'));
  if (other.length === 0) return;
  throw new Problem(errors.unknownData, `${dataDir} holds ${other.slice(0, 3).join(', ')} and no format.json.`, {
    file: dataDir,
    expected: 'an empty folder, or one that Idun made',
    action: 'Name another folder with --data or IDUN_DATA.',
  });
}

/**
 * Makes or checks the data folder: mode 0700, `format.json` with the layout's version. Newer is refused, older upgraded.
 * @throws Problem IDUN_DATA_NEWER, IDUN_DATA_UNKNOWN, IDUN_DATA_FOLDER
 */
export async function openDataFolder(
  dataDir: string,
  current = dataFormat,
  upgrades: FormatUpgrades = {},
): Promise<void> {
  const path = join(dataDir, 'format.json');
  if (existsSync(path) && readFormat(path) === current) return;
  if (!existsSync(path)) makeFolder(dataDir);
  await withProcessLock(join(dataDir, 'lock'), async () => {
    const write = (format: number) => writePrivateFile(path, `${JSON.stringify({ format })}\n`);
    if (!existsSync(path)) {
      refuseForeignFolder(dataDir);
      write(current);
      return;
    }
    const found = readFormat(path);
    if (found > current) {
      throw new Problem(errors.newerData, `The data have format ${found}, this Idun knows formats up to ${current}.`, {
        file: path,
        action: 'Use the newer Idun that wrote the data, or name another folder with --data.',
      });
    }
    for (let format = found; format < current; format += 1) {
      const upgrade = upgrades[format];
      if (upgrade === undefined) throw new Error(`no upgrade from data format ${format}`);
      await upgrade(dataDir);
      write(format + 1);
    }
  });
}
