import type { Machine } from '../cases/index.ts';

export type EnquiryState = 'open' | 'passed-on' | 'answered' | 'closed';

/** A researcher's question: advice before, or beside, an application. */
export const enquiryMachine: Machine<EnquiryState> = {
  kind: 'enquiry',
  title: 'Enquiry',
  first: 'open',
  states: {
    open: { words: { da: 'Ubesvaret', en: 'Not answered' }, waitsFor: 'coordinator', days: 5 },
    'passed-on': { words: { da: 'Sendt videre', en: 'Passed on' }, waitsFor: 'body', days: 10 },
    answered: { words: { da: 'Besvaret', en: 'Answered' }, waitsFor: 'applicant' },
    closed: { words: { da: 'Afsluttet', en: 'Closed' }, waitsFor: null },
  },
  transitions: [
    { from: 'open', to: 'answered', by: 'coordinator', when: 'the centre answers' },
    { from: 'open', to: 'passed-on', by: 'coordinator', when: 'a body knows better' },
    { from: 'passed-on', to: 'answered', by: 'body', when: 'the body answers' },
    { from: 'passed-on', to: 'open', by: 'body', when: 'it is not theirs to answer' },
    { from: 'answered', to: 'open', by: 'applicant', when: 'the researcher asks on' },
    { from: 'answered', to: 'closed', by: 'applicant', when: 'the answer is enough, or it became an application' },
    { from: 'open', to: 'closed', by: 'applicant', when: 'the question is over' },
  ],
};
