export * from './audit.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Access, AccessBy } from './entry.ts';
export { EntryExporter, type ExportHeader, exportHeader } from './export/bundle.ts';
export { type CheckedExport, checkExport } from './export/check-export.ts';
export { askedFor, exportLines } from './export/export-lines.ts';
export { headToWire, latestHead, type WireHead } from './heads.ts';
export {
  followKey,
  type HeadWorth,
  type KeyChain,
  readKeyChain,
  readSuccessions,
  type Succession,
} from './key-chain.ts';
export { auditMigrations } from './migrations.ts';
export { numberOfEntry, proveConsistency, proveInclusion } from './proofs.ts';
export { eraseAuditReferences } from './references.ts';
export { type AuditKeyRotation, type KeyRotationStep, rotateAuditKey } from './rotate-key.ts';
export { runSequencer, sequenceNow } from './sequencer.ts';
export { type AuditKey, type AuditPublicKey, openAuditKey, readAuditPublicKey } from './signing.ts';
export { type ChunkThreadSetup, serveChunks } from './verify/chunk-readers.ts';
export type { Finding, VerifyReport } from './verify/report.ts';
export { verifyLog } from './verify/verify-log.ts';
export { type CitizenEntry, type Completeness, citizenPage, completenessOf } from './views/citizen-log.ts';
export { peopleInEntries, type SubjectInEntries } from './views/people-in-entries.ts';
export type { LogFilter } from './views/search-log.ts';
export { subjectsByPerson } from './views/subjects.ts';
export { hasWrittenEntries } from './wake.ts';
export { followWitnesses, giveToWitness, readWitness } from './witness/witness.ts';
