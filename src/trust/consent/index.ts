export * from './consent.ts';
export { consentMigrations } from './migrations.ts';
