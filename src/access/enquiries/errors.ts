import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of enquiries. */
export const errors = {
  topic: { code: 'IDUN_ENQUIRY_TOPIC', status: 400, title: 'There is no such topic.' },
  notYours: { code: 'IDUN_ENQUIRY_NOT_YOURS', status: 403, title: 'Somebody else answers this question.' },
} as const satisfies Record<string, ProblemSpec>;
