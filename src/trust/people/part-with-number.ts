import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { type CprKeys, holdRing, type KeyRing, ownerOf, seal, unseal } from './cpr-keys.ts';
import type { PersonNo } from './model.ts';

/** What of a record says who somebody is; the rest of it is its number, its id and when it was made. */
const facts = [
  ...['sex', 'provisional', 'name', 'kind', 'given_name', 'family_name', 'born', 'born_precision', 'died'],
  ...['died_precision', 'protected', 'protected_until', 'merged_into_no', 'born_with_no', 'identical_twin'],
].map((name) => sql.ref(name));

/** What is sealed for a number, and must be sealed anew for another. */
const sealed = [
  { table: sql`trust.people_cpr`, column: sql`cpr_encrypted` },
  { table: sql`trust.person_addresses`, column: sql`address_encrypted` },
] as const;

/**
 * Gives the records of a person new numbers, under which everything trust/ knows of them goes on: ids, civil registration numbers,
 * family, choices. The old numbers stay as records of nobody, with ids that nobody knows: what other areas hold under an old number
 * and must not change (the chain of custody of a tube, a frozen list) leads nowhere from then on. Grants that were limited to the
 * person lose them. Needs the owner role.
 * @returns the new number of each old one
 */
export async function partWithNumbers(
  ownerTrx: Db,
  personNos: readonly PersonNo[],
  keys: CprKeys,
): Promise<Map<PersonNo, PersonNo>> {
  const ring = await holdRing(ownerTrx, keys);
  const moved = new Map<PersonNo, PersonNo>();
  for (const old of personNos) {
    const { rows } = await sql<{ id: string }>`select id from trust.people where person_no = ${old} for update`.execute(
      ownerTrx,
    );
    if (rows[0] === undefined) continue;
    await sql`update trust.people set id = ${newId('per')} where person_no = ${old}`.execute(ownerTrx);
    const made = await sql<{ no: PersonNo }>`insert into trust.people (id, ${sql.join(facts)})
      select ${rows[0].id}, ${sql.join(facts)} from trust.people where person_no = ${old} returning person_no as no`.execute(
      ownerTrx,
    );
    moved.set(old, made.rows[0]!.no);
  }
  const olds = [...moved.keys()];
  await sql`delete from trust.limited_persons where person_no = any(${olds}::int[])`.execute(ownerTrx);
  const places = await placesOf(ownerTrx);
  for (const [old, fresh] of moved) {
    await sealAnew(ownerTrx, ring, old, fresh);
    for (const { table, column } of places) {
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${fresh} where ${sql.ref(column)} = ${old}`.execute(
        ownerTrx,
      );
    }
  }
  await sql`update trust.people set sex = 'unknown', provisional = false, name = null, given_name = null, family_name = null,
      born = null, born_precision = null, died = null, died_precision = null, protected = false, protected_until = null,
      merged_into_no = null, born_with_no = null, identical_twin = null where person_no = any(${olds}::int[])`.execute(
    ownerTrx,
  );
  return moved;
}

/** Every column of trust/ that names a record of a person, but those that are sealed for it. */
async function placesOf(db: Db): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{
    table: string;
    column: string;
  }>`select n.nspname || '.' || c.relname as table, a.attname as column
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
    where k.contype = 'f' and k.confrelid = 'trust.people'::regclass and n.nspname = 'trust'
      and c.relname not in ('people_cpr', 'person_addresses', 'limited_persons') order by 1, 2`.execute(db);
  return rows;
}

async function sealAnew(trx: Db, ring: KeyRing, old: PersonNo, fresh: PersonNo): Promise<void> {
  for (const { table, column } of sealed) {
    const { rows } = await sql<{ at: string; bytes: Buffer | null; generation: number }>`select ctid::text as at,
      ${column} as bytes, generation from ${table} where person_no = ${old}`.execute(trx);
    for (const { at, bytes, generation } of rows) {
      const key = ring.find((one) => one.generation === generation)?.encryption;
      const anew = bytes === null ? null : seal(key!, unseal(key!, bytes, ownerOf(old)), ownerOf(fresh));
      await sql`update ${table} set person_no = ${fresh}, ${column} = ${anew} where ctid = ${at}::tid`.execute(trx);
    }
  }
}
