import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals around pseudonyms. */
export const errors = {
  sameEyes: { code: 'IDUN_RELINKING_SAME_EYES', status: 403, title: 'A second person must agree.' },
  notAsker: { code: 'IDUN_RELINKING_NOT_ASKER', status: 403, title: 'Only whoever asked opens it.' },
  lapsed: { code: 'IDUN_RELINKING_LAPSED', status: 409, title: 'The time to open it is over.' },
  unknown: { code: 'IDUN_PSEUDONYM_UNKNOWN', status: 404, title: 'Nobody of the project has this pseudonym.' },
} as const satisfies Record<string, ProblemSpec>;
