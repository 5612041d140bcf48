import type { ProblemSpec } from '../problem/index.ts';

/** Refusals of lists. */
export const errors = {
  badSort: { code: 'IDUN_LIST_SORT', status: 400, title: 'The list cannot be sorted by this.' },
  badFacet: { code: 'IDUN_LIST_FACET', status: 400, title: 'The list does not count these values.' },
  badColumn: { code: 'IDUN_LIST_COLUMN', status: 400, title: 'The list has no such column.' },
  badCursor: { code: 'IDUN_LIST_CURSOR', status: 400, title: 'This page mark cannot be read.' },
} as const satisfies Record<string, ProblemSpec>;
