import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { type Attestation, attestationSchema, type Receipt, receiptSchema } from '../model.ts';
import { fingerprintOf, verifyDocument } from '../signing.ts';
import type { SenderState } from './sender-state.ts';

const documentSchema = z.union([receiptSchema, attestationSchema]);

/** Reads a receipt or an attestation from a file, without believing it. @throws Problem IDUN_REPORTING_BAD_DOCUMENT */
export function readDocument(path: string): Receipt | Attestation {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(errors.badDocument, `${path} cannot be read as JSON: ${why}.`, { file: path }, { cause });
  }
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(errors.badDocument, `${path} is neither a receipt nor an attestation of Idun.`, {
    file: path,
    expected: 'a file that `idun genomes send` or `idun reporting attest` wrote',
  });
}

export function isReceipt(document: Receipt | Attestation): document is Receipt {
  return 'document' in document;
}

/** Reads a receipt. @throws Problem IDUN_REPORTING_BAD_DOCUMENT */
export function readReceiptFile(path: string): Receipt {
  const document = readDocument(path);
  if (isReceipt(document)) return document;
  throw new Problem(errors.badDocument, `${path} is an attestation, not a receipt.`, {
    file: path,
    expected: 'a receipt',
  });
}

/** Reads an attestation. @throws Problem IDUN_REPORTING_BAD_DOCUMENT */
export function readAttestationFile(path: string): Attestation {
  const document = readDocument(path);
  if (!isReceipt(document)) return document;
  throw new Problem(errors.badDocument, `${path} is a receipt, not an attestation.`, {
    file: path,
    action: 'Fetch the attestation with `idun reporting attest RECEIPT.json`.',
  });
}

/**
 * Which key to trust: the one named, else the one in the document if this sender pinned it when it sent.
 * A key that only the document itself shows proves nothing: anybody can sign with a key of their own.
 * @throws Problem IDUN_REPORTING_UNKNOWN_KEY
 */
export function chooseTrusted(document: Receipt | Attestation, state: SenderState, named: string | undefined): string {
  if (named !== undefined) return named;
  const shown = fingerprintOf(document.publicKey);
  if (state.findServerByKey(shown) !== undefined) return shown;
  throw new Problem(errors.unknownKey, `This machine never sent to a database with the key ${shown}.`, {
    action: 'Compare it with the fingerprint that the National Genome Database publishes, and give that with --key.',
  });
}

/** Checks a receipt's signature. @throws Problem IDUN_REPORTING_BAD_SIGNATURE */
export function verifyReceipt(receipt: Receipt, trusted: string): void {
  verifyDocument(receipt, receipt.publicKey, trusted);
}

/** Checks every statement of an attestation. @throws Problem IDUN_REPORTING_BAD_SIGNATURE */
export function verifyAttestation(attestation: Attestation, trusted: string): void {
  for (const statement of attestation.statements) {
    verifyDocument(statement, attestation.publicKey, trusted);
    if (statement.document.receipt !== attestation.receipt) {
      throw new Problem(errors.badSignature, 'A statement in it belongs to another receipt.');
    }
  }
}

// Not by name: an erasure takes the names of samples out of file names, also in documents signed before.
const lineOf = ({ sha256, bytes }: { sha256: string; bytes: number }) => `${sha256} ${bytes}`;

/**
 * Checks that an attestation is one of this receipt: the same key, the same files, every signature.
 * @throws Problem IDUN_REPORTING_BAD_SIGNATURE
 */
export function verifyAgainstReceipt(attestation: Attestation, receipt: Receipt, trusted: string): void {
  verifyReceipt(receipt, trusted);
  verifyAttestation(attestation, trusted);
  const promised = receipt.document.files.map(lineOf).sort().join('\n');
  const attested = attestation.statements
    .map(({ document }) => lineOf(document.file))
    .sort()
    .join('\n');
  if (attestation.receipt === receipt.document.id && promised === attested) return;
  throw new Problem(errors.badSignature, 'The attestation is one of another receipt.', {
    expected: `an attestation of ${receipt.document.id} with its ${receipt.document.files.length} files`,
  });
}

/** Whether a statement lets the local copy go. */
export function letsGo({ document }: Attestation['statements'][number]): boolean {
  return document.complete && document.readable && document.submissionState === 'accepted';
}
