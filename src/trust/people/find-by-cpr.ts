import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Cpr } from './cpr.ts';
import { type CprKeys, type KeyRing, lookupBytes, lookupOf } from './cpr-keys.ts';
import type { PersonNo } from './model.ts';

/** Many numbers' hashes, one after another; under each key of the ring, the newest first. */
export type PackedHashes = readonly [Buffer, ...Buffer[]];

interface Asked {
  cpr: Cpr;
  issuer?: string | null;
}

/** Hashes each number once under each key: what is looked up may be written with the same hashes. */
export function packHashes(ring: KeyRing, asked: readonly Asked[]): PackedHashes {
  return ring.map((key) => {
    const packed = Buffer.allocUnsafe(asked.length * lookupBytes);
    asked.forEach(({ cpr, issuer }, i) => {
      lookupOf(key, cpr, issuer ?? null).copy(packed, i * lookupBytes);
    });
    return packed;
  }) as unknown as PackedHashes;
}

/** The hashes at some places only. */
export function pickHashes(packed: Buffer, places: readonly number[]): Buffer {
  const picked = Buffer.allocUnsafe(places.length * lookupBytes);
  for (const [n, at] of places.entries())
    packed.copy(picked, n * lookupBytes, at * lookupBytes, (at + 1) * lookupBytes);
  return picked;
}

/** A piece of a packed value in SQL, by `i`: a tenth of the work of a list of values. */
export const cut = (packed: Uint8Array, bytes: number) =>
  sql`substring(${packed}::bytea from i * ${bytes} + 1 for ${bytes})`;

/** The numbers of a packed value's pieces, as the table `i`. */
export const each = (count: number) => sql`generate_series(0, ${count - 1}) i`;

/** The person a number is or was given to, following merges; undefined when nobody has it. */
export async function findByCpr(
  db: Db,
  keys: CprKeys,
  cpr: Cpr,
  issuer: string | null = null,
): Promise<PersonNo | undefined> {
  const found = await findManyByCpr(db, keys, [cpr], issuer);
  return found[0] === -1 ? undefined : found[0];
}

/** A chunk of hashes goes as one value of this many, and comes back as one. */
const chunk = 50_000;

/**
 * The people of many numbers, in their order; -1 where nobody has the number. Made for millions: hashes go to the database packed,
 * each chunk is one join on the index.
 */
export async function findManyByCpr(
  db: Db,
  keys: CprKeys,
  cprs: readonly Cpr[],
  issuer: string | null = null,
): Promise<Int32Array> {
  const found = new Int32Array(cprs.length).fill(-1);
  const ring = await keys.ring(db);
  for (let from = 0; from < cprs.length; from += chunk) {
    const asked = cprs.slice(from, from + chunk).map((cpr) => ({ cpr, issuer }));
    for (const hashes of packHashes(ring, asked)) {
      await findHashes(db, hashes, found.subarray(from, from + asked.length));
    }
  }
  return found;
}

/** Fills in the people of packed hashes where they are found. */
export async function findHashes(db: Db, hashes: Uint8Array, found: Int32Array): Promise<void> {
  if (found.length === 0) return;
  const { rows } = await sql<{ pairs: Buffer | null }>`select
      string_agg(int4send(h.i) || int4send(coalesce(p.merged_into_no, p.person_no)), '') as pairs
    from (select i, ${cut(hashes, lookupBytes)} as hash from ${each(found.length)} offset 0) h
    join trust.people_cpr c on c.cpr_lookup = h.hash join trust.people p on p.person_no = c.person_no`.execute(db);
  const pairs = rows[0]!.pairs;
  if (pairs === null) return;
  for (let at = 0; at < pairs.length; at += 8) found[pairs.readInt32BE(at)] = pairs.readInt32BE(at + 4);
}
