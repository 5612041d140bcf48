import type { Policy } from '../policy.ts';

/** Who may see and manage accounts, roles and organisations. */
export const accountsPolicy: Policy = [
  {
    act: 'accounts.read',
    roles: ['administrator', 'security-officer', 'auditor', 'data-protection-officer'],
    relation: 'any',
    purpose: 'operation',
    basis: 'security',
    disclosure: 'exact',
  },
  {
    act: 'accounts.manage',
    roles: ['administrator'],
    relation: 'any',
    purpose: 'operation',
    basis: 'security',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'accounts.review',
    roles: ['administrator', 'security-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'security',
    disclosure: 'exact',
  },
  {
    act: 'accounts.own.manage',
    roles: ['everyone'],
    relation: 'self',
    purpose: 'operation',
    basis: 'security',
    disclosure: 'exact',
  },
  {
    act: 'accounts.own.secure',
    roles: ['everyone'],
    relation: 'self',
    purpose: 'operation',
    basis: 'security',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'organisations.read',
    roles: ['everyone'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'organisations.manage',
    roles: ['administrator'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
];
