import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ActorRef } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { ensureDataset } from '../datasets/dataset.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type SubmissionOptions, type SubmissionOptionsInput, submissionOptionsSchema } from '../model.ts';
import { referenceByName } from '../references/match-reference.ts';
import { readReferences } from '../references/store.ts';
import { asWriter } from './locks.ts';
import { type LocalCopy, signatureOf } from './originals.ts';
import { requireFile } from './require-file.ts';
import { type FileRole, findLiveContent, insertSubmission, type StoredFile, type StoredSubmission } from './store.ts';

/** A file that somebody hands in. */
export interface GivenFile {
  path: string;
  /** Name as the person gave it. */
  name: string;
  role: FileRole;
}

export interface ReceivedSubmission {
  id: string;
  /** True when the same content was here before; then nothing was changed and `id` is the earlier submission. */
  duplicate: boolean;
  state: StoredSubmission['state'];
  /** Where the files lie, so that processing need not decrypt them. */
  local: LocalCopy[];
}

interface HashedFile extends GivenFile, LocalCopy {
  bytes: number;
}

/**
 * Takes files in: copies every original into the object store and records the submission as received. The content of the call
 * files decides whether the same submission was here before, in any order and under any name.
 * @param replaces number of the submission whose place this one is to take
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
  },
): Promise<ReceivedSubmission> {
  const options = readOptions(given.options);
  if (!given.files.some((file) => file.role === 'calls')) {
    throw new Problem(errors.nothingGiven, 'No file with genomes was given.', {
      expected: 'one or more VCF or BCF files',
    });
  }
  if (options.reference !== undefined) referenceByName(await readReferences(deps.db.app), options.reference);
  const files = await hashFiles(given.files, given.progress ?? silentProgress);
  const contentDigest = digestContent(files);
  // Two commands with the same files: the second waits here and then finds the first one's submission.
  return await deps.db.advisoryLock(`genomes.content:${contentDigest}`, async () => {
    const known = await findLiveContent(deps.db.app, contentDigest);
    if (known && known.id !== given.replaces?.id) {
      requireSameDataset(known, options);
      return { id: known.id, duplicate: true, state: known.state, local: files };
    }
    return await asWriter(deps.db, () => storeSubmission(deps, { ...given, files, options, contentDigest }));
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

async function hashFiles(files: readonly GivenFile[], progress: Progress): Promise<HashedFile[]> {
  const sizes: number[] = [];
  for (const file of files) sizes.push(await requireFile(file.path, file.name));
  progress.step(
    'Reading checksums',
    sizes.reduce((sum, size) => sum + size, 0),
    'bytes',
  );
  const hashed: HashedFile[] = [];
  for (const file of files) {
    const signature = await signatureOf(file.path);
    const hash = createHash('sha256');
    let bytes = 0;
    await pipeline(createReadStream(file.path, { highWaterMark: 1 << 20 }), async (source) => {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
        progress.advance(chunk.length);
      }
    });
    hashed.push({ ...file, sha256: hash.digest('hex'), bytes, signature });
  }
  progress.done();
  return hashed;
}

function digestContent(files: readonly HashedFile[]): string {
  const digests = files.filter((file) => file.role === 'calls').map((file) => file.sha256);
  return createHash('sha256')
    .update([...new Set(digests)].sort().join('\n'))
    .digest('hex');
}

async function storeSubmission(
  deps: ArchiveDeps,
  given: {
    files: readonly HashedFile[];
    options: SubmissionOptions;
    contentDigest: string;
    actor: ActorRef;
    replaces?: StoredSubmission;
    progress?: Progress;
  },
): Promise<ReceivedSubmission> {
  const progress = given.progress ?? silentProgress;
  const stored: string[] = [];
  const id = newId('sub');
  try {
    progress.step(
      'Storing the originals',
      given.files.reduce((sum, file) => sum + file.bytes, 0),
      'bytes',
    );
    const files: Omit<StoredFile, 'fileNo' | 'samples'>[] = [];
    for (const file of given.files) {
      const object = await deps.objects.put(file.path, { onBytes: (bytes) => progress.advance(bytes) });
      stored.push(object.objectId);
      requireUnchanged(file, object.sha256);
      const { name, role, sha256, bytes } = file;
      files.push({ name, role, sha256, bytes, objectId: object.objectId, format: '' });
    }
    progress.done();
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
    return { id, duplicate: false, state: 'received', local: [...given.files] };
  } catch (error) {
    for (const objectId of stored) await deps.objects.remove(objectId);
    throw error;
  }
}

function requireUnchanged(file: HashedFile, sha256: string): void {
  if (file.sha256 === sha256) return;
  throw new Problem(errors.fileChanged, `${file.name} changed while it was read.`, {
    file: file.name,
    action: 'Wait until the program that writes it has finished, then try again.',
  });
}
