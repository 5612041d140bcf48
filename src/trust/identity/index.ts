export {
  type Account,
  createAccount,
  findAccount,
  findAccountByLogin,
  type NewAccount,
  removeDemoAccounts,
} from './accounts.ts';
export type { ActingSession, IdentityAct, RecordAct } from './deps.ts';
export { grantHolding, type NewHolding } from './holdings.ts';
export { identityMigrations } from './migrations.ts';
export * from './one-time-links.ts';
export * from './roles.ts';
export * from './sessions.ts';
export * from './visits.ts';
