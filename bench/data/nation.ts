import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredTable } from '../../src/register/columns/index.ts';
import { generateNation } from '../../src/register/nation/index.ts';

/** The tables of a generated nation in a folder; those of an earlier run when they are there. */
export async function nationIn(folder: string, scale: number, say: (line: string) => void): Promise<StoredTable[]> {
  const list = join(folder, `tables-${scale}.json`);
  if (existsSync(list)) return JSON.parse(readFileSync(list, 'utf8')) as StoredTable[];
  say(`generating a nation at ${scale} …`);
  mkdirSync(folder, { recursive: true });
  const tables = await generateNation({ folder: join(folder, 'columns'), scale });
  writeFileSync(list, JSON.stringify(tables));
  return tables;
}
