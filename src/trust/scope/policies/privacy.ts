import type { Policy } from '../policy.ts';

/** Who handles citizens’ rights and breaches. */
export const privacyPolicy: Policy = [
  {
    act: 'gdpr.access-report',
    roles: ['data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'rights',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'gdpr.own.access-report',
    roles: ['citizen'],
    relation: 'self-or-ward',
    purpose: 'citizen',
    basis: 'citizen',
    disclosure: 'exact',
  },
  {
    act: 'gdpr.record-of-processing.read',
    roles: [
      'data-protection-officer',
      'auditor',
      'security-officer',
      'coordinator',
      'committee-member',
      'administrator',
    ],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
  },
  {
    act: 'gdpr.erase',
    roles: ['data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'rights',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'gdpr.breach.manage',
    roles: ['data-protection-officer', 'security-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'security',
    disclosure: 'exact',
  },
];
