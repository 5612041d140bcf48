import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** An emergency opening as a start page tells of it. */
export interface OpeningRow {
  id: string;
  person: string;
  personName: string | null;
  accountName: string;
  reason: string;
  openedAt: Date;
  closesAt: Date;
}

const openings = sql`select e.id, p.id as person, p.name as "personName", e.account_name as "accountName", e.reason,
    e.opened_at as "openedAt", e.closes_at as "closesAt"
  from trust.emergency_openings e join trust.people p using (person_no)`;

/** Emergency openings nobody has reviewed, oldest first. */
export async function openingsToReview(db: Db): Promise<OpeningRow[]> {
  const { rows } = await sql<OpeningRow>`${openings} where e.reviewed_at is null order by e.opened_at limit 50`.execute(
    db,
  );
  return rows;
}

/** Emergency openings since a moment, newest first. */
export async function openingsSince(db: Db, since: Date): Promise<OpeningRow[]> {
  const { rows } =
    await sql<OpeningRow>`${openings} where e.opened_at > ${since} order by e.opened_at desc limit 20`.execute(db);
  return rows;
}

/** What an account has opened in an emergency and is open now. */
export async function openingsOf(db: Db, account: string, now: Date): Promise<OpeningRow[]> {
  const { rows } = await sql<OpeningRow>`${openings}
    where e.account_id = ${account} and e.opened_at <= ${now} and e.closes_at > ${now} order by e.closes_at`.execute(
    db,
  );
  return rows;
}

/** A care relation as a start page tells of it. */
export interface RelationRow {
  id: string;
  person: string;
  personName: string | null;
  kind: string;
  begunAt: Date;
  /** null: until it is ended. */
  endsAt: Date | null;
}

const relations = sql`select c.id, p.id as person, p.name as "personName", c.kind, c.valid_from as "begunAt", c.valid_to as "endsAt"
  from trust.care_relations c join trust.people p using (person_no)`;

/** Care relations of a department that end between two moments, soonest first. */
export async function relationsEnding(
  db: Db,
  { organisationNo, from, to }: { organisationNo: number | null; from: Date; to: Date },
): Promise<(RelationRow & { endsAt: Date })[]> {
  const { rows } = await sql<RelationRow & { endsAt: Date }>`${relations}
    where c.organisation_no = ${organisationNo} and c.valid_from <= ${from} and c.valid_to > ${from} and c.valid_to <= ${to}
    order by c.valid_to limit 50`.execute(db);
  return rows;
}

/** Care relations of a department that began since a moment and hold, newest first. */
export async function relationsBegun(
  db: Db,
  { organisationNo, since, now }: { organisationNo: number | null; since: Date; now: Date },
): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`${relations}
    where c.organisation_no = ${organisationNo} and c.valid_from > ${since} and c.valid_from <= ${now}
      and (c.valid_to is null or c.valid_to > ${now})
    order by c.valid_from desc limit 20`.execute(db);
  return rows;
}

/** Genomes of the people the connection reaches, added since a moment, newest first. */
export async function genomesSince(
  db: Db,
  since: Date,
): Promise<{ id: string; person: string; personName: string | null; dataset: string; type: string; at: Date }[]> {
  const { rows } = await sql<{
    id: string;
    person: string;
    personName: string | null;
    dataset: string;
    type: string;
    at: Date;
  }>`select g.id, p.id as person, p.name as "personName", d.name as dataset, g.type, g.added_at as at
    from genomes.genomes g join trust.people p using (person_no) join genomes.datasets d using (dataset_no)
    where g.state = 'current' and g.added_at > ${since} order by g.added_at desc limit 20`.execute(db);
  return rows;
}
