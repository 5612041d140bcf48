import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { ownPatients, patientsOfRegion } from '../care/index.ts';
import { datasetsOf } from './dataset-grants.ts';
import type { Relation } from './policy.ts';
import { nobody, type Population } from './population.ts';

/** What of a session relations are found by. */
export interface Relating {
  accountId: string | null;
  organisationNo: number | null;
}

/** Whose data a relation reaches now, for this session. @param db one that reads everybody: this is where reach begins */
export async function reachOf(db: Db, relation: Relation, session: Relating, at: Date): Promise<Population> {
  const { organisationNo } = session;
  switch (relation) {
    case 'any':
      return { kind: 'everyone' };
    case 'own-patient':
      return persons(db, await ownPatients(db, session, at));
    case 'own-region':
      return organisationNo === null ? nobody : persons(db, await patientsOfRegion(db, organisationNo, at));
    case 'own-organisation':
      return datasets(db, session, ['controller', 'processor'], at);
    case 'own-project':
      return datasets(db, session, ['project'], at);
    case 'self':
      return persons(db, await self(db, session));
    case 'self-or-ward': {
      const own = await self(db, session);
      for (const ward of await wards(db, [...own], at)) own.add(ward);
      return persons(db, own);
    }
  }
}

async function datasets(
  db: Db,
  { organisationNo, accountId }: Relating,
  kinds: Parameters<typeof datasetsOf>[2],
  at: Date,
): Promise<Population> {
  if (organisationNo === null) return nobody;
  return { kind: 'datasets', ...(await datasetsOf(db, { organisationNo, accountId }, kinds, at)) };
}

async function self(db: Db, { accountId }: Relating): Promise<Set<number>> {
  const { rows } = await sql<{ no: number }>`select person_no as no from trust.accounts
    where id = ${accountId} and person_no is not null and disabled_at is null`.execute(db);
  return new Set(rows.map(({ no }) => no));
}

/** Children in somebody’s custody until they are 18, and people somebody is guardian of. */
async function wards(db: Db, personNos: readonly number[], at: Date): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`select distinct g.child_no as no
    from trust.guardianships g join trust.people c on c.person_no = g.child_no
    where g.guardian_no = any(${[...personNos]}::int[]) and g.ended_at is null
      and g.valid_from <= ${at}::date and (g.valid_to is null or g.valid_to > ${at}::date)
      and (g.kind = 'guardian' or c.born + interval '18 years' > ${at})`.execute(db);
  return rows.map(({ no }) => no);
}

// Records that turned out to be the same person point to one another, and rows stay with the record they were made for.
async function persons(db: Db, personNos: ReadonlySet<number>): Promise<Population> {
  if (personNos.size === 0) return nobody;
  const given = [...personNos];
  const { rows } = await sql<{ no: number }>`with roots as (
      select coalesce(merged_into_no, person_no) as no from trust.people where person_no = any(${given}::int[]))
    select no from roots union select person_no from trust.people where merged_into_no in (select no from roots)`.execute(
    db,
  );
  return { kind: 'persons', personNos: new Set([...given, ...rows.map(({ no }) => no)]) };
}
