import { sql } from 'kysely';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { readFiles } from '../submissions/store.ts';
import type { ReportingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Attestation, ReceiptDocument, StatementDocument } from './model.ts';
import type { Tell } from './pending-work.ts';
import { readCopy } from './read-copy.ts';
import type { Reporter } from './senders.ts';
import { fingerprintOf, signDocument } from './signing.ts';
import { findReceipt, readStatements, type StoredReceipt, toAttestation, writeStatement } from './store.ts';

/** A reporter's own receipt. @throws Problem IDUN_REPORTING_RECEIPT_UNKNOWN, also for somebody else's */
export async function readReceipt(deps: ReportingDeps, id: string, reporter: Reporter): Promise<StoredReceipt> {
  // An operator runs the database and may look at every receipt.
  const stored = await findReceipt(deps.db.app, id, reporter.owner === 'operator' ? undefined : reporter.name);
  if (stored !== undefined) return stored;
  throw new Problem(errors.receiptUnknown, `${reporter.name} has no receipt ${id} here.`);
}

/** @throws Problem IDUN_REPORTING_NOT_ACCEPTED unless the archive has accepted the submission and has it still */
export function requireAccepted(receipt: StoredReceipt): void {
  if (receipt.submissionState === 'accepted') return;
  const waiting = receipt.submissionState === 'received' || receipt.submissionState === 'validating';
  throw new Problem(
    errors.notAccepted,
    `The submission ${receipt.submissionId} is ${receipt.submissionState}, so nothing is attested and the local copies must stay.`,
    {
      expected: 'accepted',
      state: receipt.submissionState,
      action: waiting ? 'Ask again when it is decided.' : 'Read the submission’s report, and send a corrected file.',
    },
  );
}

/**
 * Reads the archive's copy of every file of a receipt to its last byte and signs, for each, whether it is complete (bytes and
 * SHA-256 as in the receipt) and readable as its format. Only what is both may go at the sender's.
 * @throws Problem IDUN_REPORTING_NOT_ACCEPTED
 */
export async function attestFiles(
  deps: ReportingDeps,
  given: { id: string; reporter: Reporter; scope: Scope; tell: Tell },
): Promise<Attestation> {
  const { reporter, scope, tell } = given;
  assertScope(scope, 'metadata', deps.clock);
  const receipt = await readReceipt(deps, given.id, reporter);
  requireAccepted(receipt);
  await recordAccess(deps.db.app, scope, { action: 'reporting.attest', object: receipt.id });
  tell.step(
    'Reading the copies',
    receipt.document.files.reduce((sum, file) => sum + file.bytes, 0),
  );
  const stored = await readFiles(deps.db.app, receipt.submissionNo);
  for (const [fileNo, file] of receipt.document.files.entries()) {
    const kept = stored.find(({ sha256, objectId }) => sha256 === file.sha256 && objectId !== null);
    const found = await readOne(deps, file, kept?.objectId ?? null, tell);
    if (kept === undefined && (await wasErasedFrom(deps, receipt.submissionNo))) {
      found.finding = 'A genome in this file was erased: the copy here was removed, or written anew without it.';
    }
    // The state is read after the copy, so that a retraction meanwhile is not overlooked.
    const { submissionState } = await readReceipt(deps, receipt.id, reporter);
    const document: StatementDocument = {
      kind: 'idun.attestation',
      version: 1,
      receipt: receipt.id,
      submission: receipt.submissionId,
      file,
      ...found,
      submissionState,
      attestedAt: deps.clock.now().toISOString(),
      key: fingerprintOf(deps.keys.publicKey),
    };
    const signature = signDocument(deps.keys, document);
    await deps.db.withActor(reporter.actor, (trx) =>
      writeStatement(trx, receipt.receiptNo, fileNo, { document, signature }),
    );
    if (!found.complete || !found.readable)
      deps.log.error({ receipt: receipt.id, fileNo }, 'a stored original is not whole');
  }
  return toAttestation(receipt.id, await readStatements(deps.db.app, receipt.receiptNo), deps.keys.publicKey)!;
}

async function wasErasedFrom(deps: ReportingDeps, submissionNo: number): Promise<boolean> {
  const { rows } = await sql`select from genomes.genomes where submission_no = ${submissionNo}
    and state = 'erased' limit 1`.execute(deps.db.app);
  return rows.length > 0;
}

type Found = Pick<StatementDocument, 'complete' | 'readable' | 'format' | 'finding'>;

async function readOne(
  deps: ReportingDeps,
  file: ReceiptDocument['files'][number],
  objectId: string | null,
  tell: Tell,
): Promise<Found> {
  const lost = (finding: string): Found => ({ complete: false, readable: false, format: 'unknown', finding });
  if (objectId === null) return lost('The archive keeps no copy of this file.');
  const source = await deps.objects.open(objectId).catch((error: unknown) => error);
  if (source instanceof Error) return lost(`The stored copy cannot be read: ${source.message}`);
  const copy = await readCopy(source as Awaited<ReturnType<typeof deps.objects.open>>, file.role, tell.advance);
  const complete = copy.sha256 === file.sha256 && copy.bytes === file.bytes;
  const finding =
    copy.finding ??
    (complete ? undefined : `The copy has ${copy.bytes} bytes and the SHA-256 ${copy.sha256 ?? 'unknown'}.`);
  return { complete, readable: copy.readable, format: copy.format, ...(finding === undefined ? {} : { finding }) };
}
