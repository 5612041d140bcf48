import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  nobody: { code: 'IDUN_CITIZEN_NOBODY', status: 403, title: 'This page is for a citizen who has signed in.' },
  notYours: { code: 'IDUN_CITIZEN_NOT_YOURS', status: 403, title: 'This is not yours to see.' },
} as const satisfies Record<string, ProblemSpec>;
