import { sql } from 'kysely';
import { FormatError } from '../../../formats/error.ts';
import type { ActorRef } from '../../../platform/database/index.ts';
import { Problem, toProblem } from '../../../platform/problem/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { Finding, Report } from '../model.ts';
import { summarise } from '../quality/finding.ts';
import { forgetHandedIn } from './hand-in.ts';
import { changeState, readFiles, type StoredSubmission, writeReport } from './store.ts';

/**
 * What becomes of a submission whose processing threw. A fault of the submission rejects it with a report and removes its
 * originals. Anything else (interrupted, disk full, database lost) leaves it received and is thrown on; a full disk also lets go of
 * the originals, so that there is room.
 */
export async function dispose(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  { error, actor }: { error: unknown; actor: ActorRef },
): Promise<void> {
  const full = isDiskFull(error);
  if (full || error instanceof FormatError || isRefusal(error)) {
    const problem = full ? diskFull(error) : toProblem(error);
    await reject(deps, submission, { report: reportOf(problem), actor, from: 'validating' });
    if (full) throw problem;
    return;
  }
  const { submissionNo, id } = submission;
  const reason = 'processing was interrupted';
  // When the database is gone too, the state stays `validating`, and whoever gets the lock next takes it up.
  await deps.db
    .withActor(actor, (trx) =>
      changeState(trx, { submissionNo, id, from: 'validating', to: 'received', reason, actor }),
    )
    .catch(() => undefined);
  throw error;
}

/** A refusal of the submission as it is; a Problem of ours is none. */
function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status < 500;
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // 53100: PostgreSQL's disk_full.
  return ['ENOSPC', 'EDQUOT', 'EFBIG', '53100', 'IDUN_DISK_FULL'].includes(String(code));
}

function diskFull(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  return new Problem(
    errors.diskFull,
    'There is no space left on the disk of the data directory. Nothing of the submission was kept.',
    { action: 'Free some space and submit again.' },
    { cause },
  );
}

/** The report of a submission that could not be read: the one thing that is wrong, where, and what to do. */
export function reportOf(problem: Problem): Report {
  const { file, line, expected, action } = problem.extra ?? {};
  const finding: Finding = {
    severity: 'error',
    code: problem.code,
    what: problem.detail,
    expected: expected ?? '',
    found: '',
    action: action ?? '',
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
  return {
    verdict: 'rejected',
    summary: summarise('rejected', 0, [finding]),
    findings: [finding],
    totals: {},
    genomes: [],
    relatedness: [],
    references: { name: null, checked: false, mismatches: 0, matchedBy: null },
    distribution: {},
  };
}

/** Rejects: the state and the report are committed, then the originals go. What they were stays as names and checksums. */
export async function reject(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  given: { report: Report | null; actor: ActorRef; from: 'validating' | 'received' | 'quarantined'; reason?: string },
): Promise<void> {
  const { submissionNo, id } = submission;
  const files = await readFiles(deps.db.app, submissionNo);
  await deps.db.withActor(given.actor, async (trx) => {
    if (given.report) await writeReport(trx, submissionNo, given.report);
    const reason = given.reason ?? given.report?.summary ?? 'rejected';
    await changeState(trx, { submissionNo, id, from: given.from, to: 'rejected', reason, actor: given.actor });
    await sql`update genomes.submission_files set object_id = null where submission_no = ${submissionNo}`.execute(trx);
    await sql`delete from genomes.handed_in_files where submission_no = ${submissionNo}`.execute(trx);
  });
  await forgetHandedIn(deps, id);
  for (const { objectId } of files) if (objectId !== null) await deps.objects.remove(objectId);
}
