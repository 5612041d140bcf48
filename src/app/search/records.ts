import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { findCohorts } from '../../register/cohorts/index.ts';
import { reaches, readAs, type Scope } from '../../trust/scope/index.ts';
import { type Found, mostOfKind, wordBegins } from './found.ts';

interface Row {
  id: string;
  label: string;
  detail: string | null;
}

const asFound =
  (kind: Found['kind'], page: string) =>
  ({ id, label, detail }: Row): Found => ({
    kind,
    label,
    ...(detail === null ? {} : { detail }),
    href: `/${page}${encodeURIComponent(id)}`,
  });

/** Genomes the scope reaches, by id or the name of the sample. */
export async function findGenomes(db: Db, scope: Scope, text: string): Promise<Found[]> {
  const { rows } = await sql<Row>`select g.id, coalesce(g.sample_name, g.id) as label, d.name as detail
    from genomes.genomes g join genomes.datasets d using (dataset_no)
    where g.state <> 'erased' and ${reaches(scope, sql`g.person_no`, sql`d.id`)}
      and (g.id = ${text} or ${wordBegins(sql`g.sample_name`, text)})
    order by g.sample_name limit ${mostOfKind}`.execute(readAs(db, scope, 'genomes.metadata.read'));
  return rows.map(asFound('genome', 'genomes/'));
}

/** A submission the scope reaches, by id. */
export async function findSubmissions(db: Db, scope: Scope, text: string): Promise<Found[]> {
  const { rows } = await sql<Row>`select s.id, s.id as label, d.name || ', ' || s.state as detail
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.id = ${text} and ${reaches(scope, sql`null`, sql`d.id`)}`.execute(
    readAs(db, scope, 'genomes.submissions.read'),
  );
  return rows.map(asFound('submission', 'submissions/'));
}

/** Data sets by name: that there are such is public. */
export async function findDatasets(db: Db, scope: Scope, text: string): Promise<Found[]> {
  const { rows } = await sql<Row>`select name as id, name as label, source as detail from genomes.datasets
    where id = ${text} or position(lower(${text}) in lower(name)) > 0
    order by name limit ${mostOfKind}`.execute(readAs(db, scope, 'datasets.read'));
  return rows.map(asFound('dataset', 'datasets/'));
}

/** Projects by name, code or id, with the data sets that are open to them now. */
export async function findProjects(db: Db, text: string): Promise<Found[]> {
  const { rows } = await sql<Row>`select o.id, o.name as label, string_agg(distinct d.name, ', ') as detail
    from trust.organisations o
    left join trust.dataset_grants g on g.organisation_no = o.organisation_no and g.kind = 'project'
      and g.valid_from <= now() and (g.valid_to is null or g.valid_to > now())
    left join genomes.datasets d on d.id = g.dataset_id
    where o.kind = 'project' and (o.id = ${text} or lower(o.code) = lower(${text}) or ${wordBegins(sql`o.name`, text)})
    group by o.organisation_no order by o.name limit ${mostOfKind}`.execute(db);
  return rows.map(asFound('project', 'datasets?project='));
}

/** People with a live care relation that the scope reaches, by the patient’s name or id. */
export async function findCases(db: Db, scope: Scope, text: string): Promise<Found[]> {
  const { rows } = await sql<Row>`select p.id, coalesce(p.name, p.id) as label,
      (array_agg(c.kind order by c.valid_from desc))[1] as detail
    from trust.care_relations c join trust.people p using (person_no)
    where ${reaches(scope, sql`c.person_no`)} and c.valid_from <= now() and (c.valid_to is null or c.valid_to > now())
      and (p.id = ${text} or c.id = ${text} or ${wordBegins(sql`p.name`, text)})
    group by p.person_no order by p.name limit ${mostOfKind}`.execute(readAs(db, scope, 'people.find'));
  return rows.map(asFound('case', 'patients/'));
}

/** Cohorts of one’s own and of one’s organisation, by name or id. */
export async function findOwnCohorts(db: Db, scope: Scope, text: string): Promise<Found[]> {
  const cohorts = await findCohorts(db, scope, text);
  return cohorts.map(({ id, name, organisation }) =>
    asFound('cohort', 'cohorts/')({ id, label: name, detail: organisation }),
  );
}
