import { z } from 'zod';
import { submissionOptionsSchema } from '../model.ts';

export const fileRoleSchema = z.enum(['calls', 'pedigree', 'phenopacket', 'target', 'callable']);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
export const fingerprintSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits');
const instant = z.iso.datetime();
const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\\p{Cc}]+$/u, 'expected a file name without folders');

/** What a sender may say about the files: all that `genomes add` takes, apart from what only the database itself may say. */
export const reportOptionsSchema = submissionOptionsSchema
  .omit({ demo: true, receivedOn: true })
  .extend({ source: submissionOptionsSchema.shape.source.unwrap().default('general-purpose') })
  .strict();
export type ReportOptionsInput = z.input<typeof reportOptionsSchema>;

/** One finished upload and what the sender says it is. */
export const reportedFileSchema = z.object({
  /** Id of the tus upload, the last part of its address. */
  id: z.string().regex(/^[0-9a-zA-Z_-]{16,64}$/),
  name: fileName,
  role: fileRoleSchema.default('calls'),
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
});
export type ReportedFile = z.infer<typeof reportedFileSchema>;

export const reportSchema = z.object({
  uploads: z.array(reportedFileSchema).min(1).max(10_000),
  options: reportOptionsSchema.default(() => reportOptionsSchema.parse({})),
});
export type Report = z.infer<typeof reportSchema>;

const fileSchema = z.object({ name: fileName, role: fileRoleSchema, bytes: z.number().int(), sha256: sha256Schema });

/** What the database signs when files have arrived whole. */
export const receiptDocumentSchema = z.object({
  kind: z.literal('idun.receipt'),
  version: z.literal(1),
  id: z.string().regex(/^rcp_/),
  sender: z.string(),
  submission: z.string().regex(/^sub_/),
  files: z.array(fileSchema).min(1),
  receivedAt: instant,
  /** Fingerprint of the key that signs. */
  key: fingerprintSchema,
});
export type ReceiptDocument = z.infer<typeof receiptDocumentSchema>;

/** What the database signs about one file of a receipt after it has read its copy back. */
export const statementDocumentSchema = z.object({
  kind: z.literal('idun.attestation'),
  version: z.literal(1),
  receipt: z.string().regex(/^rcp_/),
  submission: z.string().regex(/^sub_/),
  file: fileSchema,
  /** The stored copy has the bytes and the SHA-256 of the receipt. */
  complete: z.boolean(),
  /** The stored copy can be decrypted, decompressed and read to its last record. */
  readable: z.boolean(),
  /** What the copy was read as. */
  format: z.string(),
  /** Why not, when it is not both. */
  finding: z.string().optional(),
  submissionState: z.string(),
  attestedAt: instant,
  key: fingerprintSchema,
});
export type StatementDocument = z.infer<typeof statementDocumentSchema>;

/** A detached Ed25519 signature over the document's canonical JSON (RFC 8785) in UTF-8. */
export const signatureSchema = z.object({
  algorithm: z.literal('Ed25519'),
  key: fingerprintSchema,
  value: z.string(),
});
export type Signature = z.infer<typeof signatureSchema>;

export const receiptSchema = z.object({
  document: receiptDocumentSchema,
  signature: signatureSchema,
  /** SPKI PEM; worth nothing by itself: the fingerprint is what must be known. */
  publicKey: z.string(),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const attestationSchema = z.object({
  kind: z.literal('idun.attestations'),
  receipt: z.string().regex(/^rcp_/),
  statements: z.array(z.object({ document: statementDocumentSchema, signature: signatureSchema })).min(1),
  publicKey: z.string(),
});
export type Attestation = z.infer<typeof attestationSchema>;

export const removalSchema = z.object({
  files: z
    .array(z.object({ name: fileName, sha256: sha256Schema }))
    .min(1)
    .max(10_000),
  /** When the local copies went. */
  at: instant,
});
export type Removal = z.infer<typeof removalSchema>;

/** Work that goes on while the sender asks again. */
export const pendingSchema = z.object({
  pending: z.literal(true),
  step: z.string(),
  done: z.number(),
  total: z.number(),
});
export type Pending = z.infer<typeof pendingSchema>;

/** Where a receipt stands. */
export const receiptStatusSchema = z.object({
  receipt: receiptSchema,
  submission: z.object({
    id: z.string(),
    state: z.string(),
    summary: z.string().nullable(),
    findings: z.array(
      z.object({ severity: z.string(), what: z.string(), action: z.string(), file: z.string().optional() }),
    ),
  }),
  files: z.array(
    z.object({
      name: z.string(),
      sha256: sha256Schema,
      attestedAt: instant.nullable(),
      good: z.boolean(),
      localRemovedAt: instant.nullable(),
    }),
  ),
  attestation: attestationSchema.nullable(),
});
export type ReceiptStatus = z.infer<typeof receiptStatusSchema>;

export const keyAnswerSchema = z.object({
  algorithm: z.literal('Ed25519'),
  fingerprint: fingerprintSchema,
  publicKey: z.string(),
});
export type KeyAnswer = z.infer<typeof keyAnswerSchema>;

export const removalAnswerSchema = z.object({
  receipt: z.string(),
  files: z.array(z.object({ name: z.string(), sha256: sha256Schema, localRemovedAt: instant })),
});
export type RemovalAnswer = z.infer<typeof removalAnswerSchema>;
