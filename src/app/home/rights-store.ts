import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** A right as a start page tells of it. */
export interface RightRow {
  id: string;
  account: string;
  accountName: string;
  role: string;
  organisation: string | null;
  at: Date;
  by: string | null;
}

const columns = sql`h.id, a.id as account, a.name as "accountName", h.role, o.name as organisation`;
const tables = sql`trust.role_holdings h join trust.accounts a using (account_no)
  left join trust.organisations o on o.organisation_no = h.organisation_no`;

/** The organisations somebody looks after; null for all of them. */
export type Within = ReadonlySet<number> | null;

const inside = (within: Within) => (within === null ? sql`true` : sql`h.organisation_no = any(${[...within]}::int[])`);

/** Rights that end between two moments, soonest first: of one account, or in these organisations. */
export async function rightsEnding(
  db: Db,
  filter: { account?: string; within: Within; from: Date; to: Date },
): Promise<RightRow[]> {
  const { rows } = await sql<RightRow>`select ${columns}, h.valid_to as at, null as by from ${tables}
    where h.valid_to > ${filter.from} and h.valid_to <= ${filter.to} and h.ended_by is null
      and (${filter.account ?? null}::text is null or a.id = ${filter.account ?? null})
      and ${inside(filter.within)}
    order by h.valid_to limit 50`.execute(db);
  return rows;
}

/** Rights given since a moment, newest first. */
export async function rightsGiven(db: Db, since: Date, within: Within): Promise<RightRow[]> {
  const { rows } = await sql<RightRow>`select ${columns}, h.granted_at as at, h.granted_by as by from ${tables}
    where h.granted_at > ${since} and ${inside(within)} order by h.granted_at desc limit 20`.execute(db);
  return rows;
}

/** Rights that somebody ended since a moment, newest first. */
export async function rightsEnded(db: Db, since: Date, within: Within): Promise<RightRow[]> {
  const { rows } = await sql<RightRow>`select ${columns}, h.valid_to as at, h.ended_by as by from ${tables}
    where h.ended_by is not null and h.valid_to > ${since} and ${inside(within)} order by h.valid_to desc limit 20`.execute(
    db,
  );
  return rows;
}

/** Accounts made since a moment, newest first. */
export async function accountsMade(
  db: Db,
  since: Date,
  within: Within,
): Promise<{ id: string; name: string; at: Date }[]> {
  const { rows } = await sql<{ id: string; name: string; at: Date }>`select id, name, created_at as at
    from trust.accounts a where created_at > ${since} and (${within === null} or exists (
      select 1 from trust.role_holdings h where h.account_no = a.account_no and ${inside(within)}))
    order by created_at desc limit 20`.execute(db);
  return rows;
}

/** Reviews of rights that are open, with what is left of each. */
export async function openReviews(
  db: Db,
  within: Within,
): Promise<{ id: string; organisation: string; openedAt: Date; dueAt: Date; left: number; total: number }[]> {
  const { rows } = await sql<{
    id: string;
    organisation: string;
    openedAt: Date;
    dueAt: Date;
    left: number;
    total: number;
  }>`select r.id, o.name as organisation, r.opened_at as "openedAt", r.due_at as "dueAt",
      count(i.holding_no) filter (where i.decision is null)::int as left, count(i.holding_no)::int as total
    from trust.reviews r join trust.organisations o using (organisation_no) left join trust.review_items i using (review_no)
    where r.closed_at is null
      and ${within === null ? sql`true` : sql`r.organisation_no = any(${[...within]}::int[])`} group by r.review_no, o.name order by r.due_at limit 50`.execute(
    db,
  );
  return rows;
}
