import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  relationUnknown: { code: 'IDUN_CARE_RELATION_UNKNOWN', status: 404, title: 'There is no such care relation.' },
  notYourDepartment: {
    code: 'IDUN_CARE_NOT_YOUR_DEPARTMENT',
    status: 403,
    title: 'A care relation is made by the department it is to.',
  },
  conferenceOnly: { code: 'IDUN_CARE_CONFERENCE_ONLY', status: 403, title: 'A network holds conferences only.' },
  period: { code: 'IDUN_CARE_PERIOD', status: 422, title: 'A care relation has a beginning and an end.' },
  person: { code: 'IDUN_CARE_PERSON', status: 403, title: 'This is for a person with an account of their own.' },
  openingUnknown: { code: 'IDUN_CARE_OPENING_UNKNOWN', status: 404, title: 'There is no such emergency opening.' },
  reviewed: { code: 'IDUN_CARE_REVIEWED', status: 409, title: 'The opening has been reviewed.' },
  ownOpening: { code: 'IDUN_CARE_OWN_OPENING', status: 403, title: 'Nobody reviews their own opening.' },
} as const satisfies Record<string, ProblemSpec>;
