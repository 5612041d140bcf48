import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  forged: { code: 'IDUN_SCOPE_FORGED', status: 403, title: 'This access was not granted by Idun.' },
  expired: { code: 'IDUN_SCOPE_EXPIRED', status: 403, title: 'This access has expired.' },
  act: { code: 'IDUN_SCOPE_ACT', status: 403, title: 'This access does not allow that.' },
} as const satisfies Record<string, ProblemSpec>;
