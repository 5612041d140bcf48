import { existsSync } from 'node:fs';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { silentProgress } from '../../../platform/progress/index.ts';
import { ensureDataset } from '../datasets/dataset.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { SubmissionOptionsInput } from '../model.ts';
import { type GivenFile, prepareFiles, requireFile } from '../originals/index.ts';
import { type Originals, requireSame } from './originals.ts';
import { requireReceivable, storeOriginals } from './receive-submission.ts';
import { insertSubmission, type StoredSubmission } from './store.ts';

/**
 * Takes uploads over as a submission, without reading them: `received`, and the originals are stored when it is processed. The rows
 * come first; the files then lie where no upload's end removes them. Killed between the two, processing finds them where they were.
 * @returns the submission's id
 * @throws Problem for what can be told at once; IDUN_UPLOAD_UNKNOWN when a file was handed in already
 */
export async function handIn(
  deps: ArchiveDeps,
  given: { files: readonly GivenFile[]; options: SubmissionOptionsInput; actor: ActorRef },
): Promise<string> {
  const options = await requireReceivable(deps, given);
  const id = newId('sub');
  const files: { name: string; role: string; bytes: number; path: string }[] = [];
  for (const { path, name, role } of given.files) {
    files.push({ name, role, bytes: await requireFile(path, name), path: relative(deps.dataDir, path) });
  }
  await deps.db.withActor(given.actor, async (trx) => {
    const dataset = await ensureDataset(trx, { name: options.dataset, source: options.source, demo: options.demo });
    const submissionNo = await insertSubmission(trx, {
      ...{ id, options, contentDigest: null, files: [], replacesNo: null },
      datasetNo: dataset.datasetNo,
      actor: given.actor,
      receivedAt: deps.clock.now(),
    });
    await insertFiles(trx, submissionNo, files);
  });
  await moveIn(
    deps,
    id,
    files.map((file, fileNo) => ({ ...file, fileNo })),
  );
  return id;
}

async function insertFiles(trx: Db, submissionNo: number, files: readonly object[]): Promise<void> {
  await sql`insert into genomes.handed_in_files (submission_no, file_no, uploaded_as, name, role, bytes)
    select ${submissionNo}, f.n - 1, f.path, f.name, f.role, f.bytes
    from rows from (json_to_recordset(${JSON.stringify(files)}::json) as (path text, name text, role text, bytes bigint))
      with ordinality as f (path, name, role, bytes, n)`
    .execute(trx)
    .catch((error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === '23505';
      throw taken ? new Problem(errors.uploadUnknown, 'One of these uploads is handed in already.') : error;
    });
}

/** Where the files of a submission wait for their originals to be stored. */
const folderOf = ({ dataDir }: ArchiveDeps, id: string): string => join(dataDir, handedInFolder, id);

/** The folder of all that wait, in the data folder. */
export const handedInFolder = join('uploads', 'handed-in');

async function moveIn(
  deps: ArchiveDeps,
  id: string,
  files: readonly { fileNo: number; path: string }[],
): Promise<void> {
  const folder = folderOf(deps, id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { fileNo, path } of files) {
    const to = join(folder, String(fileNo));
    const from = join(deps.dataDir, path);
    if (existsSync(to) || !existsSync(from)) continue;
    // As a second name, so that the upload can be forgotten in its own way; where a disk knows no second names, it is moved.
    await link(from, to).catch(() => rename(from, to));
  }
}

interface HandedIn {
  fileNo: number;
  path: string;
  name: string;
  role: GivenFile['role'];
  bytes: number;
}

/** What was handed in with a submission and is not stored yet. */
export async function readHandedIn(db: Db, submissionNo: number): Promise<HandedIn[]> {
  const { rows } = await sql<HandedIn>`select file_no as "fileNo", uploaded_as as path, name, role, bytes
    from genomes.handed_in_files where submission_no = ${submissionNo} order by file_no`.execute(db);
  return rows;
}

/**
 * Opens what was handed in with a submission, to be read at once; storing the originals, all or none, goes on meanwhile. Null for a
 * submission whose originals are stored.
 * @returns files whose `requireUnchanged` waits until they are stored; it throws IDUN_SUBMISSION_SAME_CONTENT, after noting which
 * submission they repeat, and the problems of `prepareFiles`
 */
export async function openHandedIn(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  { actor, signal }: { actor: ActorRef; signal?: AbortSignal },
): Promise<Originals | null> {
  const waiting = await readHandedIn(deps.db.app, submission.submissionNo);
  if (waiting.length === 0) return null;
  await moveIn(deps, submission.id, waiting);
  const files = waiting.map(({ fileNo, name, role }) => {
    return { fileNo, path: join(folderOf(deps, submission.id), String(fileNo)), name, role };
  });
  for (const { path, name } of files) await requireFile(path, name);
  const failed = new AbortController();
  const storing = prepareFiles(deps.objects, files, silentProgress, signal).then(async (prepared) => {
    try {
      return await storeOriginals(deps, submission, { files: prepared, actor });
    } finally {
      for (const { object } of prepared) await object.discard();
    }
  });
  storing.catch((reason: unknown) => failed.abort(reason));
  return {
    of: (role) => files.filter((file) => file.role === role),
    failed: failed.signal,
    async requireUnchanged() {
      await requireSame(files, await storing);
    },
    async close() {
      // Once they are stored they need not lie here; until then they are all there is.
      await storing.then(
        () => forgetHandedIn(deps, submission.id),
        () => undefined,
      );
    },
  };
}

/** Removes what lies of a submission beside the archive. */
export async function forgetHandedIn(deps: ArchiveDeps, id: string): Promise<void> {
  await rm(folderOf(deps, id), { recursive: true, force: true });
}
