import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../../../platform/progress/index.ts';
import { type Attestation, attestationSchema, type Receipt, type ReceiptStatus } from '../model.ts';
import { askStatus, askUntilDone } from './ask-until-done.ts';
import type { Connection } from './connection.ts';
import { verifyAgainstReceipt } from './documents.ts';
import type { Retrying } from './retry.ts';

interface Asking {
  connection: Connection;
  retrying: Retrying;
  progress: Progress;
}

const undecided = new Set(['received', 'validating']);

/** Waits until the submission of a receipt is decided. @returns where it then stands */
export async function waitForDecision(asking: Asking, receiptId: string): Promise<ReceiptStatus> {
  const { connection, retrying, progress } = asking;
  progress.step('Waiting for the decision');
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 15_000)) {
    const status = await askStatus(connection, retrying, receiptId);
    if (!undecided.has(status.submission.state)) {
      progress.done();
      return status;
    }
    await sleep(wait, undefined, { signal: retrying.signal });
  }
}

/**
 * Has the database read its copies back and fetches what it signs.
 * @param trusted fingerprint of the key that the receipt is trusted for
 * @throws Problem IDUN_REPORTING_NOT_ACCEPTED, IDUN_REPORTING_BAD_SIGNATURE
 */
export async function fetchAttestation(asking: Asking, receipt: Receipt, trusted: string): Promise<Attestation> {
  const attestation = await askUntilDone(asking, {
    path: `/api/reporting/receipts/${receipt.document.id}/attestation`,
    schema: attestationSchema,
    body: {},
  });
  verifyAgainstReceipt(attestation, receipt, trusted);
  return attestation;
}
