import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { Attestation, Receipt, ReceiptDocument, Signature, StatementDocument } from './model.ts';

/** A receipt as the database keeps it. */
export interface StoredReceipt {
  receiptNo: number;
  id: string;
  sender: string;
  submissionNo: number;
  submissionId: string;
  submissionState: string;
  summary: string | null;
  findings: { severity: string; what: string; action: string; file?: string }[];
  document: ReceiptDocument;
  signature: Signature;
  issuedAt: Date;
}

/** A file of a receipt and what became of it. */
export interface StoredStatement {
  fileNo: number;
  name: string;
  sha256: string;
  bytes: number;
  complete: boolean | null;
  readable: boolean | null;
  finding: string | null;
  document: StatementDocument | null;
  signature: Signature | null;
  attestedAt: Date | null;
  localRemovedAt: Date | null;
}

const receiptColumns = sql`r.receipt_no as "receiptNo", r.id, r.sender, r.submission_no as "submissionNo",
  s.id as "submissionId", s.state as "submissionState", s.report->>'summary' as summary,
  coalesce(s.report->'findings', '[]'::jsonb) as findings, r.document, r.signature::json as signature, r.issued_at as "issuedAt"`;

/** @param sender only this sender's receipts; undefined: anybody's */
export async function findReceipt(db: Db, id: string, sender?: string): Promise<StoredReceipt | undefined> {
  const { rows } = await sql<StoredReceipt>`select ${receiptColumns}
    from genomes.receipts r join genomes.submissions s using (submission_no)
    where r.id = ${id} and (${sender ?? null}::text is null or r.sender = ${sender ?? null})`.execute(db);
  return rows[0];
}

/** The receipt that this sender has for the same files of the same submission. */
export async function findSameReceipt(
  db: Db,
  given: { sender: string; submissionNo: number; contentDigest: string },
): Promise<StoredReceipt | undefined> {
  const { rows } = await sql<StoredReceipt>`select ${receiptColumns}
    from genomes.receipts r join genomes.submissions s using (submission_no)
    where r.sender = ${given.sender} and r.submission_no = ${given.submissionNo}
      and r.content_digest = ${given.contentDigest}`.execute(db);
  return rows[0];
}

/** The receipt that an upload became part of. */
export async function findReceiptOfUploads(db: Db, uploadIds: readonly string[], sender: string) {
  const { rows } = await sql<StoredReceipt & { uploads: number }>`select ${receiptColumns}, u.uploads
    from (select receipt_no, count(*)::int as uploads from genomes.receipt_uploads
      where upload_id = any(${[...uploadIds]}::text[]) group by receipt_no) u
    join genomes.receipts r using (receipt_no) join genomes.submissions s using (submission_no)
    where r.sender = ${sender}`.execute(db);
  return rows;
}

/** All receipts, newest first. */
export async function listReceipts(
  db: Db,
  limit: number,
): Promise<(StoredReceipt & { attested: number; removed: number })[]> {
  const { rows } = await sql<StoredReceipt & { attested: number; removed: number }>`select ${receiptColumns},
      (select count(*)::int from genomes.attestations a where a.receipt_no = r.receipt_no
        and a.attested_at is not null and a.complete and a.readable) as attested,
      (select count(*)::int from genomes.attestations a where a.receipt_no = r.receipt_no
        and a.local_removed_at is not null) as removed
    from genomes.receipts r join genomes.submissions s using (submission_no)
    order by r.receipt_no desc limit ${limit}`.execute(db);
  return rows;
}

/** Writes a signed receipt, its files and the uploads it was made from. */
export async function insertReceipt(
  trx: Db,
  given: {
    submissionNo: number;
    document: ReceiptDocument;
    signature: Signature;
    contentDigest: string;
    uploadIds: readonly string[];
    objectIds: readonly (string | null)[];
  },
): Promise<void> {
  const { document, signature } = given;
  const { rows } = await sql<{ no: number }>`insert into genomes.receipts
      (id, submission_no, sender, document, signature, issued_at, content_digest)
    values (${document.id}, ${given.submissionNo}, ${document.sender}, ${JSON.stringify(document)}::jsonb,
      ${JSON.stringify(signature)}, ${new Date(document.receivedAt)}, ${given.contentDigest})
    returning receipt_no as no`.execute(trx);
  const receiptNo = rows[0]!.no;
  const files = document.files.map((file, fileNo) => ({ ...file, fileNo, objectId: given.objectIds[fileNo] }));
  await sql`insert into genomes.attestations (receipt_no, file_no, name, sha256, bytes, object_id)
    select ${receiptNo}, "fileNo", name, sha256, bytes, "objectId" from json_to_recordset(${JSON.stringify(files)}::json)
      as f ("fileNo" int, name text, sha256 text, bytes bigint, "objectId" text)`.execute(trx);
  await rememberUploads(trx, receiptNo, given.uploadIds);
}

/** Remembers which receipt uploads led to. */
export async function rememberUploads(trx: Db, receiptNo: number, uploadIds: readonly string[]): Promise<void> {
  await sql`insert into genomes.receipt_uploads (upload_id, receipt_no)
    select unnest(${[...uploadIds]}::text[]), ${receiptNo} on conflict (upload_id) do nothing`.execute(trx);
}

/** The files of a receipt, in its order. */
export async function readStatements(db: Db, receiptNo: number): Promise<StoredStatement[]> {
  const { rows } =
    await sql<StoredStatement>`select file_no as "fileNo", name, sha256, bytes, complete, readable, finding,
      document, signature::json as signature, attested_at as "attestedAt", local_removed_at as "localRemovedAt"
    from genomes.attestations where receipt_no = ${receiptNo} order by file_no`.execute(db);
  return rows;
}

/** Keeps a signed statement about one file. */
export async function writeStatement(
  trx: Db,
  receiptNo: number,
  fileNo: number,
  signed: { document: StatementDocument; signature: Signature },
): Promise<void> {
  const { document, signature } = signed;
  await sql`update genomes.attestations set complete = ${document.complete}, readable = ${document.readable},
      finding = ${document.finding ?? null}, document = ${JSON.stringify(document)}::jsonb,
      signature = ${JSON.stringify(signature)}, attested_at = ${new Date(document.attestedAt)}
    where receipt_no = ${receiptNo} and file_no = ${fileNo}`.execute(trx);
}

/** Records that a local copy went; a first record stays. */
export async function writeRemoval(
  trx: Db,
  given: { receiptNo: number; fileNo: number; at: Date; recordedAt: Date; recordedBy: string },
): Promise<void> {
  await sql`update genomes.attestations set local_removed_at = ${given.at}, removal_recorded_at = ${given.recordedAt},
      removal_recorded_by = ${given.recordedBy}
    where receipt_no = ${given.receiptNo} and file_no = ${given.fileNo} and local_removed_at is null`.execute(trx);
}

/** The receipt as it goes out. */
export function toReceipt(stored: StoredReceipt, publicKey: string): Receipt {
  return { document: stored.document, signature: stored.signature, publicKey };
}

/** The attestation as it goes out, when every file has a statement. */
export function toAttestation(id: string, files: readonly StoredStatement[], publicKey: string): Attestation | null {
  const statements = files.flatMap(({ document, signature }) =>
    document && signature ? [{ document, signature }] : [],
  );
  return statements.length === files.length ? { kind: 'idun.attestations', receipt: id, statements, publicKey } : null;
}
