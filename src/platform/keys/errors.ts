import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  missing: { code: 'IDUN_KEY_MISSING', status: 500, title: 'A key cannot be opened.' },
} as const satisfies Record<string, ProblemSpec>;
