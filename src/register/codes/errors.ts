import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of lists of codes. */
export const errors = {
  list: { code: 'IDUN_CODES_LIST', status: 422, title: 'The list of codes was not taken.' },
  system: { code: 'IDUN_CODES_SYSTEM', status: 404, title: 'There is no such list of codes.' },
  inUse: { code: 'IDUN_CODES_IN_USE', status: 409, title: 'Feeds name this list of codes.' },
} as const satisfies Record<string, ProblemSpec>;
