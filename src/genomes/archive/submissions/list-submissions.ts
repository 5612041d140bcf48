import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import {
  type Choice,
  type CsvColumns,
  csvOf,
  type DemoChoice,
  demoCondition,
  type ListQuery,
  oneOf,
  type Page,
  type PageRequest,
  readAll,
  readPage,
  sortableInstant,
} from '../../../platform/lists/index.ts';
import type { ProgressSnapshot } from '../../../platform/progress/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { reaches, readAs, type Scope } from '../../../trust/scope/index.ts';
import type { Report } from '../model.ts';
import { readHandedIn } from './hand-in.ts';
import { requireReached } from './reached-submission.ts';
import type { SubmissionState } from './status.ts';
import { readFiles, readSubmission, type StoredFile } from './store.ts';

/** A submission as lists show it. */
export interface SubmissionSummary {
  id: string;
  state: SubmissionState;
  dataset: string;
  demo: boolean;
  reference: string | null;
  source: string;
  type: string;
  assay: string;
  summary: string | null;
  files: number;
  genomes: number;
  bytes: number;
  errors: number;
  warnings: number;
  createdAt: Date;
  acceptedAt: Date | null;
}

export interface SubmissionDetail extends Omit<SubmissionSummary, 'files'> {
  /** The checksum is null until the original is stored. */
  files: (Omit<StoredFile, 'fileNo' | 'objectId' | 'sha256'> & { sha256: string | null })[];
  /** Whether the originals are kept. */
  originals: boolean;
  replaces: string | null;
  /** The submission that has the same content, where this was rejected for it. */
  sameAs: string | null;
  progress: Omit<ProgressSnapshot, 'log'> | null;
  report: Report | null;
  log: string[];
  events: { at: Date; from: SubmissionState | null; to: SubmissionState; reason: string; actor: string }[];
}

export interface SubmissionFilter extends PageRequest {
  state?: Choice;
  dataset?: Choice;
  reference?: Choice;
  source?: Choice;
  demo?: DemoChoice | boolean | undefined;
}

// What was handed in and is not stored yet belongs to a submission all the same.
const allFiles = sql`select bytes from genomes.submission_files f where f.submission_no = s.submission_no
  union all select bytes from genomes.handed_in_files h where h.submission_no = s.submission_no`;
const select = sql`s.id, s.state, d.name as dataset, d.demo, r.name as reference, s.options ->> 'source' as source,
  s.options ->> 'type' as type, s.options ->> 'assay' as assay, s.report ->> 'summary' as summary,
  (select count(*)::int from (${allFiles}) f) as files,
  (select count(*)::int from genomes.genomes g where g.submission_no = s.submission_no and g.state <> 'erased') as genomes,
  (select coalesce(sum(bytes), 0)::bigint from (${allFiles}) f) as bytes,
  jsonb_array_length(jsonb_path_query_array(coalesce(s.report, '{}'), '$.findings[*] ? (@.severity == "error")')) as errors,
  jsonb_array_length(jsonb_path_query_array(coalesce(s.report, '{}'), '$.findings[*] ? (@.severity == "warning")')) as warnings,
  s.received_at as "createdAt", s.accepted_at as "acceptedAt"`;
const from = sql`genomes.submissions s join genomes.datasets d on d.dataset_no = s.dataset_no
  left join genomes.refs r on r.reference_no = s.reference_no`;

const sourceText = sql`coalesce(s.options ->> 'source', '')`;
const genomeCount = sql`(select count(*)::int from genomes.genomes g where g.submission_no = s.submission_no and g.state <> 'erased')`;

