import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  breachUnknown: { code: 'IDUN_BREACH_UNKNOWN', status: 404, title: 'There is no such breach.' },
  breachAct: { code: 'IDUN_BREACH_ACT', status: 409, title: 'The breach is not in a state for that.' },
  breachField: { code: 'IDUN_BREACH_FIELD', status: 422, title: 'The law asks for something that is missing.' },
  breachReach: {
    code: 'IDUN_BREACH_REACH',
    status: 409,
    title: 'It is not stated which entries of the log it is about.',
  },
  datasetUnknown: { code: 'IDUN_RECORD_UNKNOWN', status: 404, title: 'There is no such dataset.' },
  termsOwn: { code: 'IDUN_RECORD_OWN', status: 409, title: 'The dataset itself says on what terms it is held.' },
  nothingToErase: { code: 'IDUN_ERASURE_NOTHING', status: 404, title: 'There is nothing to erase.' },
  certificateUnknown: { code: 'IDUN_ERASURE_UNKNOWN', status: 404, title: 'No erasure of this genome is known.' },
} as const satisfies Record<string, ProblemSpec>;
