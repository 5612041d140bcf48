import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  notFound: { code: 'IDUN_ORGANISATION_NOT_FOUND', status: 404, title: 'There is no such organisation.' },
  taken: { code: 'IDUN_ORGANISATION_TAKEN', status: 409, title: 'Another organisation has this name or code.' },
  misplaced: { code: 'IDUN_ORGANISATION_MISPLACED', status: 422, title: 'The organisation cannot lie there.' },
  notYours: { code: 'IDUN_ORGANISATION_NOT_YOURS', status: 403, title: 'This is outside your organisation.' },
} as const satisfies Record<string, ProblemSpec>;
