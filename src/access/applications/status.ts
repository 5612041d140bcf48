import type { Machine } from '../cases/index.ts';

export type ApplicationState =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'ethics'
  | 'data-protection'
  | 'custodians'
  | 'agreement'
  | 'signed'
  | 'permitted'
  | 'refused'
  | 'withdrawn'
  | 'lapsed';

/** The way of an application from the first word to the permit. */
export const applicationMachine: Machine<ApplicationState> = {
  kind: 'application',
  title: 'Application',
  first: 'draft',
  states: {
    draft: { words: { da: 'Kladde', en: 'Draft' }, waitsFor: 'applicant' },
    submitted: { words: { da: 'Kontrolleres', en: 'Being checked' }, waitsFor: 'coordinator', days: 10 },
    returned: { words: { da: 'Mangler oplysninger', en: 'Something is missing' }, waitsFor: 'applicant', days: 60 },
    // The parts of the bodies wait for the bodies; the application itself for nobody who could act on it.
    ethics: { words: { da: 'Hos videnskabsetisk komité', en: 'At the ethics committee' }, waitsFor: null },
    'data-protection': { words: { da: 'Hos databeskyttelse', en: 'At data protection' }, waitsFor: null },
    custodians: { words: { da: 'Hos samlinger og registre', en: 'At custodians and registers' }, waitsFor: null },
    agreement: { words: { da: 'Aftale underskrives', en: 'Agreement to be signed' }, waitsFor: 'applicant', days: 60 },
    signed: {
      words: { da: 'Underskrevet af ansøger', en: 'Signed by the applicant' },
      waitsFor: 'coordinator',
      days: 10,
    },
    permitted: { words: { da: 'Tilladelse udstedt', en: 'Permit issued' }, waitsFor: null },
    refused: { words: { da: 'Afslået', en: 'Refused' }, waitsFor: null },
    withdrawn: { words: { da: 'Trukket tilbage', en: 'Withdrawn' }, waitsFor: null },
    lapsed: { words: { da: 'Bortfaldet', en: 'Lapsed' }, waitsFor: null },
  },
  transitions: [
    { from: 'draft', to: 'submitted', by: 'applicant', when: 'the applicant submits' },
    { from: 'submitted', to: 'returned', by: 'coordinator', when: 'something is missing' },
    { from: 'returned', to: 'submitted', by: 'applicant', when: 'the applicant submits again' },
    { from: 'submitted', to: 'ethics', by: 'coordinator', when: 'it is complete' },
    {
      from: 'submitted',
      to: 'data-protection',
      by: 'coordinator',
      when: 'it is complete and needs no ethics committee',
    },
    { from: 'submitted', to: 'custodians', by: 'coordinator', when: 'it is complete and only custodians are asked' },
    { from: 'submitted', to: 'agreement', by: 'coordinator', when: 'it is complete and nobody else is asked' },
    { from: 'ethics', to: 'data-protection', by: 'rules', when: 'every committee has given permission' },
    { from: 'ethics', to: 'custodians', by: 'rules', when: 'every committee has, and no other body is asked before' },
    { from: 'ethics', to: 'agreement', by: 'rules', when: 'every committee has, and nobody else is asked' },
    { from: 'ethics', to: 'refused', by: 'rules', when: 'a committee refused' },
    { from: 'data-protection', to: 'custodians', by: 'rules', when: 'data protection is in order' },
    { from: 'data-protection', to: 'agreement', by: 'rules', when: 'it is, and no custodian is asked' },
    { from: 'data-protection', to: 'refused', by: 'rules', when: 'data protection refused' },
    { from: 'custodians', to: 'agreement', by: 'rules', when: 'everyone has answered and somebody said yes' },
    { from: 'custodians', to: 'refused', by: 'rules', when: 'everyone said no' },
    { from: 'agreement', to: 'signed', by: 'applicant', when: 'the applicant signs' },
    { from: 'signed', to: 'permitted', by: 'coordinator', when: 'the centre signs and issues the permit' },
    { from: 'signed', to: 'agreement', by: 'rules', when: 'the agreement changed before it was issued' },
    { from: 'signed', to: 'refused', by: 'rules', when: 'a body took its yes back' },
    { from: 'signed', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'agreement', to: 'refused', by: 'rules', when: 'a body took its yes back' },
    { from: 'draft', to: 'withdrawn', by: 'applicant', when: 'the applicant gives it up' },
    { from: 'submitted', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'returned', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'ethics', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'data-protection', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'custodians', to: 'withdrawn', by: 'applicant', when: 'the applicant takes it back' },
    { from: 'agreement', to: 'withdrawn', by: 'applicant', when: 'the applicant does not sign' },
    { from: 'returned', to: 'lapsed', by: 'rules', when: 'nothing came in half a year' },
    { from: 'agreement', to: 'lapsed', by: 'rules', when: 'nobody signed in half a year' },
  ],
};

/** States of an application in which bodies say their parts, in their order. */
export const stages = ['ethics', 'data-protection', 'custodians'] as const satisfies readonly ApplicationState[];
