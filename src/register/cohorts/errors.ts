import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of cohorts. */
export const errors = {
  notFound: { code: 'IDUN_COHORT_NOT_FOUND', status: 404, title: 'There is no such cohort.' },
  versionNotFound: { code: 'IDUN_COHORT_VERSION_NOT_FOUND', status: 404, title: 'The cohort has no such version.' },
  definition: { code: 'IDUN_COHORT_DEFINITION', status: 400, title: 'The definition of the cohort cannot be read.' },
  carriers: { code: 'IDUN_COHORT_CARRIERS', status: 403, title: 'This access may not ask who carries a variant.' },
  notOwner: { code: 'IDUN_COHORT_NOT_OWNER', status: 403, title: 'The cohort belongs to somebody else.' },
  notAllowed: { code: 'IDUN_COHORT_NOT_ALLOWED', status: 403, title: 'This access has no cohorts.' },
  tooSmall: {
    code: 'IDUN_COHORT_TOO_SMALL',
    status: 403,
    title: 'The cohort is too small for its frequencies to leave.',
  },
  differencing: {
    code: 'IDUN_COHORT_DIFFERENCING',
    status: 403,
    title: 'These frequencies would tell of single people, beside others that have left.',
  },
  gene: { code: 'IDUN_COHORT_GENE', status: 404, title: 'No gene has this name.' },
} as const satisfies Record<string, ProblemSpec>;
