import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { removeSubmissionGenomes } from '../genomes/remove-genomes.ts';
import { changeGenomes, hideSegments, showSegments } from './change-batches.ts';
import { reject } from './reject-submission.ts';
import type { SubmissionState } from './status.ts';
import { bumpManifest, changeState, readSubmission, readSubmissionByNo, type StoredSubmission } from './store.ts';

/** Who decides, and why; the reason is kept in the history. */
export interface Decision {
  reason: string;
  actor: ActorRef;
}

export interface DecidedSubmission {
  id: string;
  state: SubmissionState;
  genomes: number;
}

/** Runs a decision about a submission while nothing else works on it. */
async function decide(
  deps: ArchiveDeps,
  id: string,
  work: (submission: StoredSubmission) => Promise<DecidedSubmission>,
): Promise<DecidedSubmission> {
  return await deps.db.advisoryLock(`genomes.submission:${id}`, async () =>
    work(await readSubmission(deps.db.app, id)),
  );
}

function requireReason({ reason }: Decision): void {
  if (reason.trim() !== '') return;
  throw new Problem(errors.badOption, 'The history needs a reason.', { action: 'Give one with --reason.' });
}

/**
 * Takes an accepted submission out: its genomes count nowhere from the next answer on. Everything stays in the history, the
 * originals too.
 * @throws Problem IDUN_SUBMISSION_STATE unless it is accepted
 */
export async function retractSubmission(deps: ArchiveDeps, id: string, decision: Decision): Promise<DecidedSubmission> {
  requireReason(decision);
  return await decide(deps, id, (submission) =>
    deps.db.withActor(decision.actor, async (trx) => {
      const { submissionNo } = submission;
      await changeState(trx, { submissionNo, id, from: 'accepted', to: 'retracted', ...decision });
      const genomes = await changeGenomes(trx, {
        submissionNo,
        from: 'current',
        to: 'retracted',
        act: 'retracted',
        ...decision,
      });
      await hideSegments(trx, submissionNo, await bumpManifest(trx));
      await bumpMaskEpoch(trx);
      return { id, state: 'retracted', genomes };
    }),
  );
}

/**
 * Accepts a submission that waited in quarantine, after a person has looked at what held it. One that is to replace another does so now.
 * @throws Problem IDUN_SUBMISSION_STATE unless it is quarantined
 */
export async function releaseSubmission(deps: ArchiveDeps, id: string, decision: Decision): Promise<DecidedSubmission> {
  requireReason(decision);
  return await decide(deps, id, (submission) =>
    deps.db.withActor(decision.actor, async (trx) => {
      const { submissionNo } = submission;
      await changeState(trx, { submissionNo, id, from: 'quarantined', to: 'accepted', ...decision });
      const version = await bumpManifest(trx);
      if (submission.replacesNo !== null) await supersede(trx, submission, version, decision.actor);
      const genomes = await changeGenomes(trx, {
        submissionNo,
        from: 'quarantined',
        to: 'current',
        act: 'released',
        ...decision,
      });
      await showSegments(trx, submissionNo, version);
      return { id, state: 'accepted', genomes };
    }),
  );
}

/** The earlier submission gives up its place: part of the transaction in which the newer one is accepted. */
export async function supersede(trx: Db, newer: StoredSubmission, version: number, actor: ActorRef): Promise<void> {
  const older = await readSubmissionByNo(trx, newer.replacesNo!);
  const reason = `replaced by submission ${newer.id}`;
  const { submissionNo, id } = older;
  await changeState(trx, { submissionNo, id, from: 'accepted', to: 'replaced', reason, actor });
  await changeGenomes(trx, { submissionNo, from: 'current', to: 'superseded', act: 'superseded', reason, actor });
  await hideSegments(trx, submissionNo, version);
}

/**
 * Refuses a submission that waited in quarantine: its genomes, calls and originals are removed; names, checksums, report and
 * history stay.
 */
export async function rejectSubmission(deps: ArchiveDeps, id: string, decision: Decision): Promise<DecidedSubmission> {
  requireReason(decision);
  return await decide(deps, id, async (submission) => {
    if (submission.state !== 'quarantined' && submission.state !== 'received') {
      throw new Problem(errors.submissionState, `The submission ${id} is ${submission.state}.`, {
        expected: 'a submission in quarantine',
      });
    }
    await reject(deps, submission, { report: submission.report, from: submission.state, ...decision });
    const genomes = await removeSubmissionGenomes(deps, submission.submissionNo);
    return { id, state: 'rejected', genomes };
  });
}
