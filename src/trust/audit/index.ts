export * from './audit.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Access, AccessBy } from './entry.ts';
export { auditMigrations } from './migrations.ts';
export { eraseAuditReferences } from './references.ts';
export { runSequencer, sequenceNow } from './sequencer.ts';
export { type AuditKey, openAuditKey } from './signing.ts';
export { hasWrittenEntries } from './wake.ts';
