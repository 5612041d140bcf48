import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  linkUsed: { code: 'IDUN_LINK_USED', status: 403, title: 'This one-time link cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;
