import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of kept questions. */
export const errors = {
  notFound: { code: 'IDUN_QUESTION_NOT_FOUND', status: 404, title: 'There is no such question.' },
  notOwner: { code: 'IDUN_QUESTION_NOT_OWNER', status: 403, title: 'The question belongs to somebody else.' },
  notAllowed: { code: 'IDUN_QUESTION_NOT_ALLOWED', status: 403, title: 'This access keeps no questions.' },
} as const satisfies Record<string, ProblemSpec>;
