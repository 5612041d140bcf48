import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Cpr, type CprKind, cprKind } from './cpr.ts';
import { type CprKeys, holdRing, type KeyRing, lookupBytes, lookupOf, ownerOf, seal, unseal } from './cpr-keys.ts';
import { errors } from './errors.ts';
import type { PersonNo } from './model.ts';

export interface GivenCpr {
  personNo: PersonNo;
  cpr: Cpr;
  /** Who gave a local replacement number. */
  issuer?: string | null;
}

const batch = 20_000;

/**
 * Records people's numbers, encrypted. A person's earlier number stays in the history and still finds them; a number of their own
 * past becomes current again. Whoever waited for a number (an opt-out before the person was known) is told by the database.
 * @throws Problem IDUN_PERSON_CPR_TAKEN when a number is another person's
 */
export async function recordCprs(trx: Db, keys: CprKeys, given: readonly GivenCpr[]): Promise<void> {
  const ring = await holdRing(trx, keys);
  for (let from = 0; from < given.length; from += batch) await recordBatch(trx, ring, given.slice(from, from + batch));
}

async function recordBatch(trx: Db, ring: KeyRing, given: readonly GivenCpr[]): Promise<void> {
  const [newest, ...older] = ring;
  const plain = given.map(({ personNo, cpr, issuer = null }) => ({ personNo, cpr, issuer }));
  const kinds = plain.map(({ cpr }) => cprKind(cpr));
  // Under an older key the same number has another hash: it must be found all the same while a rotation runs.
  const rows = JSON.stringify(
    plain.map(({ personNo, cpr, issuer }, i) => ({
      person_no: personNo,
      encrypted: seal(newest.encryption!, Buffer.from(cpr, 'latin1'), ownerOf(personNo)).toString('hex'),
      lookup: lookupOf(newest, cpr, issuer).toString('hex'),
      older: older.map((key) => lookupOf(key, cpr, issuer).toString('hex')),
      kind: kinds[i],
      issuer: kinds[i] === 'local-replacement' ? issuer : null,
    })),
  );
  const source = sql`json_to_recordset(${rows}::json)
    as r (person_no int, encrypted text, lookup text, older text[], kind text, issuer text)`;
  const taken = await sql`select from ${source}
    join trust.people_cpr c on c.cpr_lookup = any(array(select decode(h, 'hex') from unnest(r.older || r.lookup) h))
    join trust.people a on a.person_no = c.person_no join trust.people b on b.person_no = r.person_no
    where coalesce(a.merged_into_no, a.person_no) <> coalesce(b.merged_into_no, b.person_no) limit 1`.execute(trx);
  if (taken.rows.length > 0) throw new Problem(errors.cprTaken, 'A number is already another person’s.');
  await sql`update trust.people_cpr c set ended_at = now() from ${source}
    where c.person_no = r.person_no and c.ended_at is null
      and c.cpr_lookup <> all(array(select decode(h, 'hex') from unnest(r.older || r.lookup) h))`.execute(trx);
  await sql`insert into trust.people_cpr (person_no, cpr_encrypted, cpr_lookup, generation, kind, issuer)
    select r.person_no, decode(r.encrypted, 'hex'), decode(r.lookup, 'hex'), ${newest.generation}, r.kind, r.issuer from ${source}
    where not exists (select from trust.people_cpr c
      where c.cpr_lookup = any(array(select decode(h, 'hex') from unnest(r.older) h)))
    on conflict (cpr_lookup) do update set ended_at = null`.execute(trx);
  if (older.length > 0) {
    await sql`update trust.people_cpr c set ended_at = null from ${source}
      where c.ended_at is not null and c.person_no = r.person_no
        and c.cpr_lookup = any(array(select decode(h, 'hex') from unnest(r.older) h))`.execute(trx);
  }
  await sql`update trust.awaited_numbers w set person_no = r.person_no from ${source}
    where w.person_no is null
      and w.cpr_lookup = any(array(select decode(h, 'hex') from unnest(r.older || r.lookup) h))`.execute(trx);
}

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
    const part = cprs.slice(from, from + chunk);
    for (const key of ring) {
      const hashes = Buffer.allocUnsafe(part.length * lookupBytes);
      part.forEach((cpr, i) => {
        lookupOf(key, cpr, issuer).copy(hashes, i * lookupBytes);
      });
      await findHashes(db, hashes, found.subarray(from, from + part.length));
    }
  }
  return found;
}

/** Fills in the people of packed hashes where they are found. */
export async function findHashes(db: Db, hashes: Uint8Array, found: Int32Array): Promise<void> {
  const { rows } = await sql<{
    pairs: Buffer | null;
  }>`select string_agg(int4send(i) || int4send(coalesce(p.merged_into_no, p.person_no)), '') as pairs
    from (select i, substring(${hashes}::bytea from i * ${lookupBytes} + 1 for ${lookupBytes}) as hash
      from generate_series(0, ${found.length - 1}) i offset 0) h
    join trust.people_cpr c on c.cpr_lookup = h.hash join trust.people p on p.person_no = c.person_no`.execute(db);
  const pairs = rows[0]!.pairs;
  if (pairs === null) return;
  for (let at = 0; at < pairs.length; at += 8) found[pairs.readInt32BE(at)] = pairs.readInt32BE(at + 4);
}

/** A person's current number, decrypted; for care and letters only. */
export async function readCpr(db: Db, keys: CprKeys, personNo: PersonNo): Promise<Cpr | undefined> {
  const { rows } = await sql<{ encrypted: Buffer; generation: number }>`select cpr_encrypted as encrypted, generation
    from trust.people_cpr where person_no = ${personNo} and ended_at is null`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const key = (await keys.ring(db)).find(({ generation }) => generation === row.generation);
  return unseal(key!.encryption!, row.encrypted, ownerOf(personNo)).toString('latin1') as Cpr;
}

/** A number a person has or had, without the number itself. */
export interface NumberFact {
  kind: CprKind;
  issuer: string | null;
  givenAt: Date;
  endedAt: Date | null;
}

/** Which numbers a person has had, the first first. */
export async function listNumbers(db: Db, personNo: PersonNo): Promise<NumberFact[]> {
  const { rows } = await sql<NumberFact>`select kind, issuer, given_at as "givenAt", ended_at as "endedAt"
    from trust.people_cpr where person_no = ${personNo} order by cpr_no`.execute(db);
  return rows;
}
