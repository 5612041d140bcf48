export * from './administered.ts';
export { kindNames, type OrganisationKind, organisationKinds } from './kinds.ts';
export { organisationMigrations } from './migrations.ts';
export * from './store.ts';
export * from './tree.ts';
