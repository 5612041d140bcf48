export * from './audit.ts';
export { canonicalJson } from './canonical-json.ts';
export { auditMigrations } from './migrations.ts';
