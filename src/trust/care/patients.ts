import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { numbersWithin, regionOf } from '../organisations/index.ts';

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
export async function patientsOfRegion(db: Db, organisationNo: number, at: Date): Promise<Set<number>> {
  const region = await regionOf(db, organisationNo);
  if (region === undefined) return new Set();
  const departments = [...(await numbersWithin(db, region))];
  return await numbers(
    sql`select distinct person_no as no from trust.care_relations
      where organisation_no = any(${departments}::int[]) and valid_from <= ${at} and (valid_to is null or valid_to > ${at})`,
    db,
  );
}
