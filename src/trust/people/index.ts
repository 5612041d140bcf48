export * from './cpr.ts';
export { peopleMigrations } from './migrations.ts';
export * from './model.ts';
export { resolvePerson } from './resolve-person.ts';
export * from './store.ts';
