export { identityMigrations } from './migrations.ts';
export * from './sessions.ts';
