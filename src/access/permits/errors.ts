import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of permits. */
export const errors = {
  notActive: { code: 'IDUN_PERMIT_NOT_ACTIVE', status: 403, title: 'The permit does not hold now.' },
  notCovered: { code: 'IDUN_PERMIT_NOT_COVERED', status: 403, title: 'The permit does not cover this.' },
  notFound: { code: 'IDUN_PERMIT_NOT_FOUND', status: 404, title: 'There is no such permit here.' },
  period: { code: 'IDUN_PERMIT_PERIOD', status: 400, title: 'A permit cannot hold so.' },
  purpose: { code: 'IDUN_PERMIT_PURPOSE', status: 422, title: 'No permit is given for this purpose.' },
} as const satisfies Record<string, ProblemSpec>;
