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
  const [newest] = ring;
  const owners = await survivorsOf(
    trx,
    given.map(({ personNo }) => personNo),
  );
  // Under an older key the same number has another hash: it must be found all the same while a rotation runs.
  const known = new Map<number, { cprNo: number; owner: PersonNo }>();
  const hashes = ring.map((key) => packHashes(key, given));
  for (const packed of hashes) {
    for (const { at, cprNo, owner } of await findNumbers(trx, packed, given.length)) known.set(at, { cprNo, owner });
  }
  for (const [at, { owner }] of known) {
    if (owner !== owners.get(given[at]!.personNo))
      throw new Problem(errors.cprTaken, 'A number is already another person’s.');
  }
  const kept = given.map((_, at) => known.get(at)?.cprNo ?? null);
  await sql`update trust.people_cpr c set ended_at = now()
    from unnest(${given.map(({ personNo }) => personNo)}::int[], ${kept}::bigint[]) as r (person_no, kept)
    where c.person_no = r.person_no and c.ended_at is null and c.cpr_no is distinct from r.kept`.execute(trx);
  if (known.size > 0) {
    await sql`update trust.people_cpr set ended_at = null
      where cpr_no = any(${[...known.values()].map(({ cprNo }) => cprNo)}::bigint[]) and ended_at is not null`.execute(
      trx,
    );
  }
  await insertNumbers(
    trx,
    newest,
    given.filter((_, at) => !known.has(at)),
  );
  for (const packed of hashes) await claimAwaited(trx, packed, given);
}

/** Each number's hash, one after another. */
function packHashes(key: KeyRing[number], given: readonly { cpr: Cpr; issuer?: string | null }[]): Buffer {
  const packed = Buffer.allocUnsafe(given.length * lookupBytes);
  given.forEach(({ cpr, issuer }, i) => {
    lookupOf(key, cpr, issuer ?? null).copy(packed, i * lookupBytes);
  });
  return packed;
}

// Hashes go packed in one value, to be cut apart there: a tenth of the work of a list.
const cut = (packed: Uint8Array, bytes: number) => sql`substring(${packed}::bytea from i * ${bytes} + 1 for ${bytes})`;
const each = (count: number) => sql`generate_series(0, ${count - 1}) i`;

async function survivorsOf(db: Db, personNos: readonly PersonNo[]): Promise<Map<PersonNo, PersonNo>> {
  const { rows } = await sql<{ no: PersonNo; owner: PersonNo }>`select person_no as no,
      coalesce(merged_into_no, person_no) as owner from trust.people where person_no = any(${[...personNos]}::int[])`.execute(
    db,
  );
  return new Map(rows.map(({ no, owner }) => [no, owner]));
}

async function findNumbers(db: Db, packed: Uint8Array, count: number) {
  const { rows } = await sql<{ at: number; cprNo: number; owner: PersonNo }>`select h.i as at, c.cpr_no as "cprNo",
      coalesce(p.merged_into_no, p.person_no) as owner
    from (select i, ${cut(packed, lookupBytes)} as hash from ${each(count)} offset 0) h
    join trust.people_cpr c on c.cpr_lookup = h.hash join trust.people p on p.person_no = c.person_no`.execute(db);
  return rows;
}

/** Nonce, ten characters and tag. */
const sealedBytes = 12 + 10 + 16;

async function insertNumbers(trx: Db, newest: KeyRing[0], given: readonly GivenCpr[]): Promise<void> {
  if (given.length === 0) return;
  const sealed = Buffer.concat(
    given.map(({ cpr, personNo }) => seal(newest.encryption!, Buffer.from(cpr, 'latin1'), ownerOf(personNo))),
  );
  const kinds = given.map(({ cpr }) => cprKind(cpr));
  const issuers = given.map(({ issuer }, at) => (kinds[at] === 'local-replacement' ? (issuer ?? null) : null));
  await sql`insert into trust.people_cpr (person_no, cpr_encrypted, cpr_lookup, generation, kind, issuer)
    select r.person_no, ${cut(sealed, sealedBytes)}, ${cut(packHashes(newest, given), lookupBytes)}, ${newest.generation}, r.kind, r.issuer
    from unnest(${given.map((_, i) => i)}::int[], ${given.map(({ personNo }) => personNo)}::int[], ${kinds}::text[], ${issuers}::text[])
      as r (i, person_no, kind, issuer)`
    .execute(trx)
    .catch((error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === '23505';
      // Somebody else gave it out at the same moment.
      throw taken ? new Problem(errors.cprTaken, 'A number is already another person’s.') : error;
    });
}

/** Whoever waited for one of these numbers is told whose it is. */
async function claimAwaited(trx: Db, packed: Uint8Array, given: readonly GivenCpr[]): Promise<void> {
  const { rows } = await sql`select from trust.awaited_numbers where person_no is null limit 1`.execute(trx);
  if (rows.length === 0) return;
  await sql`update trust.awaited_numbers w set person_no = (${given.map(({ personNo }) => personNo)}::int[])[h.i + 1]
    from (select i, ${cut(packed, lookupBytes)} as hash from ${each(given.length)} offset 0) h
    where w.cpr_lookup = h.hash and w.person_no is null`.execute(trx);
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
      const packed = packHashes(
        key,
        part.map((cpr) => ({ cpr, issuer })),
      );
      await findHashes(db, packed, found.subarray(from, from + part.length));
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
