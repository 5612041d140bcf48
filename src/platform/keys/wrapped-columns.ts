import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/index.ts';
import type { MasterKey } from './master-key.ts';

/** A column of keys that are wrapped under the master key; each area names its own. */
export interface WrappedColumn {
  /** With its schema. */
  table: string;
  column: string;
  /** The primary key, an integer. */
  id: string;
  /** The owner that is bound to the key, as SQL over the row `t`. */
  owner: RawBuilder<string>;
}

/** Rows read and written together. */
const page = 5000;

/** Waits until no rotation of the master key runs, and keeps one waiting until the transaction ends: wrap after it. */
export async function holdMasterKey(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('idun.master-key', 0))`.execute(trx);
}

/** Waits for everybody who holds the master key, and keeps new ones waiting until the transaction ends. */
export async function lockMasterKey(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('idun.master-key', 0))`.execute(trx);
}

interface Row {
  id: number;
  wrapped: Buffer;
  owner: string;
}

async function* readPages(db: Db, { table, column, id, owner }: WrappedColumn): AsyncGenerator<Row[]> {
  for (let after = -1; ; ) {
    const { rows } =
      await sql<Row>`select t.${sql.ref(id)}::bigint as id, t.${sql.ref(column)} as wrapped, ${owner} as owner
      from ${sql.table(table)} t where t.${sql.ref(id)} > ${after} and t.${sql.ref(column)} is not null
      order by t.${sql.ref(id)} limit ${page}`.execute(db);
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

/** Opens every key of a column. @returns how many @throws Problem IDUN_KEY_MISSING naming the owner of one that cannot be opened */
export async function checkColumn(db: Db, master: MasterKey, column: WrappedColumn): Promise<number> {
  let count = 0;
  for await (const rows of readPages(db, column)) {
    for (const { wrapped, owner } of rows) master.unwrap(wrapped, owner);
    count += rows.length;
  }
  return count;
}

/** Wraps every key of a column under the master key of now; needs the owner role. @returns how many were under another */
export async function rewrapColumn(ownerTrx: Db, master: MasterKey, column: WrappedColumn): Promise<number> {
  const prefix = master.prefix();
  let count = 0;
  for await (const rows of readPages(ownerTrx, column)) {
    const old = rows.filter(({ wrapped }) => !wrapped.subarray(0, prefix.length).equals(prefix));
    const fresh = old.map(({ wrapped, owner }) => master.wrap(master.unwrap(wrapped, owner), owner));
    if (old.length === 0) continue;
    await sql`update ${sql.table(column.table)} t set ${sql.ref(column.column)} = fresh.wrapped
      from unnest(${old.map(({ id }) => id)}::bigint[], ${fresh}::bytea[]) as fresh (id, wrapped)
      where t.${sql.ref(column.id)} = fresh.id`.execute(ownerTrx);
    count += old.length;
  }
  return count;
}
