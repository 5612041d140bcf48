import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  entryUnknown: { code: 'IDUN_AUDIT_ENTRY_UNKNOWN', status: 404, title: 'There is no such entry in the log.' },
  pending: { code: 'IDUN_AUDIT_PENDING', status: 409, title: 'The entry is not in the tree yet.' },
  badSize: { code: 'IDUN_AUDIT_BAD_SIZE', status: 400, title: 'There is no tree of that size.' },
  damaged: { code: 'IDUN_AUDIT_DAMAGED', status: 500, title: 'The log is not what it was.' },
  keyUnreadable: { code: 'IDUN_AUDIT_KEY', status: 500, title: 'The key of the log cannot be used.' },
  witnessDisagrees: { code: 'IDUN_AUDIT_WITNESS', status: 409, title: 'The witness and the log disagree.' },
  badFile: { code: 'IDUN_AUDIT_BAD_FILE', status: 400, title: 'The file is not what it should be.' },
  notYours: { code: 'IDUN_AUDIT_NOT_YOURS', status: 403, title: 'This log is not yours to see.' },
} as const satisfies Record<string, ProblemSpec>;
