import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** Takes people out of every list of members; the number of members that was frozen stays. Needs the owner role. @returns from how many lists */
export async function forgetMembers(ownerTrx: Db, personNos: readonly number[]): Promise<number> {
  const numbers = [...personNos];
  const { rows } =
    await sql`delete from register.cohort_members where person_no = any(${numbers}::int[]) returning 1`.execute(
      ownerTrx,
    );
  await sql`delete from register.cohort_release_members where person_no = any(${numbers}::int[])`.execute(ownerTrx);
  return rows.length;
}
