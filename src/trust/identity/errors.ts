import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  linkUsed: { code: 'IDUN_LINK_USED', status: 403, title: 'This one-time link cannot be used.' },
  notYours: { code: 'IDUN_HOLDING_NOT_YOURS', status: 403, title: 'You do not hold this role.' },
  notSignedIn: { code: 'IDUN_NOT_SIGNED_IN', status: 401, title: 'You are not signed in.' },
  signInFailed: { code: 'IDUN_SIGN_IN_FAILED', status: 401, title: 'Signing in did not succeed.' },
  wait: { code: 'IDUN_SIGN_IN_WAIT', status: 429, title: 'Too many wrong tries in a short time.' },
  loginTaken: { code: 'IDUN_LOGIN_TAKEN', status: 409, title: 'The login is taken.' },
  accountNotFound: { code: 'IDUN_ACCOUNT_NOT_FOUND', status: 404, title: 'There is no such account.' },
  roleMisplaced: { code: 'IDUN_ROLE_MISPLACED', status: 422, title: 'The role cannot be held like that.' },
  ceremonyOver: { code: 'IDUN_CEREMONY_OVER', status: 409, title: 'This must be begun again.' },
  passkeyRefused: { code: 'IDUN_PASSKEY_REFUSED', status: 422, title: 'The passkey was not accepted.' },
  passkeyUnknown: { code: 'IDUN_PASSKEY_UNKNOWN', status: 404, title: 'There is no such passkey.' },
  noPasskeysHere: {
    code: 'IDUN_PASSKEY_NO_NAME',
    status: 422,
    title: 'Passkeys need a name, not an address in numbers.',
  },
  weakPassword: { code: 'IDUN_PASSWORD_WEAK', status: 422, title: 'The password is too easy to guess.' },
  tokenRefused: { code: 'IDUN_TOKEN_TERMS', status: 422, title: 'A token cannot be made like that.' },
  tokenUnknown: { code: 'IDUN_TOKEN_UNKNOWN', status: 404, title: 'There is no such token.' },
  assertionRefused: { code: 'IDUN_ASSERTION_REFUSED', status: 401, title: 'The signed assertion is not accepted.' },
} as const satisfies Record<string, ProblemSpec>;
