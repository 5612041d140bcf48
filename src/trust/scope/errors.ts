import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  forged: { code: 'IDUN_SCOPE_FORGED', status: 403, title: 'This access was not granted by Idun.' },
  expired: { code: 'IDUN_SCOPE_EXPIRED', status: 403, title: 'This access has expired.' },
  act: { code: 'IDUN_SCOPE_ACT', status: 403, title: 'This access does not allow that.' },
  notYours: { code: 'IDUN_SCOPE_NOT_YOURS', status: 404, title: 'There is nothing here for you.' },
  signIn: { code: 'IDUN_ACCESS_SIGN_IN', status: 401, title: 'This needs a sign-in.' },
  role: { code: 'IDUN_ACCESS_ROLE', status: 403, title: 'Your role does not allow that.' },
  token: { code: 'IDUN_ACCESS_TOKEN', status: 403, title: 'This token does not allow that.' },
  stepUp: { code: 'IDUN_ACCESS_STEP_UP', status: 403, title: 'This needs a fresh sign-in.' },
  undeclared: { code: 'IDUN_ACCESS_UNDECLARED', status: 500, title: 'A route does not say what it does.' },
} as const satisfies Record<string, ProblemSpec>;
