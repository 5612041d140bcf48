import { registerQuestions } from './202611221300_register_questions.ts';

/** Migrations of kept questions. */
export const questionMigrations = [registerQuestions];
