import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** Discrepancies that nobody has decided, and since when the oldest has waited; null since when there are none. */
export async function undecidedDiscrepancies(db: Db): Promise<{ count: number; since: Date | null }> {
  const { rows } = await sql<{
    count: number;
    since: Date | null;
  }>`select count(*)::int as count, min(found_at) as since
    from biobank.discrepancies where decision is null`.execute(db);
  return rows[0]!;
}

/** Reservations with tubes that are still to be picked, the oldest first. */
export async function reservationsToPick(
  db: Db,
): Promise<{ id: string; project: string; tubes: number; madeAt: Date }[]> {
  const { rows } = await sql<{ id: string; project: string; tubes: number; madeAt: Date }>`select r.id, r.project,
      r.made_at as "madeAt", (select count(*)::int from biobank.promises p
        where p.reservation_no = r.reservation_no and p.state = 'promised') as tubes
    from biobank.reservations r where r.state = 'open'
      and exists (select from biobank.promises p where p.reservation_no = r.reservation_no and p.state = 'promised')
    order by r.made_at limit 50`.execute(db);
  return rows;
}

/** Deliveries that are being unpacked, the oldest first. */
export async function openDeliveries(
  db: Db,
): Promise<{ id: string; sender: string | null; tubes: number; at: Date }[]> {
  const { rows } = await sql<{ id: string; sender: string | null; tubes: number; at: Date }>`select r.id, r.sender,
      r.arrived_at as at, (select count(n.specimen_no)::int from biobank.scans n where n.reception_no = r.reception_no) as tubes
    from biobank.receptions r where r.closed_at is null order by r.arrived_at limit 50`.execute(db);
  return rows;
}

/** Stores outside their limits, now or without anybody having said that they know. */
export async function excursionsToSee(db: Db): Promise<{ id: string; store: string; worst: number; from: Date }[]> {
  const { rows } = await sql<{ id: string; store: string; worst: number; from: Date }>`select e.id, c.name as store,
      e.worst::float8 as worst, e.began_at as "from"
    from biobank.excursions e join biobank.containers c on c.container_no = e.store_no
    where e.acknowledged_at is null order by e.began_at limit 50`.execute(db);
  return rows;
}
