import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { World } from '../../columns/index.ts';
import type { Condition } from '../model.ts';
import type { ShownCounts } from './protect.ts';

/** How long what was told is compared with what is asked. */
export const rememberedDays = 180;

/** A set whose numbers were told. */
export interface KnownSet {
  toldNo: number;
  queryHash: string;
  conditions: Condition[];
  sketch: Uint32Array;
  shown: ShownCounts;
}

/** Lets one answer to a holder be decided at a time, until the transaction ends. */
export async function lockHolder(trx: Db, holder: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`register.told ${holder}`}, 0))`.execute(trx);
}

/** Sets that were told to a holder after a number. */
export async function readSets(trx: Db, holder: string, world: World, after: number): Promise<KnownSet[]> {
  const { rows } = await sql<{
    toldNo: number;
    queryHash: string;
    query: Condition[];
    sketch: Buffer;
    shown: ShownCounts;
  }>`
    select told_no::float8 as "toldNo", query_hash as "queryHash", query, sketch, shown from register.told_sets
    where holder = ${holder} and world = ${world} and told_no > ${after} order by told_no`.execute(trx);
  return rows.map(({ query, sketch, ...row }) => ({ ...row, conditions: query, sketch: wordsOf(sketch) }));
}

export async function insertSet(
  trx: Db,
  { holder, world, at, ...set }: Omit<KnownSet, 'toldNo'> & { holder: string; world: World; at: Date },
): Promise<void> {
  await sql`insert into register.told_sets (holder, world, query_hash, query, sketch, shown, told_at)
    values (${holder}, ${world}, ${set.queryHash}, ${JSON.stringify(set.conditions)}::jsonb, ${bytesOf(set.sketch)},
      ${JSON.stringify(set.shown)}::jsonb, ${at})`.execute(trx);
}

/** An answer that was told, with the sketch of the people it was of. */
export async function readAnswer(
  trx: Db,
  holder: string,
  askHash: string,
): Promise<{ sketch: Uint32Array; shown: object } | null> {
  const { rows } = await sql<{ sketch: Buffer; shown: object }>`select sketch, shown from register.told_answers
    where holder = ${holder} and ask_hash = ${askHash}`.execute(trx);
  const [row] = rows;
  return row === undefined ? null : { sketch: wordsOf(row.sketch), shown: row.shown };
}

export async function keepAnswer(
  trx: Db,
  {
    holder,
    askHash,
    sketch,
    shown,
    at,
  }: { holder: string; askHash: string; sketch: Uint32Array; shown: object; at: Date },
): Promise<void> {
  await sql`insert into register.told_answers (holder, ask_hash, sketch, shown, told_at)
    values (${holder}, ${askHash}, ${bytesOf(sketch)}, ${JSON.stringify(shown)}::jsonb, ${at})
    on conflict (holder, ask_hash) do update set sketch = excluded.sketch, shown = excluded.shown, told_at = excluded.told_at`.execute(
    trx,
  );
}

/** Forgets what was told longer ago than it is compared with. */
export async function forgetOld(trx: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - rememberedDays * 86_400_000);
  await sql`delete from register.told_sets where told_at < ${before}`.execute(trx);
  await sql`delete from register.told_answers where told_at < ${before}`.execute(trx);
}

function bytesOf(sketch: Uint32Array): Buffer {
  return Buffer.from(sketch.buffer, sketch.byteOffset, sketch.byteLength);
}

function wordsOf(bytes: Buffer): Uint32Array {
  // A copy: the bytes of the driver need not lie at a multiple of four.
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
