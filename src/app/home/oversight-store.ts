import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Series } from './model.ts';

const days = (now: Date) =>
  sql`generate_series(date_trunc('day', ${now}::timestamptz) - interval '13 days', ${now}::timestamptz, interval '1 day') day`;

const asPoints = (rows: { at: Date; value: number }[]): Series['points'] =>
  rows.map(({ at, value }) => ({ at: at.toISOString(), value }));

/** Entries of the log a day, for two weeks. */
export async function readingByDay(db: Db, now: Date): Promise<Series['points']> {
  const { rows } = await sql<{ at: Date; value: number }>`select day as at, count(e.entry_no)::int as value
    from ${days(now)} left join trust.audit_entries e on e.recorded_at >= day and e.recorded_at < day + interval '1 day'
    group by day order by day`.execute(db);
  return asPoints(rows);
}

/** People's sessions opened a day, for two weeks. */
export async function signInsByDay(db: Db, now: Date): Promise<Series['points']> {
  const { rows } = await sql<{ at: Date; value: number }>`select day as at, count(s.id)::int as value
    from ${days(now)} left join trust.sessions s on s.kind = 'person' and s.created_at >= day
      and s.created_at < day + interval '1 day'
    group by day order by day`.execute(db);
  return asPoints(rows);
}

/** Changes of choices recorded a day, for two weeks: how many, never whose. */
export async function choicesByDay(db: Db, now: Date): Promise<Series['points']> {
  const { rows } = await sql<{ at: Date; value: number }>`select day as at, count(c.choice_no)::int as value
    from ${days(now)} left join trust.consent_choices c on c.recorded_at >= day
      and c.recorded_at < day + interval '1 day'
    group by day order by day`.execute(db);
  return asPoints(rows);
}

/** How many choices were recorded since a moment, and the mask epoch that answers have now. */
export async function choicesSince(db: Db, since: Date): Promise<{ changed: number; epoch: number; at: Date }> {
  const { rows } = await sql<{ changed: number; epoch: number; at: Date }>`select
      (select count(*)::int from trust.consent_choices where recorded_at > ${since}) as changed,
      epoch::int as epoch, changed_at as at from trust.mask_epoch`.execute(db);
  return rows[0]!;
}

/** Entries that wait for the sequencer longer than they should, and since when. */
export async function pendingEntries(db: Db, before: Date): Promise<{ count: number; since: Date | null }> {
  const { rows } = await sql<{ count: number; since: Date | null }>`select count(*)::int as count,
      min(e.recorded_at) as since
    from trust.audit_pending p join trust.audit_entries e using (entry_no) where e.recorded_at < ${before}`.execute(db);
  return rows[0]!;
}

/** The newest signed head, and how far the log had come at a moment. */
export async function headSince(
  db: Db,
  since: Date,
): Promise<{ size: number; signedAt: Date; before: number } | undefined> {
  const { rows } = await sql<{ size: number; signedAt: Date; before: number }>`select size::int as size,
      signed_at as "signedAt",
      coalesce((select max(size)::int from trust.audit_heads where signed_at <= ${since}), 0) as before
    from trust.audit_heads order by size desc limit 1`.execute(db);
  return rows[0];
}

/** Entries about one person since a moment, without the person's own. */
export async function lookedAtSince(
  db: Db,
  { person, account, since }: { person: string; account: string; since: Date },
): Promise<{ count: number; at: Date | null }> {
  const { rows } = await sql<{ count: number; at: Date | null }>`select count(*)::int as count, max(e.recorded_at) as at
    from trust.audit_references r join trust.audit_subjects s using (pseudonym)
    join trust.audit_entries e on e.entry_no = s.entry_no
    where r.subject = ${person} and e.recorded_at > ${since} and e.actor not like ${`%${account}`}`.execute(db);
  return rows[0]!;
}
