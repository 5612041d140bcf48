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
} as const satisfies Record<string, ProblemSpec>;
