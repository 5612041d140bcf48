import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

async function numbers(query: ReturnType<typeof sql<{ no: number }>>, db: Db): Promise<Set<number>> {
  const { rows } = await query.execute(db);
  return new Set(rows.map(({ no }) => no));
}

/** The patients of a department now: people with a live care relation to it, and those the account opened in an emergency. */
export function ownPatients(
  db: Db,
  of: { organisationNo: number | null; accountId: string | null },
  at: Date,
): Promise<Set<number>> {
  return numbers(
    sql`select person_no as no from trust.care_relations
        where organisation_no = ${of.organisationNo} and valid_from <= ${at} and (valid_to is null or valid_to > ${at})
      union select person_no from trust.emergency_openings
        where account_id = ${of.accountId} and opened_at <= ${at} and closes_at > ${at}`,
    db,
  );
}

/** People with a live care relation to any department of the region that this organisation is in. */
export function patientsOfRegion(db: Db, organisationNo: number, at: Date): Promise<Set<number>> {
  return numbers(
    sql`with recursive above as (
        select organisation_no, part_of_no, kind from trust.organisations where organisation_no = ${organisationNo}
        union select o.organisation_no, o.part_of_no, o.kind
          from trust.organisations o join above a on o.organisation_no = a.part_of_no
      ), region as (
        select organisation_no from above where kind = 'region'
        union select o.organisation_no from trust.organisations o join region r on o.part_of_no = r.organisation_no
      )
      select distinct person_no as no from trust.care_relations join region using (organisation_no)
      where valid_from <= ${at} and (valid_to is null or valid_to > ${at})`,
    db,
  );
}
