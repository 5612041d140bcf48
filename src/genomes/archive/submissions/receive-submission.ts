import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ActorRef } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Progress } from '../../../platform/progress/index.ts';
import { ensureDataset } from '../datasets/dataset.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type SubmissionOptions, type SubmissionOptionsInput, submissionOptionsSchema } from '../model.ts';
import { type GivenFile, type LocalCopy, type PreparedFile, prepareFiles } from '../originals/index.ts';
import { referenceByName } from '../references/match-reference.ts';
import { readReferences } from '../references/store.ts';
import { asWriter } from './locks.ts';
import { findLiveContent, insertFiles, insertSubmission, type StoredFile, type StoredSubmission } from './store.ts';

export interface ReceivedSubmission {
  id: string;
  /** True when the same content was here before; then nothing was changed and `id` is the earlier submission. */
  duplicate: boolean;
  state: StoredSubmission['state'];
  /** Where the files lie, so that processing need not decrypt them. */
  local: LocalCopy[];
}

/**
 * Takes files in: copies every original into the object store and records the submission as received. The content of the call
 * files decides whether the same submission was here before, in any order and under any name.
 * @param given.replaces the submission whose place this one is to take
 * @param given.prepared the files as `prepareFiles` gave them, when that was begun ahead
 * @throws Problem for files that cannot be read, options that cannot be used, the same content in another dataset
 */
export async function receiveSubmission(
  deps: ArchiveDeps,
  given: {
    files: readonly GivenFile[];
    options: SubmissionOptionsInput;
    actor: ActorRef;
    replaces?: StoredSubmission;
    progress?: Progress;
    prepared?: Promise<PreparedFile[]>;
  },
): Promise<ReceivedSubmission> {
  const options = await requireReceivable(deps, given);
  const files = await (given.prepared ?? prepareFiles(deps.objects, given.files, given.progress));
  try {
    return await receive(deps, { ...given, files, options });
  } finally {
    for (const { object } of files) await object.discard();
  }
}

/**
 * What can be told of a submission without reading it.
 * @throws Problem for options that cannot be used, IDUN_SUBMISSION_EMPTY, a reference that is not there
 */
export async function requireReceivable(
  deps: ArchiveDeps,
  given: { files: readonly GivenFile[]; options: SubmissionOptionsInput },
): Promise<SubmissionOptions> {
  const options = readOptions(given.options);
  if (!given.files.some((file) => file.role === 'calls')) {
    throw new Problem(errors.nothingGiven, 'No file with genomes was given.', {
      expected: 'one or more VCF or BCF files',
    });
  }
  if (options.reference !== undefined) referenceByName(await readReferences(deps.db.app), options.reference);
  return options;
}

async function receive(
  deps: ArchiveDeps,
  given: {
    files: readonly PreparedFile[];
    options: SubmissionOptions;
    actor: ActorRef;
    replaces?: StoredSubmission;
  },
): Promise<ReceivedSubmission> {
  const { files, options } = given;
  const contentDigest = digestContent(files);
  const local = files.map(({ path, sha256, signature }) => ({ path, sha256, signature }));
  // Two commands with the same files: the second waits here and then finds the first one's submission.
  return await deps.db.advisoryLock(`genomes.content:${contentDigest}`, async () => {
    const known = await findLiveContent(deps.db.app, contentDigest);
    if (known && known.id !== given.replaces?.id) {
      requireSameDataset(known, options);
      return { id: known.id, duplicate: true, state: known.state, local };
    }
    return await asWriter(deps.db, () => storeSubmission(deps, { ...given, contentDigest, local }));
  });
}

function readOptions(input: SubmissionOptionsInput): SubmissionOptions {
  const parsed = submissionOptionsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Problem(errors.badOption, `The option ${issue.path.join('.')} cannot be used: ${issue.message}.`, {
    option: issue.path.join('.'),
  });
}

