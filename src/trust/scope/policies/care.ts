import type { Policy } from '../policy.ts';

/** Who may be in care of whom. A relation opens a patient’s data to the department, and ends by its date. */
export const carePolicy: Policy = [
  {
    act: 'care.relation.read',
    roles: ['clinician', 'interpreter', 'network-member'],
    relation: 'own-patient',
    purpose: 'care',
    basis: 'care',
    disclosure: 'exact',
  },
  {
    act: 'care.relation.read',
    roles: ['data-protection-officer', 'security-officer', 'auditor'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
  },
  {
    act: 'care.relation.manage',
    roles: ['clinician'],
    relation: 'any',
    purpose: 'care',
    basis: 'care',
    disclosure: 'exact',
    note: 'For one’s own department only, with the referral, admission or conference it follows from; the citizen sees it.',
  },
  {
    act: 'care.relation.manage',
    roles: ['network-member'],
    relation: 'own-region',
    purpose: 'care',
    basis: 'care',
    disclosure: 'exact',
    note: 'A network conference on a patient whom a department of the region treats.',
  },
  {
    act: 'care.break-glass',
    roles: ['clinician'],
    relation: 'any',
    purpose: 'care',
    basis: 'emergency',
    disclosure: 'exact',
    stepUp: true,
    note: 'One patient, a written reason, four hours; the data protection officer and the citizen are told.',
  },
  {
    act: 'care.break-glass.review',
    roles: ['data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
  },
];
