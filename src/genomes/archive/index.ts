export { archiveMigrations } from './migrations/index.ts';
