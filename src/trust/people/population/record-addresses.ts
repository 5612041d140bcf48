import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { type KeyRing, ownerOf, seal } from '../cpr-keys.ts';
import type { Part } from './import-population.ts';

/** Keeps the addresses of a part, encrypted; of people with name and address protection none. */
export async function recordAddresses(
  trx: Db,
  [newest]: KeyRing,
  { columns, rows }: Part,
  numbers: Int32Array,
): Promise<void> {
  const hidden = rows.flatMap((row, i) => (row.protected ? [numbers[i]!] : []));
  if (hidden.length > 0) {
    await sql`delete from trust.person_addresses where person_no = any(${hidden}::int[])`.execute(trx);
  }
  if (!columns.has('address')) return;
  const given = rows.flatMap(({ address, municipality, protected: hide }, i) => {
    if (address === null || hide) return [];
    return [
      { no: numbers[i]!, municipality, sealed: seal(newest.encryption!, Buffer.from(address), ownerOf(numbers[i]!)) },
    ];
  });
  // The file may have no column for it: somebody protected before stays so.
  await sql`insert into trust.person_addresses (person_no, municipality, address_encrypted, generation)
    select p.person_no, r.municipality, r.sealed, ${newest.generation}
    from unnest(${given.map(({ no }) => no)}::int[], ${given.map(({ municipality }) => municipality)}::text[],
      ${given.map(({ sealed }) => sealed)}::bytea[]) as r (no, municipality, sealed)
    join trust.people p on p.person_no = r.no where not p.protected
    on conflict (person_no) do update set municipality = excluded.municipality,
      address_encrypted = excluded.address_encrypted, generation = excluded.generation`.execute(trx);
}
