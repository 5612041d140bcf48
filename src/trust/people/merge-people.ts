import { sql } from 'kysely';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { actorText, noteAct } from './history.ts';
import type { PersonNo } from './model.ts';
import { type PersonRecord, readPersonById } from './read-person.ts';

/** What a module that keeps more than a person's number does when two records become one, or part again. Runs in the same transaction. */
export interface MergeFollower {
  merged(trx: Db, change: MergeChange): Promise<void>;
  unmerged(trx: Db, change: MergeChange): Promise<void>;
}

export interface MergeChange {
  /** The record that is merged or parted. */
  record: PersonRecord;
  /** The person it becomes part of, or parts from. */
  person: PersonRecord;
  /** When they were merged. */
  mergedAt: Date;
  actor: ActorRef;
}

export interface MergeGiven {
  reason: string;
  actor: ActorRef;
  followers?: readonly MergeFollower[];
}

// One merge at a time: two at once could make a circle.
const serialise = (trx: Db) => sql`select pg_advisory_xact_lock(hashtextextended('idun.people.merge', 0))`.execute(trx);

/**
 * Two records are one person: `from` keeps its number, rows and history and points to `into` from now on. Nothing is moved, so
 * it can be taken back.
 * @throws Problem IDUN_PERSON_MERGE when one of them has been merged already, or both are the same
 */
export async function mergePeople(
  trx: Db,
  given: MergeGiven & { from: string; into: string },
): Promise<{ from: PersonRecord; into: PersonRecord }> {
  await serialise(trx);
  const [from, into] = [await readPersonById(trx, given.from), await readPersonById(trx, given.into)];
  if (from.personNo === into.personNo) throw new Problem(errors.merge, 'Both are the same record.');
  if (from.mergedIntoNo !== null || into.mergedIntoNo !== null) {
    throw new Problem(errors.merge, 'One of the records has been merged already.', {
      action: 'Name the record that it was merged into, or part them first.',
    });
  }
  const { rows } = await sql<{ mergedAt: Date }>`insert into trust.person_merges (merged_no, into_no, merged_by, reason)
    values (${from.personNo}, ${into.personNo}, ${actorText(given.actor)}, ${given.reason})
    returning merged_at as "mergedAt"`.execute(trx);
  await sql`update trust.people set merged_into_no = ${into.personNo}
    where person_no = ${from.personNo} or merged_into_no = ${from.personNo}`.execute(trx);
  await noteAct(trx, from.personNo, 'merged', given.actor, { into: into.id, reason: given.reason });
  await noteAct(trx, into.personNo, 'took-in', given.actor, { record: from.id });
  const change: MergeChange = { record: from, person: into, mergedAt: rows[0]!.mergedAt, actor: given.actor };
  for (const follower of given.followers ?? []) await follower.merged(trx, change);
  return { from, into };
}

/**
 * The records are two people after all: what `record` was before comes back, with everything that was merged into it earlier.
 * @throws Problem IDUN_PERSON_MERGE when it is not merged
 */
export async function unmergePeople(
  trx: Db,
  given: MergeGiven & { record: string },
): Promise<{ record: PersonRecord; from: PersonRecord }> {
  await serialise(trx);
  const record = await readPersonById(trx, given.record);
  const { rows } = await sql<{ mergeNo: number; mergedAt: Date }>`update trust.person_merges
    set ended_at = clock_timestamp(), ended_by = ${actorText(given.actor)}, end_reason = ${given.reason}
    where merged_no = ${record.personNo} and ended_at is null
    returning merge_no as "mergeNo", merged_at as "mergedAt"`.execute(trx);
  if (rows[0] === undefined || record.mergedIntoNo === null) {
    throw new Problem(errors.merge, 'This record is not merged into another.', {
      action: 'Name the record that was merged, by its own id.',
    });
  }
  const survivors = await sql<{
    id: string;
  }>`select id from trust.people where person_no = ${record.mergedIntoNo}`.execute(trx);
  await sql`update trust.people set merged_into_no = nullif(${record.personNo}::int, person_no)
    where person_no in (${subtree(record.personNo)})`.execute(trx);
  const from = await readPersonById(trx, survivors.rows[0]!.id);
  await noteAct(trx, record.personNo, 'unmerged', given.actor, { from: from.id, reason: given.reason });
  await noteAct(trx, from.personNo, 'gave-up', given.actor, { record: record.id });
  const change: MergeChange = { record, person: from, mergedAt: rows[0].mergedAt, actor: given.actor };
  for (const follower of given.followers ?? []) await follower.unmerged(trx, change);
  return { record, from };
}

const subtree = (personNo: PersonNo) => sql`with recursive below as (
    select ${personNo}::int as no
    union select m.merged_no from trust.person_merges m join below b on m.into_no = b.no where m.ended_at is null)
  select no from below`;

/** Everybody a record was the same person as at an instant, itself included; from the history of merges. */
export async function recordsAt(db: Db, personNo: PersonNo, at: Date): Promise<PersonNo[]> {
  const { rows } = await sql<{ no: number }>`with recursive links as (
      select merged_no as a, into_no as b from trust.person_merges
      where merged_at <= ${at} and (ended_at is null or ended_at > ${at})),
    same as (select ${personNo}::int as no
      union select case when l.a = s.no then l.b else l.a end from same s join links l on s.no in (l.a, l.b))
    select no from same order by 1`.execute(db);
  return rows.map(({ no }) => no);
}
