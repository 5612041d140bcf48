import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { CivilDate } from './civil-date.ts';
import { errors } from './errors.ts';
import type { PersonNo, Sex } from './model.ts';

/** What is known of a person, without numbers and without an address. */
export interface PersonRecord {
  personNo: PersonNo;
  id: string;
  kind: 'person' | 'foetus';
  sex: Sex;
  provisional: boolean;
  name: string | null;
  born: CivilDate | null;
  died: CivilDate | null;
  /** Name and address protection. */
  protected: boolean;
  protectedUntil: string | null;
  /** The record this one was merged into; null for one that stands for itself. */
  mergedIntoNo: PersonNo | null;
  createdAt: Date;
}

const columns = sql`p.person_no as "personNo", p.id, p.kind, p.sex, p.provisional, p.name,
  case when p.born is not null then json_build_object('date', p.born, 'precision', p.born_precision) end as born,
  case when p.died is not null then json_build_object('date', p.died, 'precision', p.died_precision) end as died,
  p.protected, p.protected_until as "protectedUntil", p.merged_into_no as "mergedIntoNo", p.created_at as "createdAt"`;

/** The records of these numbers, as they stand (a merged one is itself), by number. */
export async function readPeople(db: Db, personNos: readonly PersonNo[]): Promise<Map<PersonNo, PersonRecord>> {
  const { rows } = await sql<PersonRecord>`select ${columns} from trust.people p
    where p.person_no = any(${[...personNos]}::int[])`.execute(db);
  return new Map(rows.map((row) => [row.personNo, row]));
}

/**
 * The record with this id, as it stands: a merged one is itself.
 * @throws Problem IDUN_PERSON_UNKNOWN
 */
export async function readPersonById(db: Db, id: string): Promise<PersonRecord> {
  const { rows } = await sql<PersonRecord>`select ${columns} from trust.people p where p.id = ${id}`.execute(db);
  if (rows[0] === undefined) throw new Problem(errors.unknownPerson, 'Nobody has this id.');
  return rows[0];
}

/** The person a number stands for now: itself, or the one it was merged into. */
export async function survivorNo(db: Db, personNo: PersonNo): Promise<PersonNo> {
  const { rows } = await sql<{ no: number }>`select coalesce(merged_into_no, person_no) as no from trust.people
    where person_no = ${personNo}`.execute(db);
  if (rows[0] === undefined) throw new Problem(errors.unknownPerson, 'Nobody has this number.');
  return rows[0].no;
}

/**
 * SQL of every record of one person: the one that stands, and those merged into it. Two look-ups by index: one join with `or`, or
 * with `coalesce` (which PostgreSQL does not let before row security), would read the whole nation.
 */
export const personRecords = (
  personNo: PersonNo,
) => sql`with root as (select coalesce(merged_into_no, person_no) as no from trust.people where person_no = ${personNo})
  select o.person_no from root join trust.people o on o.person_no = root.no
  union all select o.person_no from root join trust.people o on o.merged_into_no = root.no`;

/** Every record of one person: the one that stands, and those merged into it. */
export async function recordsOf(db: Db, personNo: PersonNo): Promise<PersonNo[]> {
  const { rows } = await sql<{
    no: number;
  }>`select person_no as no from (${personRecords(personNo)}) r order by 1`.execute(db);
  return rows.map(({ no }) => no);
}

export interface FamilyMember {
  personNo: PersonNo;
  relation: 'mother' | 'father' | 'child' | 'sibling';
}

/** Parents, children and siblings (one shared parent is enough), following merges. */
export async function findFamily(db: Db, personNo: PersonNo): Promise<FamilyMember[]> {
  const { rows } = await sql<FamilyMember>`with links as (
      select coalesce(c.merged_into_no, c.person_no) as child, r.relation, coalesce(q.merged_into_no, q.person_no) as parent
      from trust.person_relations r join trust.people c using (person_no) join trust.people q on q.person_no = r.relative_no
      where r.person_no in (${nearby(personNo)}) or r.relative_no in (${nearby(personNo)}))
    select parent as "personNo", relation from links where child = ${personNo}
    union select child, 'child' from links where parent = ${personNo}
    union select child, 'sibling' from links where child <> ${personNo} and parent <> ${personNo}
      and parent in (select parent from links where child = ${personNo})
    order by 2, 1`.execute(db);
  return rows;
}

// The person's own records and those of the parents: whatever names one of them is a link to look at.
const nearby = (personNo: PersonNo) => sql`select o.person_no from trust.people o
  where o.person_no = ${personNo} or o.merged_into_no = ${personNo}
  union select f.no from ${parentsOf(personNo)}
  union select m.person_no from ${parentsOf(personNo)} join trust.people m on m.merged_into_no = f.no`;

const parentsOf = (
  personNo: PersonNo,
) => sql`(select coalesce(q.merged_into_no, q.person_no) as no from trust.person_relations r
  join trust.people o using (person_no) join trust.people q on q.person_no = r.relative_no
  where o.person_no = ${personNo} or o.merged_into_no = ${personNo} offset 0) f`;
