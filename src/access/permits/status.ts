import type { Machine } from '../cases/index.ts';

export type PermitState = 'active' | 'suspended' | 'ended' | 'expired' | 'revoked';

/** A permit: what opens data, until its last day or until it is taken back. */
export const permitMachine: Machine<PermitState> = {
  kind: 'permit',
  title: 'Permit',
  first: 'active',
  states: {
    active: { words: { da: 'Gælder', en: 'In force' }, waitsFor: null },
    suspended: { words: { da: 'Sat i bero', en: 'Suspended' }, waitsFor: 'coordinator', days: 30 },
    ended: { words: { da: 'Afsluttet af projektet', en: 'Ended by the project' }, waitsFor: null },
    expired: { words: { da: 'Udløbet', en: 'Expired' }, waitsFor: null },
    revoked: { words: { da: 'Tilbagekaldt', en: 'Revoked' }, waitsFor: null },
  },
  transitions: [
    { from: 'active', to: 'suspended', by: 'coordinator', when: 'something must be cleared up' },
    { from: 'suspended', to: 'active', by: 'coordinator', when: 'it was cleared up' },
    { from: 'active', to: 'ended', by: 'applicant', when: 'the project is done' },
    { from: 'active', to: 'expired', by: 'rules', when: 'its last day is over' },
    { from: 'suspended', to: 'expired', by: 'rules', when: 'its last day is over' },
    { from: 'active', to: 'revoked', by: 'coordinator', when: 'it is taken back, or a body took its yes back' },
    { from: 'suspended', to: 'revoked', by: 'coordinator', when: 'it is taken back, or a body took its yes back' },
  ],
};

/** States in which it opens anything. */
export const openStates: readonly PermitState[] = ['active'];
