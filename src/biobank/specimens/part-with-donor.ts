import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { inStockStates } from './status.ts';

/** What a biobank has of people who are nobody any more. */
export interface PartedSpecimens {
  specimens: number;
  /** Of them in its hands. */
  inStock: number;
  /** Pools that something of theirs was poured into. */
  pools: number;
  /** Orders of tubes that had not come. */
  orders: number;
}

/**
 * Closes what is still ordered of donors whose records are nobody's any more, and says what is left of them. The chain of custody
 * stays as it is: it names numbers. Whether tubes without a donor are destroyed is the biobank's decision. Needs the owner role.
 */
export async function partWithDonors(ownerTrx: Db, personNos: readonly number[]): Promise<PartedSpecimens> {
  const numbers = [...personNos];
  const closed = await sql`update biobank.orders set state = 'closed', requisition = id, sender = null, visit = null
    where person_no = any(${numbers}::int[]) returning 1`.execute(ownerTrx);
  const { rows } = await sql<Omit<PartedSpecimens, 'orders'>>`with recursive own as (
      select specimen_no, state from biobank.specimens where person_no = any(${numbers}::int[])),
    line as (select specimen_no as no from own union select d.child_no from line join biobank.derivations d on d.parent_no = line.no)
    select (select count(*)::int from own) as specimens,
      (select count(*)::int from own where state = any(${[...inStockStates]}::text[])) as "inStock",
      (select count(*)::int from line join biobank.specimens s on s.specimen_no = line.no where s.pooled) as pools`.execute(
    ownerTrx,
  );
  return { ...rows[0]!, orders: closed.rows.length };
}
