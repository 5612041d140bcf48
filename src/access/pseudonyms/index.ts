export { errors as pseudonymErrors } from './errors.ts';
export { pseudonymMigrations } from './migrations.ts';
export { makePseudonym, type PseudonymDeps, pseudonymKeyColumns, pseudonymsFor } from './pseudonyms.ts';
export { askRelinking, decideRelinking, listRelinkings, openRelinking, type RelinkRequest } from './relink.ts';
export { type RelinkingState, relinkingMachine } from './status.ts';
