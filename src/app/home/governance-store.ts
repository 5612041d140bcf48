import { sql } from 'kysely';
import { clockOf } from '../../governance/privacy/index.ts';
import type { Db } from '../../platform/database/index.ts';

/** A breach that is open, with when it must be reported; null when it was, or need not be. */
export async function openBreaches(
  db: Db,
  now: Date,
): Promise<{ id: string; title: string; discoveredAt: Date; reportBy: Date | null }[]> {
  const { rows } = await sql<{
    id: string;
    title: string;
    state: Parameters<typeof clockOf>[0]['state'];
    discoveredAt: Date;
    reportedAt: Date | null;
  }>`select id, title, state, discovered_at as "discoveredAt", reported_at as "reportedAt"
    from governance.breaches where closed_at is null order by discovered_at limit 50`.execute(db);
  return rows.map((row) => {
    const { hoursLeft, reportBy } = clockOf(row, now);
    return { ...row, reportBy: hoursLeft === null ? null : reportBy };
  });
}

/** A data set that is open to a project, as a start page tells of it. */
export interface OpeningToProject {
  id: string;
  dataset: string;
  project: string;
  projectId: string;
  from: Date;
  until: Date | null;
}

/** Which openings are asked for: of one project, or of all. */
interface OpeningFilter {
  project: number | null;
  /** Ending in this time. */
  ending?: { from: Date; to: Date };
  /** Begun after this moment. */
  since?: Date;
}

/** Data sets open to projects, soonest end and newest beginning first. */
export async function openingsToProjects(db: Db, filter: OpeningFilter): Promise<OpeningToProject[]> {
  const { project, ending, since } = filter;
  const { rows } = await sql<OpeningToProject>`select g.grant_no::text as id, d.name as dataset, o.name as project,
      o.id as "projectId", g.valid_from as "from", g.valid_to as until
    from trust.dataset_grants g join trust.organisations o using (organisation_no) join genomes.datasets d on d.id = g.dataset_id
    where g.kind = 'project' and g.ended_by is null and (${project}::int is null or g.organisation_no = ${project})
      and (${ending?.from ?? null}::timestamptz is null or (g.valid_to > ${ending?.from ?? null} and g.valid_to <= ${ending?.to ?? null}))
      and (${since ?? null}::timestamptz is null or g.valid_from > ${since ?? null})
    order by g.valid_to nulls last, g.valid_from desc limit 50`.execute(db);
  return rows;
}
