import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { actorText } from '../deps.ts';
import { errors } from '../errors.ts';
import type { Report, SubmissionOptions } from '../model.ts';
import { liveStates, mayChange, type SubmissionState } from './status.ts';

export type FileRole = 'calls' | 'pedigree' | 'phenopacket' | 'target' | 'callable';

/** A file of a submission as the database keeps it. */
export interface StoredFile {
  fileNo: number;
  name: string;
  role: FileRole;
  sha256: string;
  bytes: number;
  /** null when the original was removed (rejected or erased). */
  objectId: string | null;
  format: string;
  samples: number;
}

export interface StoredSubmission {
  submissionNo: number;
  id: string;
  datasetNo: number;
  dataset: string;
  demo: boolean;
  referenceNo: number | null;
  replacesNo: number | null;
  state: SubmissionState;
  options: SubmissionOptions;
  report: Report | null;
  /** null until the originals are stored. */
  contentDigest: string | null;
  attempts: number;
}

const columns = sql`s.submission_no as "submissionNo", s.id, s.dataset_no as "datasetNo", d.name as dataset, d.demo,
  s.reference_no as "referenceNo", s.replaces_no as "replacesNo", s.state, s.options, s.report,
  s.content_digest as "contentDigest", s.attempts`;

/** A submission by id. @throws Problem IDUN_SUBMISSION_NOT_FOUND */
export async function readSubmission(db: Db, id: string): Promise<StoredSubmission> {
  const { rows } = await sql<StoredSubmission>`select ${columns}
    from genomes.submissions s join genomes.datasets d using (dataset_no) where s.id = ${id}`.execute(db);
  if (rows[0]) return rows[0];
  throw new Problem(errors.submissionNotFound, `There is no submission ${id}.`, {
    action: 'List them with `idun submissions list`.',
  });
}

/** A submission by its number. */
export async function readSubmissionByNo(db: Db, submissionNo: number): Promise<StoredSubmission> {
  const { rows } = await sql<StoredSubmission>`select ${columns}
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.submission_no = ${submissionNo}`.execute(db);
  return rows[0]!;
}

/** The submission that holds this content now, if there is one. */
export async function findLiveContent(db: Db, contentDigest: string): Promise<StoredSubmission | undefined> {
  const { rows } = await sql<StoredSubmission>`select ${columns}
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.content_digest = ${contentDigest} and s.state = any(${[...liveStates]}::text[])
    order by s.submission_no desc limit 1`.execute(db);
  return rows[0];
}

/** Submissions whose processing was never finished, oldest first. */
export async function findUnfinished(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from genomes.submissions
    where state in ('received', 'validating') order by submission_no`.execute(db);
  return rows.map((row) => row.id);
}

/** The files of a submission in the order given. */
export async function readFiles(db: Db, submissionNo: number): Promise<StoredFile[]> {
  const { rows } = await sql<StoredFile>`select file_no as "fileNo", name, role, sha256, bytes, object_id as "objectId",
      format, samples
    from genomes.submission_files where submission_no = ${submissionNo} order by file_no`.execute(db);
  return rows;
}

/** Writes a new submission in state `received` with its files and first event. @returns its number */
export async function insertSubmission(
  trx: Db,
  given: {
    id: string;
    datasetNo: number;
    replacesNo: number | null;
    options: SubmissionOptions;
    contentDigest: string | null;
    files: readonly Omit<StoredFile, 'fileNo' | 'samples'>[];
    actor: ActorRef;
    receivedAt: Date;
  },
): Promise<number> {
  const { rows } = await sql<{ no: number }>`insert into genomes.submissions
      (id, dataset_no, replaces_no, state, options, content_digest, received_at)
    values (${given.id}, ${given.datasetNo}, ${given.replacesNo}, 'received', ${JSON.stringify(given.options)}::jsonb,
      ${given.contentDigest}, ${given.receivedAt})
    returning submission_no as no`.execute(trx);
  const submissionNo = rows[0]!.no;
  await insertFiles(trx, submissionNo, given.files);
  await insertEvent(trx, { submissionNo, from: null, to: 'received', reason: 'files received', actor: given.actor });
  return submissionNo;
}

/** Writes the files of a submission, in the order given. */
export async function insertFiles(
  trx: Db,
  submissionNo: number,
  files: readonly Omit<StoredFile, 'fileNo' | 'samples'>[],
): Promise<void> {
  await sql`insert into genomes.submission_files (submission_no, file_no, name, role, sha256, bytes, object_id, format)
    select ${submissionNo}, f.n - 1, f.name, f.role, f.sha256, f.bytes, f."objectId", f.format
    from rows from (json_to_recordset(${JSON.stringify(files)}::json)
      as (name text, role text, sha256 text, bytes bigint, "objectId" text, format text))
      with ordinality as f (name, role, sha256, bytes, "objectId", format, n)`.execute(trx);
}

export interface StateChange {
  submissionNo: number;
  id: string;
  from: SubmissionState;
  to: SubmissionState;
  reason: string;
  actor: ActorRef;
}

/**
 * Changes the state along the table in status.ts and writes it into the history and the outbox.
 * @throws Problem IDUN_SUBMISSION_STATE when the table has no such change or somebody was faster
 */
export async function changeState(trx: Db, change: StateChange): Promise<void> {
  const { submissionNo, from, to, actor } = change;
  const moved = mayChange(from, to)
    ? await sql`update genomes.submissions set state = ${to},
        runner = case when ${to} = 'validating' then jsonb_build_object('pid', ${process.pid}::int, 'at', now()) end,
        attempts = attempts + case when ${to} = 'validating' then 1 else 0 end,
        validating_at = case when ${to} = 'validating' then now() else validating_at end,
        decided_at = case when ${from} in ('validating', 'received') and ${to} <> 'validating' and ${to} <> 'received' then now() else decided_at end,
        accepted_at = case when ${to} = 'accepted' then now() else accepted_at end,
        ended_at = case when ${to} in ('rejected', 'retracted', 'replaced') then now() else ended_at end
        where submission_no = ${submissionNo} and state = ${from} returning 1`.execute(trx)
    : { rows: [] };
  if (moved.rows.length === 0) throw wrongState(change);
  await insertEvent(trx, change);
  await appendEvent(trx, {
    topic: `genomes.submission.${to}`,
    aggregate: `submission:${change.id}`,
    payload: { id: change.id, from, to, actor: actorText(actor) },
  });
}

function wrongState({ id, from, to }: StateChange): Problem {
  return new Problem(errors.submissionState, `The submission ${id} cannot go from ${from} to ${to}.`, {
    action: 'See its state and history with `idun submissions show`.',
  });
}

async function insertEvent(
  trx: Db,
  event: { submissionNo: number; from: SubmissionState | null; to: SubmissionState; reason: string; actor: ActorRef },
): Promise<void> {
  await sql`insert into genomes.submission_events (submission_no, from_state, to_state, reason, actor)
    values (${event.submissionNo}, ${event.from}, ${event.to}, ${event.reason}, ${actorText(event.actor)})`.execute(
    trx,
  );
}

/** Keeps the report. */
export async function writeReport(trx: Db, submissionNo: number, report: Report): Promise<void> {
  await sql`update genomes.submissions set report = ${JSON.stringify(report)}::jsonb
    where submission_no = ${submissionNo}`.execute(trx);
}

/** Adds 1 to the manifest's version: every answer from now on knows that data changed. @returns the new version */
export async function bumpManifest(trx: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`update genomes.manifest
    set version = version + 1, changed_at = now() returning version`.execute(trx);
  return rows[0]!.version;
}
