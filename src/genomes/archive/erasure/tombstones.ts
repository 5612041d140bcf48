import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../../platform/database/index.ts';

const tombstonesName = 'erased.json';
const tombstonesSchema = z.object({
  note: z.string(),
  genomes: z.array(z.object({ id: z.string(), erasedAt: z.string() })),
});

/** Remembers where a backup lies, so that erasures reach it. */
export async function registerBackup(db: Db, path: string, dataVersion: number | null): Promise<void> {
  await sql`insert into genomes.backups (path, host, data_version) values (${path}, ${hostname()}, ${dataVersion})
    on conflict (path) do update set made_at = now(), removed_at = null, host = excluded.host,
      data_version = excluded.data_version`.execute(db);
}

/** A registered backup and whether it could be told. */
export interface ToldBackup {
  path: string;
  told: boolean;
  why: string;
}

/** Puts the genome's id into `erased.json` of every registered backup that can be reached; a restore obeys it. */
export async function tellBackups(db: Db, genomeId: string, erasedAt: string): Promise<ToldBackup[]> {
  const { rows } = await sql<{ path: string; host: string | null }>`select path, host from genomes.backups
    where removed_at is null order by backup_no`.execute(db);
  const told: ToldBackup[] = [];
  for (const { path, host } of rows) {
    if (!existsSync(join(path, 'manifest.json'))) {
      const why = host === hostname() || host === null ? 'the folder is not there' : `the folder is on ${host}`;
      told.push({ path, told: false, why });
      continue;
    }
    try {
      await addTombstone(path, genomeId, erasedAt);
      told.push({ path, told: true, why: 'a restore from it erases the genome before anything is served' });
    } catch (error) {
      told.push({ path, told: false, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return told;
}

/** Where backups lie that know what was before. */
export async function listBackups(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    path: string;
  }>`select path from genomes.backups where removed_at is null order by backup_no`.execute(db);
  return rows.map(({ path }) => path);
}

async function addTombstone(path: string, id: string, erasedAt: string): Promise<void> {
  const genomes = readTombstones(path).filter((one) => one.id !== id);
  const note = 'Genomes erased since this backup was made. A restore erases them again.';
  const text = JSON.stringify({ note, genomes: [...genomes, { id, erasedAt }] }, null, 1);
  await writeFile(join(path, tombstonesName), `${text}\n`, { mode: 0o600, flush: true });
}

/** The genomes erased since a backup was made, as far as it was told. */
export function readTombstones(path: string): { id: string; erasedAt: string }[] {
  const file = join(path, tombstonesName);
  if (!existsSync(file)) return [];
  return tombstonesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).genomes;
}
