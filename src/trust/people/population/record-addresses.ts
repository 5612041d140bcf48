import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { type KeyRing, ownerOf, seal, unseal } from '../cpr-keys.ts';
import type { Part } from './import-population.ts';

/** Keeps the addresses of a part, encrypted; of people with name and address protection none. */
export async function recordAddresses(
  trx: Db,
  ring: KeyRing,
  { columns, rows }: Part,
  numbers: Int32Array,
): Promise<void> {
  const [newest] = ring;
  const hidden = rows.flatMap((row, i) => (row.protected ? [numbers[i]!] : []));
  if (hidden.length > 0) {
    await sql`delete from trust.person_addresses where person_no = any(${hidden}::int[])`.execute(trx);
  }
  if (!columns.has('address')) return;
  const kept = await readAddresses(trx, ring, numbers);
  const given: { no: number; municipality: string | null; sealed: Buffer }[] = [];
  for (const [i, { address, municipality, protected: hide }] of rows.entries()) {
    const no = numbers[i]!;
    const is = kept.get(no);
    if (address === null || hide || (is?.address === address && is.municipality === municipality)) continue;
    given.push({ no, municipality, sealed: seal(newest.encryption!, Buffer.from(address), ownerOf(no)) });
  }
  // The file may have no column for it: somebody protected before stays so.
  await sql`insert into trust.person_addresses (person_no, municipality, address_encrypted, generation)
    select p.person_no, r.municipality, r.sealed, ${newest.generation}
    from unnest(${given.map(({ no }) => no)}::int[], ${given.map(({ municipality }) => municipality)}::text[],
      ${given.map(({ sealed }) => sealed)}::bytea[]) as r (no, municipality, sealed)
    join trust.people p on p.person_no = r.no where not p.protected
    on conflict (person_no) do update set municipality = excluded.municipality,
      address_encrypted = excluded.address_encrypted, generation = excluded.generation`.execute(trx);
}

interface KeptAddress {
  address: string;
  municipality: string | null;
}

/** What is kept already: sealed anew each night, a nation of unchanged addresses would be a nation of changes. */
async function readAddresses(trx: Db, ring: KeyRing, numbers: Int32Array): Promise<Map<number, KeptAddress>> {
  const { rows } = await sql<{
    no: number;
    municipality: string | null;
    sealed: Buffer;
    generation: number;
  }>`select person_no as no, municipality, address_encrypted as sealed, generation from trust.person_addresses
    where person_no = any(${[...numbers]}::int[]) and address_encrypted is not null`.execute(trx);
  const keys = new Map(ring.map(({ generation, encryption }) => [generation, encryption]));
  return new Map(
    rows.map(({ no, municipality, sealed, generation }) => [
      no,
      { municipality, address: unseal(keys.get(generation)!, sealed, ownerOf(no)).toString() },
    ]),
  );
}
