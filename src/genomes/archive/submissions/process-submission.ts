import { sql } from 'kysely';
import type { ActorRef } from '../../../platform/database/index.ts';
import { makePersistedProgress } from '../../../platform/progress/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { type InspectedFile, inspectFiles } from '../ingestion.ts';
import type { Report, SubmissionOptions } from '../model.ts';
import { type ChosenReference, chooseHeaderOnly, chooseLoaded } from '../references/choose-reference.ts';
import { nextReferenceNo, readReferences } from '../references/store.ts';
import { readDeclarations } from '../samples/read-declarations.ts';
import { forgetHandedIn, openHandedIn } from './hand-in.ts';
import { asWriter } from './locks.ts';
import { type Originals, openOriginals } from './originals.ts';
import { type ProcessOptions, readAndCommit } from './read-and-commit.ts';
import { dispose } from './reject-submission.ts';
import { changeState, readFiles, readSubmission, type StoredSubmission } from './store.ts';
import { teeProgress } from './tee-progress.ts';

export type { ProcessOptions };

export interface ProcessedSubmission {
  id: string;
  state: StoredSubmission['state'];
  report: Report | null;
}

/**
 * Reads a received submission, judges it and commits it, all or nothing. One process works on a submission at a time; one that a
 * killed process left is taken up again. A submission that is past this is answered as it is.
 * @returns the state it came to, with the report
 * @throws what is no fault of the submission (disk full, interrupted, database lost); it then is `received` again
 */
export async function processSubmission(
  deps: ArchiveDeps,
  id: string,
  options: ProcessOptions,
): Promise<ProcessedSubmission> {
  return await deps.db.advisoryLock(`genomes.submission:${id}`, async () => {
    const submission = await readSubmission(deps.db.app, id);
    if (submission.state !== 'received' && submission.state !== 'validating') return describe(submission);
    await begin(deps, submission, options.actor);
    const progress = makePersistedProgress(async (snapshot) => {
      await sql`update genomes.submissions set progress = ${JSON.stringify(snapshot)}::jsonb
        where submission_no = ${submission.submissionNo}`.execute(deps.db.app);
    });
    try {
      const report = await asWriter(deps.db, () =>
        work(deps, submission, { ...options, progress: teeProgress(options.progress, progress) }),
      );
      return { id, state: report.verdict, report };
    } catch (error) {
      await dispose(deps, submission, { error, actor: options.actor });
    } finally {
      await progress.flush();
    }
    return describe(await readSubmission(deps.db.app, id));
  });
}

function describe({ id, state, report }: StoredSubmission): ProcessedSubmission {
  return { id, state, report };
}

async function begin(deps: ArchiveDeps, submission: StoredSubmission, actor: ActorRef): Promise<void> {
  const { submissionNo, id } = submission;
  await deps.db.withActor(actor, async (trx) => {
    if (submission.state === 'validating') {
      const reason = 'the process that worked on it ended without finishing';
      await changeState(trx, { submissionNo, id, from: 'validating', to: 'received', reason, actor });
    }
    await changeState(trx, {
      submissionNo,
      id,
      from: 'received',
      to: 'validating',
      reason: 'processing begins',
      actor,
    });
  });
}

async function work(deps: ArchiveDeps, submission: StoredSubmission, options: ProcessOptions): Promise<Report> {
  const originals = (await openHandedIn(deps, submission, options)) ?? (await openStored(deps, submission, options));
  const signals = [options.signal, originals.failed].filter((signal) => signal !== undefined);
  try {
    return await read(deps, submission, originals, { ...options, signal: AbortSignal.any(signals) });
  } catch (error) {
    // That the files are here already, or changed, says more than what came of it.
    if (!options.signal?.aborted) await originals.requireUnchanged();
    throw error;
  } finally {
    await originals.close();
  }
}

async function openStored(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  { local = [] }: ProcessOptions,
): Promise<Originals> {
  // What lies beside the archive of a submission whose originals are stored, a killed process left.
  await forgetHandedIn(deps, submission.id);
  const stored = await readFiles(deps.db.app, submission.submissionNo);
  return await openOriginals(deps, submission.id, stored, local);
}

async function read(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  originals: Originals,
  options: ProcessOptions,
): Promise<Report> {
  options.progress.step('Looking at the files');
  const files = await inspectFiles(originals.of('calls').map(({ path, name }) => ({ path, name })));
  const declarations = await readDeclarations(originals.of('pedigree'), originals.of('phenopacket'));
  options.progress.done();
  const opened = { originals, files, declarations };
  const loaded = await choose(deps, submission.options, files);
  if (loaded) {
    // A loaded reference has all its contigs, so that reading changes nothing of it: only judging and committing go one by one.
    return await readAndCommit(deps, submission, opened, loaded, options, (commit) =>
      deps.db.advisoryLock(`genomes.reference:${loaded.reference.id}`, commit),
    );
  }
  // Contigs that a header names first get their numbers while it is read.
  return await deps.db.advisoryLock('genomes.reference:unchecked', async () => {
    const references = await readReferences(deps.db.app);
    const nextNo = await nextReferenceNo(deps.db.app);
    const chosen = chooseHeaderOnly(files, references, submission.options.reference, nextNo);
    return await readAndCommit(deps, submission, opened, chosen, options);
  });
}

async function choose(
  deps: ArchiveDeps,
  options: SubmissionOptions,
  files: readonly InspectedFile[],
): Promise<ChosenReference | null> {
  return await chooseLoaded(files, await readReferences(deps.db.app), options, deps.dataDir);
}
