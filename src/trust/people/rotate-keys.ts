import { sql } from 'kysely';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import type { Cpr } from './cpr.ts';
import { type CprKeys, type KeyRing, lookupOf, ownerOf, seal, unseal } from './cpr-keys.ts';

export interface RotationAnswer {
  generation: number;
  /** Whether an earlier rotation that was interrupted was finished. */
  resumed: boolean;
  numbers: number;
  addresses: number;
  /** Hashes of numbers nobody has yet: the next whole import of the opt-out register renews them. */
  hashesWaiting: number;
}

export interface RotateOptions {
  progress?: Progress;
  signal?: AbortSignal;
  /** Rows in a transaction. */
  batch?: number;
}

/**
 * Gives every civil registration number and address a new key, and destroys the old one. Each batch is one transaction, and a row
 * says which key it has: killed at any moment, everything can be read and found, and the next call goes on. Readers and writers go
 * on meanwhile.
 */
export async function rotatePeopleKeys(
  db: DatabaseHandle,
  keys: CprKeys,
  { progress = silentProgress, signal, batch = 5000 }: RotateOptions = {},
): Promise<RotationAnswer> {
  return await db.advisoryLock('idun.people.rotate', async () => {
    const resumed = await startRotation(db.owner, keys);
    const ring = await keys.ring(db.owner);
    const [newest] = ring;
    progress.step('Renewing keys of people', await countOld(db.owner, newest.generation), 'rows');
    const move = async (some: typeof moveNumbers): Promise<number> => {
      let done = 0;
      let after = -1;
      for (;;) {
        signal?.throwIfAborted();
        const from = after;
        const moved = await db.owner.transaction().execute((trx) => some(trx, ring, { after: from, limit: batch }));
        if (moved.rows === 0) return done;
        done += moved.rows;
        after = moved.last;
        progress.advance(moved.rows);
      }
    };
    const numbers = await move(moveNumbers);
    const addresses = await move(moveAddresses);
    progress.done();
    const hashesWaiting = await retireOldKeys(db.owner, newest.generation);
    if (!(await keys.ring(db.owner)).some(({ generation }) => generation === 0)) keys.destroyFirst();
    return { generation: newest.generation, resumed, numbers, addresses, hashesWaiting };
  });
}

/** Makes the new generation unless one is half way. @returns whether one was */
async function startRotation(owner: Db, keys: CprKeys): Promise<boolean> {
  return await owner.transaction().execute(async (trx) => {
    // Waits for every transaction that writes with the present keys, and keeps new ones waiting until this commits.
    await sql`lock table trust.people_keys in exclusive mode`.execute(trx);
    const { rows } = await sql<{ newest: number; old: number }>`select max(generation) as newest,
      (select count(*) from trust.people_cpr where generation < (select max(generation) from trust.people_keys))
      + (select count(*) from trust.person_addresses where generation < (select max(generation) from trust.people_keys)) as old
      from trust.people_keys`.execute(trx);
    const { newest, old } = rows[0]!;
    if (old > 0) return true;
    const { encryption, lookup } = await keys.wrapNew(trx, newest + 1);
    await sql`insert into trust.people_keys (generation, wrapped_encryption, wrapped_lookup)
      values (${newest + 1}, ${encryption}, ${lookup})`.execute(trx);
    await sql`update trust.people_keys set retiring_since = now() where generation <= ${newest} and retiring_since is null`.execute(
      trx,
    );
    return false;
  });
}

async function countOld(db: Db, generation: number): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select (select count(*) from trust.people_cpr where generation < ${generation})
    + (select count(*) from trust.person_addresses where generation < ${generation}) as n`.execute(db);
  return rows[0]!.n;
}

const keyOf = (ring: KeyRing, generation: number) => ring.find((key) => key.generation === generation)!.encryption!;

/** What comes next, in the order of the primary key: nothing older can come behind it. */
interface Page {
  after: number;
  limit: number;
}

interface Moved {
  rows: number;
  last: number;
}

async function moveNumbers(trx: Db, ring: KeyRing, { after, limit }: Page): Promise<Moved> {
  const [newest] = ring;
  const { rows } = await sql<{
    no: number;
    personNo: number;
    encrypted: Buffer;
    generation: number;
    issuer: string | null;
  }>`
    select cpr_no as no, person_no as "personNo", cpr_encrypted as encrypted, generation, issuer from trust.people_cpr
    where cpr_no > ${after} and generation < ${newest.generation} order by cpr_no limit ${limit} for update`.execute(
    trx,
  );
  if (rows.length === 0) return { rows: 0, last: after };
  const moved = rows.map(({ no, personNo, encrypted, generation, issuer }) => {
    const plain = unseal(keyOf(ring, generation), encrypted, ownerOf(personNo));
    return {
      no,
      encrypted: seal(newest.encryption!, plain, ownerOf(personNo)).toString('hex'),
      lookup: lookupOf(newest, plain.toString('latin1') as Cpr, issuer).toString('hex'),
    };
  });
  await sql`update trust.people_cpr c set cpr_encrypted = decode(r.encrypted, 'hex'), cpr_lookup = decode(r.lookup, 'hex'),
      generation = ${newest.generation}
    from json_to_recordset(${JSON.stringify(moved)}::json) as r (no bigint, encrypted text, lookup text)
    where c.cpr_no = r.no`.execute(trx);
  return { rows: rows.length, last: rows.at(-1)!.no };
}

async function moveAddresses(trx: Db, ring: KeyRing, { after, limit }: Page): Promise<Moved> {
  const [newest] = ring;
  const { rows } = await sql<{
    personNo: number;
    encrypted: Buffer;
    generation: number;
  }>`select person_no as "personNo",
      address_encrypted as encrypted, generation from trust.person_addresses
    where person_no > ${after} and generation < ${newest.generation} order by person_no limit ${limit} for update`.execute(
    trx,
  );
  if (rows.length === 0) return { rows: 0, last: after };
  const moved = rows.map(({ personNo, encrypted, generation }) => {
    const plain = unseal(keyOf(ring, generation), encrypted, ownerOf(personNo));
    return { no: personNo, encrypted: seal(newest.encryption!, plain, ownerOf(personNo)).toString('hex') };
  });
  await sql`update trust.person_addresses a set address_encrypted = decode(r.encrypted, 'hex'), generation = ${newest.generation}
    from json_to_recordset(${JSON.stringify(moved)}::json) as r (no int, encrypted text) where a.person_no = r.no`.execute(
    trx,
  );
  return { rows: rows.length, last: rows.at(-1)!.personNo };
}

/** Destroys the old keys. A lookup key stays while the hash of a number nobody has yet needs it. */
async function retireOldKeys(owner: Db, newest: number): Promise<number> {
  return await owner.transaction().execute(async (trx) => {
    await sql`update trust.people_keys set wrapped_encryption = null where generation < ${newest}`.execute(trx);
    await sql`delete from trust.awaited_numbers where person_no is not null`.execute(trx);
    await sql`delete from trust.people_keys k where generation < ${newest}
      and not exists (select from trust.awaited_numbers w where w.generation = k.generation and w.person_no is null)`.execute(
      trx,
    );
    const { rows } = await sql<{ n: number }>`select count(*) as n from trust.awaited_numbers
      where generation < ${newest} and person_no is null`.execute(trx);
    return rows[0]!.n;
  });
}