function requireSameDataset(known: StoredSubmission, options: SubmissionOptions): void {
  if (known.dataset === options.dataset) return;
  throw new Problem(
    errors.sameContentElsewhere,
    `The same files are in the dataset ${known.dataset} already, as submission ${known.id}.`,
    { action: 'A genome is counted once. To move it, retract that submission first.' },
  );
}

function digestContent(files: readonly PreparedFile[]): string {
  const digests = files.filter((file) => file.role === 'calls').map((file) => file.sha256);
  return createHash('sha256')
    .update([...new Set(digests)].sort().join('\n'))
    .digest('hex');
}

async function storeSubmission(
  deps: ArchiveDeps,
  given: {
    files: readonly PreparedFile[];
    options: SubmissionOptions;
    contentDigest: string;
    actor: ActorRef;
    replaces?: StoredSubmission;
    local: LocalCopy[];
  },
): Promise<ReceivedSubmission> {
  const id = newId('sub');
  await withStored(deps, given.files, async (files) => {
    await deps.db.withActor(given.actor, async (trx) => {
      const { dataset: name, source, demo } = given.options;
      const dataset = await ensureDataset(trx, { name, source, demo });
      await insertSubmission(trx, {
        id,
        datasetNo: dataset.datasetNo,
        replacesNo: given.replaces?.submissionNo ?? null,
        options: given.options,
        contentDigest: given.contentDigest,
        files,
        actor: given.actor,
        receivedAt: given.options.receivedOn ? new Date(`${given.options.receivedOn}T12:00:00Z`) : deps.clock.now(),
      });
    });
  });
  return { id, duplicate: false, state: 'received', local: given.local };
}

/** Puts files into the object store, for work that names them; without a name none of them stays. */
async function withStored(
  deps: ArchiveDeps,
  files: readonly PreparedFile[],
  work: (stored: Omit<StoredFile, 'fileNo' | 'samples'>[]) => Promise<void>,
): Promise<void> {
  const stored: Omit<StoredFile, 'fileNo' | 'samples'>[] = [];
  try {
    for (const { object, name, role, sha256, bytes } of files) {
      const { objectId } = await object.commit();
      stored.push({ name, role, sha256, bytes, objectId, format: '' });
    }
    await work(stored);
  } catch (error) {
    for (const { objectId } of stored) await deps.objects.remove(objectId!);
    throw error;
  }
}

/**
 * Stores the originals of a submission that was handed in before they were read.
 * @throws Problem IDUN_SUBMISSION_SAME_CONTENT when they are in the dataset already, after noting with which submission
 */
export async function storeOriginals(
  deps: ArchiveDeps,
  { submissionNo, options }: StoredSubmission,
  { files, actor }: { files: readonly PreparedFile[]; actor: ActorRef },
): Promise<LocalCopy[]> {
  const contentDigest = digestContent(files);
  await deps.db.advisoryLock(`genomes.content:${contentDigest}`, async () => {
    const known = await findLiveContent(deps.db.app, contentDigest);
    if (known !== undefined) {
      requireSameDataset(known, options);
      await sql`update genomes.submissions set same_as_no = ${known.submissionNo}
        where submission_no = ${submissionNo}`.execute(deps.db.app);
      throw new Problem(errors.sameContent, `The same files are here already, as submission ${known.id}.`, {
        action: 'Nothing was changed; go on with that submission.',
      });
    }
    await withStored(deps, files, (stored) =>
      deps.db.withActor(actor, async (trx) => {
        await insertFiles(trx, submissionNo, stored);
        await sql`update genomes.submissions set content_digest = ${contentDigest}
          where submission_no = ${submissionNo}`.execute(trx);
        await sql`delete from genomes.handed_in_files where submission_no = ${submissionNo}`.execute(trx);
      }),
    );
  });
  return files.map(({ path, sha256, signature }) => ({ path, sha256, signature }));
}
