export { organisationMigrations } from './migrations.ts';
export * from './store.ts';
