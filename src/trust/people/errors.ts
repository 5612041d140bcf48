import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  unknownPerson: { code: 'IDUN_PERSON_UNKNOWN', status: 404, title: 'No such person.' },
  ambiguousPerson: { code: 'IDUN_PERSON_AMBIGUOUS', status: 409, title: 'More than one person has this identifier.' },
  identifierTaken: { code: 'IDUN_PERSON_IDENTIFIER_TAKEN', status: 409, title: 'The identifier is another person’s.' },
  cprTaken: { code: 'IDUN_PERSON_CPR_TAKEN', status: 409, title: 'The number is another person’s.' },
  merge: { code: 'IDUN_PERSON_MERGE', status: 409, title: 'These records cannot be merged or parted.' },
  fact: { code: 'IDUN_PERSON_FACT', status: 422, title: 'This cannot be so.' },
  file: { code: 'IDUN_PEOPLE_FILE', status: 422, title: 'The population file was not taken.' },
  badCpr: { code: 'IDUN_PERSON_CPR', status: 422, title: 'This is not a civil registration number.' },
} as const satisfies Record<string, ProblemSpec>;
