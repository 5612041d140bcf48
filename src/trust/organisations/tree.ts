import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** The organisation and everything below it. */
export async function numbersWithin(db: Db, outerNo: number): Promise<Set<number>> {
  const { rows } = await sql<{ no: number }>`with recursive below as (
      select organisation_no from trust.organisations where organisation_no = ${outerNo}
      union select o.organisation_no from trust.organisations o join below b on o.part_of_no = b.organisation_no)
    select organisation_no as no from below`.execute(db);
  return new Set(rows.map(({ no }) => no));
}

/** The organisation and everything it is part of, from the inside out. */
export async function numbersAround(db: Db, innerNo: number): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`with recursive above as (
      select organisation_no, part_of_no, 0 as step from trust.organisations where organisation_no = ${innerNo}
      union all select o.organisation_no, o.part_of_no, a.step + 1 from trust.organisations o
        join above a on o.organisation_no = a.part_of_no)
    select organisation_no as no from above order by step`.execute(db);
  return rows.map(({ no }) => no);
}

/** Whether the one organisation is the other or lies somewhere below it. */
export async function isWithin(db: Db, innerNo: number, outerNo: number): Promise<boolean> {
  return (await numbersAround(db, innerNo)).includes(outerNo);
}

/** The region an organisation lies in, itself included; undefined outside all regions. */
export async function regionOf(db: Db, organisationNo: number): Promise<number | undefined> {
  const around = await numbersAround(db, organisationNo);
  const { rows } = await sql<{ no: number }>`select organisation_no as no from trust.organisations
    where organisation_no = any(${around}::int[]) and kind = 'region'`.execute(db);
  return around.find((no) => rows.some((row) => row.no === no));
}
