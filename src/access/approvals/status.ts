import type { Machine } from '../cases/index.ts';

/** States of one body's part of an application. */
export type ApprovalState = 'asked' | 'question' | 'given' | 'refused' | 'revoked' | 'dropped';

/** The part of a committee, an authority, a biobank or a register: each says its own yes. */
export const approvalMachine: Machine<ApprovalState> = {
  kind: 'approval',
  title: 'Part of a body',
  first: 'asked',
  states: {
    asked: { words: { da: 'Til afgørelse', en: 'To be decided' }, waitsFor: 'body', days: 30 },
    question: {
      words: { da: 'Spørgsmål til ansøger', en: 'Question to the applicant' },
      waitsFor: 'applicant',
      days: 30,
    },
    given: { words: { da: 'Givet', en: 'Given' }, waitsFor: null },
    refused: { words: { da: 'Afslået', en: 'Refused' }, waitsFor: null },
    revoked: { words: { da: 'Tilbagekaldt', en: 'Revoked' }, waitsFor: null },
    dropped: { words: { da: 'Bortfaldet', en: 'Dropped' }, waitsFor: null },
  },
  transitions: [
    { from: 'asked', to: 'given', by: 'body', when: 'the body says yes, with its conditions' },
    { from: 'asked', to: 'refused', by: 'body', when: 'the body says no, with its reason' },
    { from: 'asked', to: 'question', by: 'body', when: 'the body asks the applicant' },
    { from: 'question', to: 'asked', by: 'applicant', when: 'the applicant answers' },
    { from: 'question', to: 'refused', by: 'body', when: 'the answer did not come' },
    { from: 'given', to: 'revoked', by: 'body', when: 'the body takes its yes back' },
    { from: 'asked', to: 'dropped', by: 'rules', when: 'the application ended without it' },
    { from: 'question', to: 'dropped', by: 'rules', when: 'the application ended without it' },
  ],
};
