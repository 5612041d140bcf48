import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentProgress } from '../../../platform/progress/index.ts';
import { makeVcf, openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { handedInFolder, handIn, readHandedIn } from './hand-in.ts';
import { processSubmission } from './process-submission.ts';
import { readFiles, readSubmission } from './store.ts';
import { sweepArchive } from './sweep.ts';

let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
  mkdirSync(join(archive.dataDir, 'uploads', 'web'), { recursive: true });
});
afterAll(() => archive.close());

const options = { dataset: 'web' };
const genome = (sample: string) => makeVcf([{ name: sample, gt: () => '0/1' }]);
const process = (id: string, more: object = {}) =>
  processSubmission(archive, id, { actor: testActor, progress: silentProgress, workers: 0, ...more });
const waiting = () => {
  const folder = join(archive.dataDir, handedInFolder);
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** A finished upload, as the server keeps it. */
function upload(name: string, text: string): string {
  const path = join(archive.dataDir, 'uploads', 'web', name);
  writeFileSync(path, text);
  return path;
}

const give = (path: string) =>
  handIn(archive, { files: [{ path, name: 'web.vcf', role: 'calls' }], options, actor: testActor });

test('an upload is received without being read, outlives the upload, and is stored when it is processed', async () => {
  const path = upload('a', genome('A'));
  const id = await give(path);
  const submission = await readSubmission(archive.db.app, id);
  expect(submission).toMatchObject({ state: 'received', contentDigest: null });
  expect(await readFiles(archive.db.app, submission.submissionNo)).toEqual([]);
  await expect(give(path)).rejects.toMatchObject({ code: 'IDUN_UPLOAD_UNKNOWN' });
  rmSync(path);
  expect(await sweepArchive(archive)).toBe(0);
  expect((await process(id)).state).toBe('accepted');
  expect(await readFiles(archive.db.app, submission.submissionNo)).toMatchObject([
    { name: 'web.vcf', objectId: expect.stringMatching(/^obj_/) },
  ]);
  expect(await readHandedIn(archive.db.app, submission.submissionNo)).toEqual([]);
  expect(waiting()).toEqual([]);
});

test('the same content is told in the state of the later submission, and nothing else changes', async () => {
  const before = await archive.objects.list()[Symbol.asyncIterator]().next();
  const id = await give(upload('again', genome('A')));
  const { state, report } = await process(id);
  expect([state, report!.findings[0]!.code]).toEqual(['rejected', 'IDUN_SUBMISSION_SAME_CONTENT']);
  const { rows } = await sql<{ same: string }>`select b.state as same from genomes.submissions s
    join genomes.submissions b on b.submission_no = s.same_as_no where s.id = ${id}`.execute(archive.db.app);
  expect(rows).toEqual([{ same: 'accepted' }]);
  expect(waiting()).toEqual([]);
  expect((await archive.objects.list()[Symbol.asyncIterator]().next()).value).toEqual(before.value);
});

test('killed at any step, the files are there and the next processing finishes', async () => {
  // Between the rows and the files: the file lies where it was uploaded.
  const first = upload('b', genome('B'));
  const id = await give(first);
  const { submissionNo } = await readSubmission(archive.db.app, id);
  rmSync(join(archive.dataDir, handedInFolder, id), { recursive: true });
  // While the originals are stored: nothing of them is named.
  const failing = Object.assign(Object.create(archive.objects) as typeof archive.objects, {
    prepare: async () => {
      throw new Error('killed');
    },
  });
  const stopped = processSubmission({ ...archive, objects: failing }, id, {
    actor: testActor,
    progress: silentProgress,
  });
  await expect(stopped).rejects.toThrow('killed');
  expect((await readSubmission(archive.db.app, id)).state).toBe('received');
  expect(await readFiles(archive.db.app, submissionNo)).toEqual([]);
  rmSync(first);
  expect(await sweepArchive(archive)).toBeLessThanOrEqual(1);
  // Once the originals are stored: what is left beside them goes.
  const stop = new AbortController();
  const stopping = Object.assign(Object.create(archive.objects) as typeof archive.objects, {
    prepare: async (...given: Parameters<typeof archive.objects.prepare>) => {
      const prepared = await archive.objects.prepare(...given);
      stop.abort(new Error('stopped'));
      return prepared;
    },
  });
  const after = processSubmission({ ...archive, objects: stopping }, id, {
    actor: testActor,
    progress: silentProgress,
    signal: stop.signal,
  });
  await expect(after).rejects.toThrow('stopped');
  expect(await readFiles(archive.db.app, submissionNo)).toHaveLength(1);
  const left = join(archive.dataDir, handedInFolder, id);
  mkdirSync(left, { recursive: true });
  linkSync(upload('left', 'x'), join(left, '0'));
  expect((await process(id)).state).toBe('accepted');
  expect(waiting()).toEqual([]);
});

test('an upload whose file is gone is rejected with words, and a folder nobody names is swept', async () => {
  const path = upload('c', genome('C'));
  const id = await give(path);
  rmSync(path);
  rmSync(join(archive.dataDir, handedInFolder, id), { recursive: true });
  const { state, report } = await process(id);
  expect([state, report!.findings[0]!.code]).toEqual(['rejected', 'IDUN_FILE_NOT_FOUND']);
  mkdirSync(join(archive.dataDir, handedInFolder, 'sub_x'), { recursive: true });
  expect(await sweepArchive(archive)).toBe(1);
});
