import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { erasedPeople, tableWithout } from './erase-people.ts';
import { columnsFolder, type StoredTable } from './table-writer.ts';

/** Data of people, of the demo nation, or of a generated nation, whose person numbers are its own; never counted together. */
export type World = 'real' | 'synthetic' | 'generated';

/** The tables that answer for a world. */
export interface Published {
  /** Counts up with each change of any feed. */
  version: number;
  tables: StoredTable[];
}

/** A table as it is published; `upto` is until when it tells what has happened, where its feed writes changes beside it. */
export type PublishedTable = Omit<StoredTable, 'folder'> & { upto?: Date | undefined };

/**
 * Makes tables those that answer for a feed, in place of all it had; commits with the caller's transaction. People who were erased by
 * law are left out.
 */
export async function publishTables(
  trx: Db,
  { feed, world, tables }: { feed: string; world: World; tables: readonly PublishedTable[] },
): Promise<void> {
  const erased = world === 'real' ? await erasedPeople(trx) : [];
  const lawful = tables.map((one) =>
    'folder' in one ? (tableWithout(one as StoredTable, erased)?.table ?? one) : one,
  );
  await sql`with gone as (delete from register.tables where feed = ${feed} returning hash, world)
    insert into register.superseded_tables (hash, world) select distinct hash, world from gone on conflict do nothing`.execute(
    trx,
  );
  const rows = lawful.map(({ table, register, rows, hash }, part) => {
    return { table, register, rows, hash, part, upto: tables[part]!.upto?.toISOString() ?? null };
  });
  await sql`insert into register.tables (feed, world, table_name, register, rows, hash, part, upto)
    select ${feed}, ${world}, "table", register, rows, hash, part, upto
    from json_to_recordset(${JSON.stringify(rows)}::json) as r ("table" text, register text, rows bigint, hash text,
      part int, upto timestamptz)
    on conflict do nothing`.execute(trx);
  await sql`update register.published set version = version + 1, changed_at = now()`.execute(trx);
}

/** The tables that answer now. */
export async function readPublished(db: Db, dataDir: string, world: World): Promise<Published> {
  const { rows } = await sql<{
    version: number;
    tables: Omit<StoredTable, 'folder'>[];
  }>`select p.version::int as version,
      coalesce((select json_agg(json_build_object('table', table_name, 'register', register, 'rows', rows, 'hash', hash)
        order by feed, part, table_name, register, hash) from register.tables where world = ${world}), '[]'::json) as tables
    from register.published p`.execute(db);
  const { version, tables } = rows[0]!;
  return { version, tables: tables.map((one) => ({ ...one, folder: join(columnsFolder(dataDir), one.hash) })) };
}

/** A folder nobody names is left alone for so long: its transaction may be about to commit, and readers may still have it open. */
const grace = 3600_000;

/** Removes table folders that no feed names and nothing has touched for an hour. @returns how many */
export async function sweepTables(db: Db, dataDir: string, now: Date): Promise<number> {
  const folder = columnsFolder(dataDir);
  if (!existsSync(folder)) return 0;
  const { rows } = await sql<{ hash: string }>`select hash from register.tables`.execute(db);
  const named = new Set(rows.map(({ hash }) => hash));
  const old = readdirSync(folder).filter(
    (name) => !named.has(name) && now.getTime() - statSync(join(folder, name)).mtimeMs > grace,
  );
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  await sql`delete from register.superseded_tables where hash = any(${old}::text[])`.execute(db);
  return old.length;
}
