import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  unknown: { code: 'IDUN_OBJECT_UNKNOWN', status: 404, title: 'No such object.' },
  full: { code: 'IDUN_DISK_FULL', status: 507, title: 'The disk is full.' },
  damaged: { code: 'IDUN_OBJECT_DAMAGED', status: 500, title: 'A stored object is damaged.' },
} as const satisfies Record<string, ProblemSpec>;
