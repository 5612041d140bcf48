import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  badSetting: { code: 'IDUN_CONFIG_BAD_SETTING', status: 400, title: 'A setting has a value that cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;
