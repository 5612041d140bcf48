import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  targetNotEmpty: { code: 'IDUN_BACKUP_TARGET_NOT_EMPTY', status: 409, title: 'The folder is not empty.' },
  notABackup: { code: 'IDUN_BACKUP_UNKNOWN', status: 422, title: 'This is not a whole backup.' },
  damaged: { code: 'IDUN_BACKUP_DAMAGED', status: 422, title: 'The backup is damaged.' },
  unfinished: { code: 'IDUN_BACKUP_UNFINISHED', status: 409, title: 'A restore has not finished.' },
  newer: { code: 'IDUN_BACKUP_NEWER', status: 409, title: 'The backup was made by a newer Idun.' },
} as const satisfies Record<string, ProblemSpec>;
