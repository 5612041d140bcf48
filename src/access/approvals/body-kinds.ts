import type { BodyRole, Words } from '../cases/index.ts';

/** Where in an application's life a body says its part. */
export type Stage = 'ethics' | 'data-protection' | 'custodians';

export interface BodyKindFacts {
  words: Words;
  stage: Stage;
  /** The role whose people decide. */
  role: BodyRole;
  /** Days it has where its own rules name none. */
  days: number;
  /** What a yes must state: reference of the permission, or of the record of processing (GDPR art. 30). */
  states: readonly ('reference' | 'recordOfProcessing' | 'disclosurePermission')[];
}

/** Kinds of body, as data: names and days change with the law. */
export const bodyKinds = {
  'ethics-regional': {
    words: { da: 'Regional videnskabsetisk komité', en: 'Regional research ethics committee' },
    ...{ stage: 'ethics', role: 'committee-member', days: 60, states: ['reference'] },
  },
  'ethics-national': {
    words: { da: 'National Videnskabsetisk Komité', en: 'National Committee on Health Research Ethics' },
    ...{ stage: 'ethics', role: 'committee-member', days: 60, states: ['reference'] },
  },
  'data-protection': {
    words: { da: 'Databeskyttelse hos den dataansvarlige', en: 'Data protection at the controller' },
    ...{ stage: 'data-protection', role: 'data-protection-officer', days: 30 },
    states: ['recordOfProcessing', 'disclosurePermission'],
  },
  custodian: {
    words: { da: 'Forvalter af samlingen', en: 'Custodian' },
    ...{ stage: 'custodians', role: 'register-owner', days: 30, states: [] },
  },
  'register-owner': {
    words: { da: 'Registerejer', en: 'Register owner' },
    ...{ stage: 'custodians', role: 'register-owner', days: 30, states: [] },
  },
} as const satisfies Record<string, BodyKindFacts>;

export type BodyKind = keyof typeof bodyKinds;
export const bodyKindNames = Object.keys(bodyKinds) as [BodyKind, ...BodyKind[]];

/** The facts of a kind, by its name. */
export function factsOfBody(kind: BodyKind): BodyKindFacts {
  return bodyKinds[kind];
}
