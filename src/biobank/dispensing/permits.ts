import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Tube } from '../specimens/index.ts';
import { errors } from './errors.ts';

/** Tubes of one collection and material that are about to be promised under a permit. */
export interface TubesAsked {
  /** `bcl_…`; null for tubes of no collection, which no permit names. */
  collection: string | null;
  type: string;
  count: number;
  /** Promised under it before. */
  already: number;
}

/** What dispensing asks of whoever issues permits. */
export interface Permits {
  /**
   * The permit's project, and whether genes are read in it, when it holds now and gives so many of each.
   * @throws Problem IDUN_PERMIT_NOT_ACTIVE, IDUN_PERMIT_NOT_COVERED
   */
  require(
    db: Db,
    need: { permit: string; at: Date; tubes: readonly TubesAsked[] },
  ): Promise<{ project: string; genetic: boolean }>;
}

/** Where nobody issues permits, nothing is promised under one. */
export const noPermits: Permits = {
  async require() {
    throw new Problem(errors.permits, 'No permit can be looked up here.', {
      action: 'Reserve in the running installation.',
    });
  },
};

/** How many of each collection and material a promise would be, with those promised under the permit before. */
export async function countAsked(db: Db, permit: string, specimens: readonly Tube[]): Promise<TubesAsked[]> {
  const { rows } = await sql<Omit<TubesAsked, 'already' | 'count'> & { count: number; already: number }>`with asked as (
      select c.id as collection, s.type, count(*)::int as count
      from biobank.specimens s left join biobank.collections c using (collection_no)
      where s.specimen_no = any(${specimens.map(({ specimenNo }) => specimenNo)}::int[]) group by 1, 2),
    before as (
      select c.id as collection, s.type, count(*)::int as count
      from biobank.promises p join biobank.reservations r using (reservation_no) join biobank.specimens s using (specimen_no)
      left join biobank.collections c using (collection_no)
      where r.permit = ${permit} and p.state not in ('withdrawn', 'cancelled') group by 1, 2)
    select a.collection, a.type, a.count, coalesce(b.count, 0)::int as already
    from asked a left join before b on b.type = a.type and b.collection is not distinct from a.collection`.execute(db);
  return rows;
}
