import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of bodies, their rules and their decisions. */
export const errors = {
  bodyNotFound: { code: 'IDUN_BODY_NOT_FOUND', status: 404, title: 'There is no such body.' },
  bodyTaken: { code: 'IDUN_BODY_TAKEN', status: 409, title: 'The organisation has this part already.' },
  notYourBody: { code: 'IDUN_BODY_NOT_YOURS', status: 403, title: 'The rules belong to another body.' },
  resourceNotFound: {
    code: 'IDUN_RESOURCE_NOT_FOUND',
    status: 404,
    title: 'There is nothing of this name to apply for.',
  },
  resourceTaken: { code: 'IDUN_RESOURCE_TAKEN', status: 409, title: 'This can be applied for already.' },
  decisionIncomplete: {
    code: 'IDUN_DECISION_INCOMPLETE',
    status: 422,
    title: 'The decision lacks what it must state.',
  },
  notYourDecision: { code: 'IDUN_DECISION_NOT_YOURS', status: 403, title: 'This part is for another body to decide.' },
} as const satisfies Record<string, ProblemSpec>;
