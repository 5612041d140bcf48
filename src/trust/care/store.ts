import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import type { CareRelation, EmergencyOpening, RelationKind } from './model.ts';

export interface NewRelation {
  personNo: number;
  organisationNo: number;
  kind: RelationKind;
  from: Date;
  until: Date;
  begunBy: string;
}

/** Writes a relation down. @returns its id */
export async function insertRelation(trx: Db, relation: NewRelation): Promise<string> {
  const id = newId('car');
  await sql`insert into trust.care_relations (id, person_no, organisation_no, kind, valid_from, valid_to, begun_by)
    values (${id}, ${relation.personNo}, ${relation.organisationNo}, ${relation.kind}, ${relation.from}, ${relation.until},
      ${relation.begunBy})`.execute(trx);
  return id;
}

/** The live relation of this kind between a person and a department, whose end may be later than asked for. */
export async function findLiveRelation(
  db: Db,
  of: { personNo: number; organisationNo: number; kind: RelationKind; at: Date },
): Promise<{ id: string; until: Date } | undefined> {
  const { rows } = await sql<{ id: string; until: Date }>`select id, valid_to as until from trust.care_relations
    where person_no = ${of.personNo} and organisation_no = ${of.organisationNo} and kind = ${of.kind}
      and valid_from <= ${of.at} and valid_to > ${of.at} order by valid_to desc limit 1`.execute(db);
  return rows[0];
}

/** Ends a relation. @returns whether it was live */
export async function closeRelation(
  trx: Db,
  id: string,
  ended: { at: Date; by: string; reason: string },
): Promise<boolean> {
  const { rows } = await sql`update trust.care_relations
    set valid_to = greatest(${ended.at}, valid_from), ended_by = ${ended.by}, end_reason = ${ended.reason}
    where id = ${id} and (valid_to is null or valid_to > ${ended.at}) returning 1`.execute(trx);
  return rows.length > 0;
}

export interface RelationFilter {
  id?: string | undefined;
  /** `per_…` */
  person?: string | undefined;
  organisationNo?: number | null | undefined;
  /** Only those that hold now. */
  at?: Date | undefined;
  reached: RawBuilder<boolean>;
  limit: number;
}

/** Relations, those that end first before the others. */
export async function readRelations(db: Db, filter: RelationFilter): Promise<CareRelation[]> {
  const where: RawBuilder<unknown>[] = [filter.reached];
  if (filter.id !== undefined) where.push(sql`c.id = ${filter.id}`);
  if (filter.person !== undefined) where.push(sql`p.id = ${filter.person}`);
  if (filter.organisationNo !== undefined) where.push(sql`c.organisation_no = ${filter.organisationNo}`);
  if (filter.at !== undefined) {
    where.push(sql`c.valid_from <= ${filter.at} and (c.valid_to is null or c.valid_to > ${filter.at})`);
  }
  const { rows } = await sql<CareRelation>`select c.id, p.id as person,
      p.name as "personName", p.sex, p.born, o.name as organisation, o.id as "organisationId", c.kind, c.valid_from as "from",
      c.valid_to as until, c.begun_by as "begunBy", c.end_reason as "endReason"
    from trust.care_relations c join trust.people p using (person_no) join trust.organisations o using (organisation_no)
    where ${sql.join(where, sql` and `)}
    order by c.valid_to nulls last, c.relation_no limit ${filter.limit}`.execute(db);
  return rows;
}

/** Whose department and patient a relation is. */
export async function findRelation(
  db: Db,
  id: string,
): Promise<{ personNo: number; person: string; organisationNo: number } | undefined> {
  const { rows } = await sql<{ personNo: number; person: string; organisationNo: number }>`select
      c.person_no as "personNo", p.id as person, c.organisation_no as "organisationNo"
    from trust.care_relations c join trust.people p using (person_no) where c.id = ${id}`.execute(db);
  return rows[0];
}

export interface NewOpening {
  personNo: number;
  accountId: string;
  accountName: string;
  organisationNo: number | null;
  reason: string;
  openedAt: Date;
  closesAt: Date;
}

/** Writes an emergency opening down. @returns its id */
export async function insertOpening(trx: Db, opening: NewOpening): Promise<string> {
  const id = newId('emg');
  await sql`insert into trust.emergency_openings (id, person_no, account_id, account_name, organisation_no, reason, opened_at,
      closes_at)
    values (${id}, ${opening.personNo}, ${opening.accountId}, ${opening.accountName}, ${opening.organisationNo},
      ${opening.reason}, ${opening.openedAt}, ${opening.closesAt})`.execute(trx);
  return id;
}

/** The open opening of a person by an account, if there is one. */
export async function findOpen(
  db: Db,
  of: { personNo: number; accountId: string; at: Date },
): Promise<{ id: string; closesAt: Date } | undefined> {
  const { rows } = await sql<{ id: string; closesAt: Date }>`select id, closes_at as "closesAt"
    from trust.emergency_openings
    where person_no = ${of.personNo} and account_id = ${of.accountId} and closes_at > ${of.at} limit 1`.execute(db);
  return rows[0];
}

/** Emergency openings, newest first; those nobody has reviewed when `waiting`. */
export async function readOpenings(
  db: Db,
  filter: { id?: string | undefined; waiting?: boolean | undefined; limit: number },
): Promise<EmergencyOpening[]> {
  const { rows } = await sql<EmergencyOpening>`select e.id, p.id as person, e.account_id as account,
      e.account_name as "accountName", o.name as organisation, e.reason, e.opened_at as "openedAt", e.closes_at as "closesAt",
      e.reviewed_at as "reviewedAt", e.outcome, e.review_note as note
    from trust.emergency_openings e join trust.people p using (person_no)
      left join trust.organisations o on o.organisation_no = e.organisation_no
    where (${filter.id ?? null}::text is null or e.id = ${filter.id ?? null})
      and (${filter.waiting ?? false} is false or e.reviewed_at is null)
    order by e.opening_no desc limit ${filter.limit}`.execute(db);
  return rows;
}

/** Records a review. @returns false when it had been reviewed */
export async function closeReview(
  trx: Db,
  id: string,
  review: { at: Date; by: string; outcome: 'justified' | 'unjustified'; note: string },
): Promise<boolean> {
  const { rows } = await sql`update trust.emergency_openings
    set reviewed_at = ${review.at}, reviewed_by = ${review.by}, outcome = ${review.outcome}, review_note = ${review.note}
    where id = ${id} and reviewed_at is null returning 1`.execute(trx);
  return rows.length > 0;
}
