import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { sql } from 'kysely';

import type { Db } from '../database/index.ts';
import { syncPath } from './files.ts';
import { type BackupManifest, TRANSIENT_TABLES } from './manifest.ts';

const BATCH = 2000;

/** Schemas that are not part of the state: the server's own, the platform's outbox and the job queue. */
const OTHER_SCHEMAS = ['pg_catalog', 'information_schema', 'pg_toast', 'idun', 'graphile_worker', 'public'];

/** The state's tables, each after those it refers to (deferrable references and references to itself aside). */
export async function tablesInOrder(db: Db): Promise<string[]> {
  const { rows: all } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname <> all (${OTHER_SCHEMAS}) and n.nspname not like 'pg\\_%' order by 1`.execute(
    db,
  );
  const { rows: references } = await sql<{ child: string; parent: string }>`
    select cn.nspname || '.' || c.relname as child, pn.nspname || '.' || p.relname as parent
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
    join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
    where k.contype = 'f' and not k.condeferrable and k.conrelid <> k.confrelid`.execute(db);
  const ordered: string[] = [];
  const waiting = new Set(all.map((row) => row.name));
  while (waiting.size > 0) {
    const ready = [...waiting].filter((name) => !references.some((r) => r.child === name && waiting.has(r.parent)));
    if (ready.length === 0) throw new Error(`foreign keys form a circle: ${[...waiting].join(', ')}`);
    for (const name of ready) {
      ordered.push(name);
      waiting.delete(name);
    }
  }
  return ordered.filter((name) => !TRANSIENT_TABLES.has(name));
}

/** Writes all rows of a table as gzipped JSON lines, read by a cursor of the caller's transaction. */
export async function dumpTable(trx: Db, table: string, folder: string): Promise<BackupManifest['tables'][number]> {
  const file = `database/${table}.ndjson.gz`;
  let rows = 0;
  async function* lines(): AsyncGenerator<string> {
    const order = await primaryKey(trx, table);
    await sql`declare backup_rows no scroll cursor for select row_to_json(t)::text as line from ${sql.table(table)} t ${order}`.execute(
      trx,
    );
    for (;;) {
      const batch = await sql<{ line: string }>`fetch ${sql.raw(String(BATCH))} from backup_rows`.execute(trx);
      if (batch.rows.length === 0) break;
      rows += batch.rows.length;
      yield `${batch.rows.map((row) => row.line).join('\n')}\n`;
    }
    await sql`close backup_rows`.execute(trx);
  }
  const hash = createHash('sha256');
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const path = join(folder, file);
  await pipeline(Readable.from(lines()), createGzip({ level: 3 }), count, createWriteStream(path, { mode: 0o600 }));
  await syncPath(path);
  return { table, file, rows, sha256: hash.digest('hex') };
}

/** Fills an emptied table from its lines. @returns the number of rows */
export async function loadTable(trx: Db, table: string, path: string): Promise<number> {
  const columns = await insertableColumns(trx, table);
  const list = sql.join(columns.map((name) => sql.ref(name)));
  let batch: string[] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await sql`insert into ${sql.table(table)} (${list}) overriding system value
      select ${list} from json_populate_recordset(null::${sql.table(table)}, ${`[${batch.join(',')}]`}::json)`.execute(
      trx,
    );
    rows += batch.length;
    batch = [];
  };
  const lines = createInterface({
    input: createReadStream(path).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    if (line === '') continue;
    batch.push(line);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  await restartIdentities(trx, table, columns);
  return rows;
}

async function primaryKey(trx: Db, table: string) {
  const { rows } = await sql<{ name: string }>`
    select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indisprimary and i.indrelid = ${table}::regclass order by array_position(i.indkey::int2[], a.attnum)`.execute(
    trx,
  );
  return rows.length === 0 ? sql`` : sql`order by ${sql.join(rows.map((row) => sql.ref(row.name)))}`;
}

async function insertableColumns(trx: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`.execute(
    trx,
  );
  return rows.map((row) => row.name);
}

// Numbers are never used again: the sequences go on after the highest one.
async function restartIdentities(trx: Db, table: string, columns: string[]): Promise<void> {
  for (const column of columns) {
    const { rows } = await sql<{
      sequence: string | null;
    }>`select pg_get_serial_sequence(${table}, ${column}) as sequence`.execute(trx);
    const sequence = rows[0]?.sequence;
    if (!sequence) continue;
    await sql`select setval(${sequence}, max(${sql.ref(column)}))::text as value from ${sql.table(table)} having max(${sql.ref(column)}) is not null`.execute(
      trx,
    );
  }
}
