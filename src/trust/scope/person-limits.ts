import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/**
 * Keeps a set of people that grants of data sets may be limited to; a set that is kept already is the same limit. Numbers of nobody
 * are left out. With somebody go the records that were found to be the same person.
 * @param trx reaches everybody
 * @returns the number of the limit
 */
export async function limitPersons(trx: Db, personNos: Iterable<number>): Promise<number> {
  const sorted = Int32Array.from(new Set(personNos)).sort();
  const digest = createHash('sha256').update(sorted).digest('hex');
  const { rows } = await sql<{ no: number }>`insert into trust.person_limits (digest) values (${digest})
    on conflict (digest) do nothing returning limit_no as no`.execute(trx);
  if (rows[0] === undefined) {
    const known = await sql<{
      no: number;
    }>`select limit_no as no from trust.person_limits where digest = ${digest}`.execute(trx);
    return known.rows[0]!.no;
  }
  const { no } = rows[0];
  await sql`with roots as (
      select coalesce(p.merged_into_no, p.person_no) as no from unnest(${[...sorted]}::int[]) m (no)
      join trust.people p on p.person_no = m.no)
    insert into trust.limited_persons (person_no, limit_no)
    select no, ${no}::int from roots union select p.person_no, ${no}::int from trust.people p join roots on p.merged_into_no = roots.no
    on conflict do nothing`.execute(trx);
  return no;
}

/** Everybody of some limits, as they are now: under the number of the record that theirs was merged into. @param db reaches everybody */
export async function limitedPersons(db: Db, limitNos: Iterable<number>): Promise<Set<number>> {
  const { rows } = await sql<{ no: number }>`select distinct coalesce(p.merged_into_no, p.person_no) as no
    from trust.limited_persons l join trust.people p using (person_no) where l.limit_no = any(${[...limitNos]}::int[])`.execute(
    db,
  );
  return new Set(rows.map(({ no }) => no));
}

/** The condition that somebody is of one of some limits, by a person's number (an SQL expression). */
export function isLimitedTo(limitNos: Iterable<number>, personNo: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select from trust.limited_persons l
    where l.person_no = ${personNo} and l.limit_no = any(${[...limitNos]}::int[]))`;
}
