import type { ActorRef } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { SubmissionOptionsInput } from '../model.ts';
import type { GivenFile } from '../originals/index.ts';
import { type ProcessedSubmission, type ProcessOptions, processSubmission } from './process-submission.ts';
import { receiveSubmission } from './receive-submission.ts';
import { readSubmission } from './store.ts';

/**
 * Hands in a submission that takes the place of an accepted one. In one transaction the newer is accepted and the older becomes
 * `replaced`, its genomes `superseded`; there is no moment with both or neither. What the options do not say is as it was.
 * @throws Problem IDUN_SUBMISSION_STATE unless the older one is accepted
 */
export async function replaceSubmission(
  deps: ArchiveDeps,
  id: string,
  given: { files: readonly GivenFile[]; options: SubmissionOptionsInput; actor: ActorRef } & ProcessOptions,
): Promise<ProcessedSubmission> {
  const older = await readSubmission(deps.db.app, id);
  if (older.state !== 'accepted') {
    throw new Problem(errors.submissionState, `The submission ${id} is ${older.state}.`, {
      expected: 'an accepted submission',
    });
  }
  const received = await receiveSubmission(deps, {
    files: given.files,
    options: { ...older.options, rename: {}, sex: {}, ...given.options, dataset: older.dataset, demo: older.demo },
    actor: given.actor,
    replaces: older,
    progress: given.progress,
  });
  if (received.duplicate) {
    throw new Problem(
      errors.sameContentElsewhere,
      `These files are in the database already, as submission ${received.id}.`,
      {
        action: 'Retract that submission first, or give other files.',
      },
    );
  }
  return await processSubmission(deps, received.id, { ...given, local: received.local });
}
