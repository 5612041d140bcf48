import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  notYours: { code: 'IDUN_CONSENT_NOT_YOURS_TO_DECIDE', status: 403, title: 'This is for somebody else to decide.' },
  form: { code: 'IDUN_CONSENT_FORM', status: 422, title: 'There is no such consent form, or it is not complete.' },
  agreement: { code: 'IDUN_CONSENT_AGREEMENT', status: 404, title: 'There is no such consent.' },
  emergency: { code: 'IDUN_CONSENT_EMERGENCY', status: 422, title: 'An emergency is a basis for care only.' },
  rules: { code: 'IDUN_CONSENT_RULES', status: 500, title: 'The ages of deciding cannot be used.' },
  file: { code: 'IDUN_CONSENT_FILE', status: 422, title: 'The opt-out register was not taken.' },
  shrinks: { code: 'IDUN_CONSENT_FILE_SHRINKS', status: 409, title: 'The file would end suspiciously many opt-outs.' },
  older: { code: 'IDUN_CONSENT_FILE_OLDER', status: 409, title: 'A newer copy of the register is in place.' },
} as const satisfies Record<string, ProblemSpec>;
