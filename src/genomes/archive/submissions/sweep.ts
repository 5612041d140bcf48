import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { handedInFolder } from './hand-in.ts';
import { asSweeper } from './locks.ts';

/**
 * Removes files that no row names: what a killed process left half-written, or whole and not committed. Does nothing while
 * anybody writes, makes a backup or sweeps.
 * @returns how many files and folders went; undefined when it was not the moment
 */
export async function sweepArchive(deps: ArchiveDeps): Promise<number | undefined> {
  return await asSweeper(deps.db, async () => {
    const { dataDir } = deps;
    const db = deps.db.app;
    const removed = [
      await sweepObjects(deps),
      await sweepSegmentFiles(db, dataDir),
      await sweepFolder(
        join(dataDir, 'calls'),
        await named(
          db,
          sql`select calls_folder as path from genomes.batches
        where calls_folder is not null`,
          'calls/',
        ),
      ),
      await sweepFolder(
        join(dataDir, 'references'),
        await named(db, sql`select 'references/' || id as path from genomes.refs`, 'references/'),
      ),
      await sweepFolder(join(dataDir, 'work'), new Set()),
      await sweepFolder(
        join(dataDir, handedInFolder),
        await named(
          db,
          sql`select distinct s.id as path from genomes.handed_in_files join genomes.submissions s using (submission_no)`,
          '',
        ),
      ),
    ];
    return removed.reduce((sum, n) => sum + n, 0);
  });
}

async function named(db: Db, query: ReturnType<typeof sql<unknown>>, prefix: string): Promise<Set<string>> {
  const { rows } = await query.execute(db);
  return new Set((rows as { path: string }[]).map(({ path }) => path.slice(prefix.length)));
}

async function sweepFolder(folder: string, keep: ReadonlySet<string>): Promise<number> {
  if (!existsSync(folder)) return 0;
  let removed = 0;
  for (const name of await readdir(folder)) {
    if (keep.has(name)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
    removed++;
  }
  return removed;
}

async function sweepSegmentFiles(db: Db, dataDir: string): Promise<number> {
  const root = join(dataDir, 'segments');
  if (!existsSync(root)) return 0;
  const keep = await named(db, sql`select distinct path from genomes.segments`, 'segments/');
  let removed = 0;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (keep.has(path.slice(root.length + 1))) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}

async function sweepObjects({ db, objects }: ArchiveDeps): Promise<number> {
  const { rows } = await sql<{
    id: string;
  }>`select object_id as id from genomes.submission_files where object_id is not null
    union select object_id from genomes.attestations where object_id is not null`.execute(db.app);
  const keep = new Set(rows.map((row) => row.id));
  let removed = 0;
  for await (const { objectId } of objects.list()) {
    if (keep.has(objectId)) continue;
    await objects.remove(objectId);
    removed++;
  }
  return removed;
}
