import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  unknownPerson: { code: 'IDUN_PERSON_UNKNOWN', status: 404, title: 'No such person.' },
  ambiguousPerson: { code: 'IDUN_PERSON_AMBIGUOUS', status: 409, title: 'More than one person has this identifier.' },
  identifierTaken: { code: 'IDUN_PERSON_IDENTIFIER_TAKEN', status: 409, title: 'The identifier is another person’s.' },
  badCpr: { code: 'IDUN_PERSON_CPR', status: 422, title: 'This is not a civil registration number.' },
} as const satisfies Record<string, ProblemSpec>;
