import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Series } from './model.ts';

/** A submission as a start page tells of it. */
export interface SubmissionRow {
  id: string;
  dataset: string;
  state: string;
  genomes: number;
  errors: number;
  at: Date;
}

const submission = sql`select s.id, d.name as dataset, s.state,
    (select count(*)::int from genomes.genomes g where g.submission_no = s.submission_no and g.state <> 'erased') as genomes,
    jsonb_array_length(jsonb_path_query_array(coalesce(s.report, '{}'),
      '$.findings[*] ? (@.severity == "error" || @.holds == true)')) as errors`;

/** Submissions held back in these data sets (all of them for null), oldest first. */
export async function quarantined(db: Db, datasets: readonly string[] | null): Promise<SubmissionRow[]> {
  const { rows } = await sql<SubmissionRow>`${submission}, coalesce(s.decided_at, s.received_at) as at
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.state = 'quarantined' and (${datasets}::text[] is null or d.id = any(${datasets}::text[]))
    order by at limit 50`.execute(db);
  return rows;
}

/** Submissions of these data sets that came to an end since a moment, newest first. */
export async function submissionsEnded(
  db: Db,
  datasets: readonly string[] | null,
  since: Date,
): Promise<SubmissionRow[]> {
  const { rows } = await sql<SubmissionRow>`${submission}, coalesce(s.ended_at, s.accepted_at, s.decided_at) as at
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.state in ('accepted', 'rejected', 'retracted', 'replaced')
      and coalesce(s.ended_at, s.accepted_at, s.decided_at) > ${since}
      and (${datasets}::text[] is null or d.id = any(${datasets}::text[]))
    order by at desc limit 20`.execute(db);
  return rows;
}

/** Data sets that grew since a moment, with how many genomes came; made-up data are told apart. */
export async function datasetsGrown(
  db: Db,
  since: Date,
): Promise<{ name: string; source: string; demo: boolean; genomes: number; at: Date }[]> {
  const { rows } = await sql<{
    name: string;
    source: string;
    demo: boolean;
    genomes: number;
    at: Date;
  }>`select d.name, d.source, d.demo, count(g.genome_no)::int as genomes, max(s.accepted_at) as at
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    join genomes.genomes g on g.submission_no = s.submission_no and g.state = 'current'
    where s.accepted_at > ${since} and s.state = 'accepted' group by d.dataset_no order by at desc limit 10`.execute(
    db,
  );
  return rows;
}

/** Genomes that came into the database a week and are current, for the last twelve weeks. */
export async function genomesByWeek(db: Db, now: Date): Promise<Series['points']> {
  const { rows } = await sql<{ at: Date; value: number }>`select w as at, count(g.genome_no)::int as value
    from generate_series(date_trunc('week', ${now}::timestamptz) - interval '11 weeks', ${now}::timestamptz,
      interval '1 week') w
    left join genomes.genomes g on g.state = 'current' and g.added_at >= w and g.added_at < w + interval '1 week'
    group by w order by w`.execute(db);
  return rows.map(({ at, value }) => ({ at: at.toISOString(), value }));
}

/** Submissions received a week, for the last twelve weeks. */
export async function submissionsByWeek(
  db: Db,
  datasets: readonly string[] | null,
  now: Date,
): Promise<Series['points']> {
  const { rows } = await sql<{ at: Date; value: number }>`select w as at, count(d.dataset_no)::int as value
    from generate_series(date_trunc('week', ${now}::timestamptz) - interval '11 weeks', ${now}::timestamptz,
      interval '1 week') w
    left join genomes.submissions s on s.received_at >= w and s.received_at < w + interval '1 week'
    left join genomes.datasets d on d.dataset_no = s.dataset_no
      and (${datasets}::text[] is null or d.id = any(${datasets}::text[]))
    group by w order by w`.execute(db);
  return rows.map(({ at, value }) => ({ at: at.toISOString(), value }));
}
