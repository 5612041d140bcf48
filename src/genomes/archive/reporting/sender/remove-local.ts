import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { type Attestation, type Receipt, type RemovalAnswer, removalAnswerSchema } from '../model.ts';
import { askStatus } from './ask-until-done.ts';
import type { Connection } from './connection.ts';
import { letsGo, verifyAgainstReceipt } from './documents.ts';
import { type Retrying, withRetry } from './retry.ts';

type Statement = Attestation['statements'][number];

/** A local copy and the statement about it. */
interface LocalCopy {
  path: string;
  statement: Statement;
  /** False when it went before. */
  there: boolean;
}

async function signatureOf(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!found.isFile()) {
    throw new Problem(
      errors.notTheSame,
      `${path} is not an ordinary file, so removing it would not remove the content.`,
      {
        file: path,
        action: 'Name the file itself, not a link to it.',
      },
    );
  }
  return `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function refuseUnattested(path: string, statement: Statement | undefined): Statement {
  if (statement !== undefined && letsGo(statement)) return statement;
  const why = statement?.document.finding ?? 'no statement says that the stored copy is complete and readable';
  throw new Problem(errors.notAttested, `${path} must stay: ${why}.`, {
    file: path,
    action: 'Fetch a new attestation with `idun reporting attest RECEIPT.json`.',
  });
}

/** Finds what is attested about a file: by its content when it is there, by its name when it went. */
async function findCopy(
  path: string,
  { statements }: Attestation,
): Promise<LocalCopy & { signature: string | undefined }> {
  const signature = await signatureOf(path);
  if (signature === undefined) {
    const named = statements.filter(({ document }) => document.file.name === basename(path));
    if (named.length > 1) {
      throw new Problem(errors.fileUnknown, `Several files of this receipt are called ${basename(path)}.`, {
        file: path,
        action: 'Which of them went cannot be told from the name. Use --delete while they are there.',
      });
    }
    return { path, signature, there: false, statement: refuseUnattested(path, named[0]) };
  }
  const sha256 = await hashFile(path);
  const same = statements.filter(({ document }) => document.file.sha256 === sha256);
  if (same.length === 0) {
    throw new Problem(errors.notTheSame, `The content of ${path} is not what was attested.`, {
      file: path,
      found: `SHA-256 ${sha256}`,
      action: 'Keep it: it was changed since, or it is another file.',
    });
  }
  const statement = same.find(({ document }) => document.file.name === basename(path)) ?? same[0];
  return { path, signature, there: true, statement: refuseUnattested(path, statement) };
}

async function removeCopy(path: string, signature: string | undefined): Promise<void> {
  if ((await signatureOf(path)) !== signature) {
    throw new Problem(errors.notTheSame, `${path} was changed a moment ago.`, {
      file: path,
      action: 'Nothing of it was removed.',
    });
  }
  await rm(path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

/**
 * Lets local copies go. Before a byte is removed: the receipt's and the attestation's signatures hold, each file's content is the
 * attested one, and the database says now that it still has the submission. After each removal it is recorded there; a call that
 * was interrupted in between records it when it is made again.
 * @param remove false: only records that files went which somebody removed by other means
 * @throws Problem IDUN_REPORTING_… ; files named after the one concerned are untouched
 */
export async function removeLocal(given: {
  paths: readonly string[];
  receipt: Receipt;
  attestation: Attestation;
  trusted: string;
  remove: boolean;
  connection: Connection;
  retrying: Retrying;
  now: () => Date;
}): Promise<RemovalAnswer['files']> {
  const { paths, receipt, attestation, connection, retrying } = given;
  verifyAgainstReceipt(attestation, receipt, given.trusted);
  const id = receipt.document.id;
  const copies = [];
  for (const path of paths) copies.push(await findCopy(path, attestation));
  const still = copies.find(({ there }) => there);
  if (!given.remove && still !== undefined) {
    throw new Problem(errors.stillThere, `${still.path} is still there.`, {
      file: still.path,
      action: 'Add --delete to have it removed and recorded in one go.',
    });
  }
  await requireKept(given, copies);
  const recorded: RemovalAnswer['files'] = [];
  for (const { path, signature, there, statement } of copies) {
    if (there) await removeCopy(path, signature);
    const { name, sha256 } = statement.document.file;
    const body = { files: [{ name, sha256 }], at: given.now().toISOString() };
    const answer = await withRetry(retrying, () =>
      connection.ask('POST', `/api/reporting/receipts/${id}/removed`, removalAnswerSchema, body),
    );
    recorded.push(...answer.files);
  }
  return recorded;
}

async function requireKept(
  given: { receipt: Receipt; connection: Connection; retrying: Retrying },
  copies: readonly LocalCopy[],
): Promise<void> {
  const status = await askStatus(given.connection, given.retrying, given.receipt.document.id);
  for (const { path, statement, there } of copies) {
    const file = status.files.find(({ sha256 }) => sha256 === statement.document.file.sha256);
    const kept = status.submission.state === 'accepted' && file?.good === true && file.attestedAt !== null;
    if (kept || !there) continue;
    throw new Problem(errors.notAttested, `${path} must stay: the submission is ${status.submission.state} now.`, {
      file: path,
      action: 'Ask the National Genome Database what became of it.',
    });
  }
}