function submissionQuery(scope: Scope, filter: SubmissionFilter): ListQuery {
  return {
    select,
    from,
    base: [...demoCondition(sql`d.demo`, filter.demo), reaches(scope, sql`null`, sql`d.id`)],
    filters: {
      state: oneOf(sql`s.state`, filter.state),
      dataset: oneOf(sql`d.name`, filter.dataset),
      reference: oneOf(sql`r.name`, filter.reference),
      source: oneOf(sourceText, filter.source),
    },
    facets: { state: sql`s.state`, dataset: sql`d.name`, reference: sql`r.name`, source: sourceText },
    rowNo: sql`s.submission_no`,
    sorts: {
      created: sortableInstant(sql`s.received_at`),
      accepted: sql`coalesce(${sortableInstant(sql`s.accepted_at`)}, '')`,
      state: sql`s.state`,
      dataset: sql`d.name`,
      reference: sql`coalesce(r.name, '')`,
      source: sourceText,
      genomes: sql`to_char(${genomeCount}, 'FM0000000000')`,
    },
    defaultSort: '-created',
  };
}

/** A page of submissions. One audit entry. Act `metadata`. */
export async function listSubmissions(
  db: Db,
  scope: Scope,
  filter: SubmissionFilter = {},
): Promise<Page<SubmissionSummary>> {
  const reading = readAs(db, scope, 'metadata');
  await recordAccess(db, scope, { action: 'submissions.list', object: 'submissions' });
  return await readPage<SubmissionSummary>(reading, submissionQuery(scope, filter), filter);
}

const csvColumns: CsvColumns<SubmissionSummary> = {
  id: (row) => row.id,
  state: (row) => row.state,
  dataset: (row) => row.dataset,
  reference: (row) => row.reference,
  genomes: (row) => row.genomes,
  files: (row) => row.files,
  bytes: (row) => row.bytes,
  source: (row) => row.source,
  type: (row) => row.type,
  assay: (row) => row.assay,
  errors: (row) => row.errors,
  warnings: (row) => row.warnings,
  created: (row) => row.createdAt.toISOString(),
  accepted: (row) => row.acceptedAt?.toISOString(),
};

/** The same rows as CSV, all pages. One audit entry. Act `metadata`. */
export async function exportSubmissions(
  db: Db,
  scope: Scope,
  filter: SubmissionFilter,
  columns?: readonly string[],
): Promise<AsyncGenerator<string>> {
  const reading = readAs(db, scope, 'metadata');
  const csv = csvOf(csvColumns, columns, readAll<SubmissionSummary>(reading, submissionQuery(scope, filter), filter));
  await recordAccess(db, scope, { action: 'submissions.export', object: 'submissions' });
  return csv;
}

/** One submission with its files, progress, report and history. One audit entry. Act `metadata`. */
export async function showSubmission(db: Db, scope: Scope, id: string): Promise<SubmissionDetail> {
  const reading = readAs(db, scope, 'metadata');
  await requireReached(reading, scope, id);
  const { submissionNo } = await readSubmission(reading, id);
  await recordAccess(db, scope, { action: 'submissions.show', object: id });
  const { rows } = await sql<
    Omit<SubmissionDetail, 'files' | 'originals' | 'log' | 'events' | 'progress'> & {
      progress: ProgressSnapshot | null;
    }
  >`select ${select}, s.report, s.progress,
      (select b.id from genomes.submissions b where b.submission_no = s.replaces_no) as replaces,
      (select b.id from genomes.submissions b where b.submission_no = s.same_as_no) as "sameAs"
    from ${from} where s.submission_no = ${submissionNo}`.execute(reading);
  const events = await sql<
    SubmissionDetail['events'][number]
  >`select at, from_state as "from", to_state as "to", reason, actor
    from genomes.submission_events where submission_no = ${submissionNo} order by event_no`.execute(reading);
  const files = await readFiles(reading, submissionNo);
  const handedIn = await readHandedIn(reading, submissionNo);
  const { progress, ...submission } = rows[0]!;
  return {
    ...submission,
    files: [
      ...files.map(({ fileNo: _, objectId: __, ...file }) => file),
      ...handedIn.map(({ name, role, bytes }) => ({ name, role, bytes, sha256: null, format: '', samples: 0 })),
    ],
    originals: files.every((file) => file.objectId !== null),
    progress: progress && { steps: progress.steps, rate: progress.rate, secondsLeft: progress.secondsLeft },
    log: progress?.log ?? [],
    events: events.rows,
  };
}
