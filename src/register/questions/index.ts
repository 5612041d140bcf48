export { questionMigrations } from './migrations/index.ts';
export type { KeptQuestion } from './model.ts';
