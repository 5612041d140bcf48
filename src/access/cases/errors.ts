import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of cases of the coordinating centre. */
export const errors = {
  notFound: { code: 'IDUN_CASE_NOT_FOUND', status: 404, title: 'There is no such case here.' },
  state: { code: 'IDUN_CASE_STATE', status: 409, title: 'The case is not in a state that allows this.' },
  notYourPart: { code: 'IDUN_CASE_NOT_YOUR_PART', status: 403, title: 'This is for another part of the case.' },
  noOrganisation: { code: 'IDUN_CASE_NO_ORGANISATION', status: 403, title: 'This needs a role in an organisation.' },
} as const satisfies Record<string, ProblemSpec>;
