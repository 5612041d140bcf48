export { namesOfActors } from './account-names.ts';
export {
  type Account,
  createAccount,
  findAccount,
  findAccountByLogin,
  type NewAccount,
  removeDemoAccounts,
} from './accounts.ts';
export { findToken, listTokens, makeToken, revokeToken } from './api-tokens.ts';
export { addServiceKey, listServiceKeys, removeServiceKey } from './assertions.ts';
export type { ActingSession, IdentityAct, RecordAct } from './deps.ts';
export { forgetExpired } from './forget-expired.ts';
export { endHolding, findHolding, grantHolding, type Holding, listHoldings, type NewHolding } from './holdings.ts';
export * from './manage-accounts.ts';
export { identityMigrations } from './migrations.ts';
export * from './one-time-links.ts';
export {
  describeSigningKeys,
  openSigningKeys,
  rotateSigningKeys,
  type SigningKey,
  type SigningKeyState,
  signingKeyRetention,
} from './provider/signing-keys.ts';
export { originOf } from './public-address.ts';
export {
  decideItem,
  lapseOverdue,
  listReviews,
  openDueReviews,
  openReview,
  type Review,
  readReview,
} from './reviews.ts';
export * from './roles.ts';
export * from './sessions.ts';
export * from './visits.ts';
