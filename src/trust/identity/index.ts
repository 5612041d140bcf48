export type { ActingSession, IdentityAct, RecordAct } from './deps.ts';
export { identityMigrations } from './migrations.ts';
export * from './one-time-links.ts';
export * from './roles.ts';
export * from './sessions.ts';
export * from './visits.ts';
