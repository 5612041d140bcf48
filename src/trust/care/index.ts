export { careMigrations } from './migrations.ts';
export * from './patients.ts';
