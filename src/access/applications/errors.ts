import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of applications. */
export const errors = {
  formNotFound: { code: 'IDUN_FORM_NOT_FOUND', status: 404, title: 'There is no such form.' },
  formInvalid: { code: 'IDUN_FORM_INVALID', status: 422, title: 'The form cannot be used.' },
  answerUnknown: { code: 'IDUN_APPLICATION_ANSWER', status: 422, title: 'An answer does not fit the form.' },
  incomplete: { code: 'IDUN_APPLICATION_INCOMPLETE', status: 422, title: 'The application is not complete.' },
  notWritable: { code: 'IDUN_APPLICATION_NOT_WRITABLE', status: 409, title: 'The application cannot be changed now.' },
  changed: { code: 'IDUN_APPLICATION_CHANGED', status: 409, title: 'Somebody else has saved it meanwhile.' },
  noBody: { code: 'IDUN_APPLICATION_NO_BODY', status: 409, title: 'Nobody can say a part that is needed.' },
  agreement: { code: 'IDUN_AGREEMENT_NOT_SIGNED', status: 409, title: 'The agreement is not signed as it stands.' },
  notApplicant: { code: 'IDUN_APPLICATION_NOT_YOURS', status: 403, title: 'Only the project applies for itself.' },
  world: { code: 'IDUN_APPLICATION_MIXED', status: 409, title: 'Real and made-up data are applied for apart.' },
  members: { code: 'IDUN_QUESTION_MEMBERS', status: 409, title: 'A frozen question has no people here.' },
} as const satisfies Record<string, ProblemSpec>;
