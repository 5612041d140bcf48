import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of feeds. */
export const errors = {
  description: { code: 'IDUN_FEED_DESCRIPTION', status: 422, title: 'The description of the feed cannot be used.' },
  file: { code: 'IDUN_FEED_FILE', status: 422, title: 'A file of the feed cannot be read.' },
  refused: { code: 'IDUN_FEED_REFUSED', status: 422, title: 'The feed was refused; the earlier version stays.' },
  notFound: { code: 'IDUN_FEED_NOT_FOUND', status: 404, title: 'There is no such feed.' },
  version: { code: 'IDUN_FEED_VERSION', status: 409, title: 'The feed has no such version to go back to.' },
} as const satisfies Record<string, ProblemSpec>;
