import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** Tubes promised under permits that were not given back to the shelf, by permit, collection and material. */
export async function promisedUnder(
  db: Db,
  permits: readonly string[],
): Promise<{ permit: string; collection: string | null; type: string; count: number }[]> {
  const { rows } = await sql<{
    permit: string;
    collection: string | null;
    type: string;
    count: number;
  }>`select r.permit, c.id as collection, s.type, count(*)::int as count
    from biobank.promises p join biobank.reservations r using (reservation_no) join biobank.specimens s using (specimen_no)
    left join biobank.collections c using (collection_no)
    where r.permit = any(${[...permits]}::text[]) and p.state not in ('withdrawn', 'cancelled') group by 1, 2, 3`.execute(
    db,
  );
  return rows;
}

/** Which tubes of a collection are asked for: those with one of some ids, or of some people; all of it without either. */
export interface TubeFilter {
  /** `bcl_…` */
  collection: string;
  type: string;
  ids?: readonly string[] | undefined;
  persons?: readonly number[] | undefined;
}

/** Available tubes of a collection and material that the connection reaches, the fullest first. */
export async function findAvailable(
  db: Db,
  { collection, type, ids, persons }: TubeFilter,
  limit: number,
): Promise<{ total: number; items: string[] }> {
  const where = [
    sql`c.id = ${collection} and s.type = ${type} and s.state = 'available'`,
    ...(ids === undefined ? [] : [sql`s.id = any(${[...ids]}::text[])`]),
    ...(persons === undefined ? [] : [sql`s.person_no = any(${[...persons]}::int[])`]),
  ];
  const { rows } = await sql<{ id: string; total: number }>`select s.id, count(*) over ()::int as total
    from biobank.specimens s join biobank.collections c using (collection_no) where ${sql.join(where, sql` and `)}
    order by s.amount desc, s.specimen_no limit ${limit}`.execute(db);
  return { total: rows[0]?.total ?? 0, items: rows.map(({ id }) => id) };
}
