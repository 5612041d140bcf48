import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Cpr, type CprKind, cprKind } from './cpr.ts';
import { type CprKeys, holdRing, type KeyRing, lookupBytes, ownerOf, seal, unseal } from './cpr-keys.ts';
import { errors } from './errors.ts';
import { cut, each, packHashes, pickHashes } from './find-by-cpr.ts';
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
  const hashes = packHashes(ring, given);
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
  const fresh = given.flatMap((_, at) => (known.has(at) ? [] : [at]));
  await insertNumbers(
    trx,
    newest,
    fresh.map((at) => given[at]!),
    pickHashes(hashes[0], fresh),
  );
  for (const packed of hashes) await claimAwaited(trx, packed, given);
}

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

/**
 * Writes numbers that nobody has, under the newest key; `hashes` are theirs. They go in the order of their hashes: each page of the
 * index is then touched once a batch, however large the nation.
 * @throws Problem IDUN_PERSON_CPR_TAKEN when somebody else gave one out at the same moment
 */
export async function insertNumbers(
  trx: Db,
  newest: KeyRing[0],
  given: readonly GivenCpr[],
  hashes: Uint8Array,
): Promise<void> {
  if (given.length === 0) return;
  const sealed = Buffer.concat(
    given.map(({ cpr, personNo }) => seal(newest.encryption!, Buffer.from(cpr, 'latin1'), ownerOf(personNo))),
  );
  const kinds = given.map(({ cpr }) => cprKind(cpr));
  const issuers = given.map(({ issuer }, at) => (kinds[at] === 'local-replacement' ? (issuer ?? null) : null));
  await sql`insert into trust.people_cpr (person_no, cpr_encrypted, cpr_lookup, generation, kind, issuer)
    select r.person_no, ${cut(sealed, sealedBytes)}, ${cut(hashes, lookupBytes)}, ${newest.generation}, r.kind, r.issuer
    from unnest(${given.map((_, i) => i)}::int[], ${given.map(({ personNo }) => personNo)}::int[], ${kinds}::text[], ${issuers}::text[])
      as r (i, person_no, kind, issuer) order by 3`
    .execute(trx)
    .catch((error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === '23505';
      throw taken ? new Problem(errors.cprTaken, 'A number is already another person’s.') : error;
    });
}

/** Whoever waited for one of these numbers is told whose it is. */
export async function claimAwaited(trx: Db, packed: Uint8Array, given: readonly GivenCpr[]): Promise<void> {
  const { rows } = await sql`select from trust.awaited_numbers where person_no is null limit 1`.execute(trx);
  if (rows.length === 0) return;
  await sql`update trust.awaited_numbers w set person_no = (${given.map(({ personNo }) => personNo)}::int[])[h.i + 1]
    from (select i, ${cut(packed, lookupBytes)} as hash from ${each(given.length)} offset 0) h
    where w.cpr_lookup = h.hash and w.person_no is null`.execute(trx);
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
