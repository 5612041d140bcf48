import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { canonicalJson } from '../../../trust/audit/index.ts';
import { receiveSubmission } from '../submissions/receive-submission.ts';
import { readFiles, readSubmission } from '../submissions/store.ts';
import type { ReportingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Receipt, ReceiptDocument, Report, ReportedFile } from './model.ts';
import type { Tell } from './pending-work.ts';
import type { Reporter } from './senders.ts';
import { fingerprintOf, signDocument } from './signing.ts';
import { findReceiptOfUploads, findSameReceipt, insertReceipt, rememberUploads, toReceipt } from './store.ts';
import type { ReportingUploads } from './uploads.ts';

/**
 * Makes a submission of finished uploads and gives a signed receipt: every file's bytes are compared with the sender's SHA-256
 * first, the originals are durable before the receipt is signed, and the uploads go only after it is committed. Asked again for
 * the same uploads, or with the same content, it answers with the same receipt.
 * @throws Problem IDUN_REPORTING_… and those of `receiveSubmission`
 */
export async function receiveReport(
  deps: ReportingDeps,
  given: { report: Report; reporter: Reporter; uploads: ReportingUploads; tell: Tell },
): Promise<Receipt> {
  const { report, reporter, uploads } = given;
  const earlier = await findEarlier(deps, report, reporter);
  if (earlier !== undefined) return earlier;
  const options = chooseDataset(report.options, reporter);
  const files = await checkUploads(given);
  const received = await receiveSubmission(deps, {
    files: files.map(({ path, name, role }) => ({ path, name, role })),
    options,
    actor: reporter.actor,
    progress: {
      step: (name, total = 0) => given.tell.step(name, total),
      advance: given.tell.advance,
      done() {},
      log() {},
    },
  });
  const receipt = await issueReceipt(deps, { report, reporter, submissionId: received.id });
  await deps.enqueue(received.id, reporter.actor);
  for (const { id } of report.uploads) await uploads.remove(id);
  return receipt;
}

// The answer was lost on its way: the uploads are gone, the receipt is there.
async function findEarlier(deps: ReportingDeps, report: Report, reporter: Reporter): Promise<Receipt | undefined> {
  const ids = report.uploads.map(({ id }) => id);
  const found = await findReceiptOfUploads(deps.db.app, ids, reporter.name);
  if (found.length === 0) return undefined;
  const [stored] = found;
  if (found.length === 1 && stored && digestFiles(stored.document.files) === digestFiles(report.uploads)) {
    return toReceipt(stored, deps.keys.publicKey);
  }
  throw new Problem(errors.otherReceipt, 'These uploads, or some of them, led to another receipt.', {
    receipt: stored?.id,
    action: 'Send the files again as new uploads.',
  });
}

function chooseDataset(options: Report['options'], reporter: Reporter): Report['options'] {
  const { dataset } = reporter;
  if (dataset === null || dataset === options.dataset) return options;
  if (options.dataset === 'default') return { ...options, dataset };
  throw new Problem(errors.wrongDataset, `${reporter.name} may report to the dataset ${dataset} only.`, {
    expected: dataset,
    action: `Leave --dataset out, or ask the National Genome Database for a token for ${options.dataset}.`,
  });
}

async function checkUploads(given: {
  report: Report;
  reporter: Reporter;
  uploads: ReportingUploads;
  tell: Tell;
}): Promise<(ReportedFile & { path: string })[]> {
  const { report, reporter, uploads, tell } = given;
  const found = [];
  for (const file of report.uploads)
    found.push({ ...file, ...(await uploads.find(file.id, reporter.owner, file.name)), said: file.bytes });
  tell.step(
    'Comparing checksums',
    found.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  for (const file of found) {
    const sha256 = await hashFile(file.path, tell);
    if (sha256 === file.sha256 && file.bytes === file.said) continue;
    // What is damaged is not kept: sending it again starts with nothing.
    await uploads.remove(file.id);
    throw new Problem(errors.checksum, `${file.name} arrived with other bytes than were sent.`, {
      file: file.name,
      expected: `${file.said} bytes with SHA-256 ${file.sha256}`,
      found: `${file.bytes} bytes with SHA-256 ${sha256}`,
      upload: file.id,
      action: 'Send this file again from its beginning.',
    });
  }
  return found;
}

async function hashFile(path: string, tell: Tell): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    tell.advance(chunk.length);
  }
  return hash.digest('hex');
}

function digestFiles(files: readonly { name: string; role: string; sha256: string; bytes: number }[]): string {
  const listed = files.map(({ name, role, sha256, bytes }) => ({ name, role, sha256, bytes }));
  return createHash('sha256').update(canonicalJson(listed)).digest('hex');
}

async function issueReceipt(
  deps: ReportingDeps,
  given: { report: Report; reporter: Reporter; submissionId: string },
): Promise<Receipt> {
  const { report, reporter, submissionId } = given;
  const { publicKey } = deps.keys;
  const contentDigest = digestFiles(report.uploads);
  const uploadIds = report.uploads.map(({ id }) => id);
  return await deps.db.advisoryLock(`genomes.receipt:${reporter.name}:${submissionId}`, async () => {
    const submission = await readSubmission(deps.db.app, submissionId);
    const { submissionNo } = submission;
    const objectIds = await matchFiles(deps, report.uploads, submission);
    return await deps.db.withActor(reporter.actor, async (trx) => {
      const same = await findSameReceipt(trx, { sender: reporter.name, submissionNo, contentDigest });
      if (same !== undefined) {
        await rememberUploads(trx, same.receiptNo, uploadIds);
        return toReceipt(same, publicKey);
      }
      const document: ReceiptDocument = {
        kind: 'idun.receipt',
        version: 1,
        id: newId('rcp'),
        sender: reporter.name,
        submission: submissionId,
        files: report.uploads.map(({ name, role, bytes, sha256 }) => ({ name, role, bytes, sha256 })),
        receivedAt: deps.clock.now().toISOString(),
        key: fingerprintOf(publicKey),
      };
      const signature = signDocument(deps.keys, document);
      await insertReceipt(trx, { submissionNo, document, signature, contentDigest, uploadIds, objectIds });
      return { document, signature, publicKey };
    });
  });
}

// Content that was here before keeps the files it came with: a receipt never names one that is not kept.
async function matchFiles(
  deps: ReportingDeps,
  files: readonly ReportedFile[],
  submission: { submissionNo: number; id: string },
): Promise<(string | null)[]> {
  const stored = await readFiles(deps.db.app, submission.submissionNo);
  return files.map((file) => {
    const kept = stored.find(({ sha256, objectId }) => sha256 === file.sha256 && objectId !== null);
    if (kept !== undefined) return kept.objectId;
    throw new Problem(
      errors.notInArchive,
      `The genomes are in the archive already, as submission ${submission.id}, but without ${file.name}.`,
      { file: file.name, action: 'Leave this file out, or have that submission replaced.' },
    );
  });
}
