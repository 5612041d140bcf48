import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** Sample names of the genomes among these that the connection reaches. */
export async function genomeNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, coalesce(sample_name, id) as name
    from genomes.genomes where id = any(${[...ids]}::text[]) and state <> 'erased'`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Names of the people among these that the connection reaches. */
export async function personNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, coalesce(name, id) as name
    from trust.people where id = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
