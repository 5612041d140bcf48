import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of column files. */
export const errors = {
  lost: { code: 'IDUN_COLUMNS_LOST', status: 500, title: 'A column file of the register cannot be read.' },
  damaged: { code: 'IDUN_COLUMNS_DAMAGED', status: 500, title: 'A column file of the register is damaged.' },
  newer: { code: 'IDUN_COLUMNS_NEWER', status: 500, title: 'A column file was written by a newer Idun.' },
  tooManyWords: {
    code: 'IDUN_COLUMNS_WORDS',
    status: 422,
    title: 'A column has more different values than it can hold.',
  },
} as const satisfies Record<string, ProblemSpec>;
