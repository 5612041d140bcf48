import type { Policy } from '../policy.ts';

/** Who may load the feeds of the national biobank register and read what they are. */
export const registerPolicy: Policy = [
  {
    act: 'register.codes.read',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'statistics',
    basis: 'statistics',
    disclosure: 'public',
    note: 'A list of codes is nobody’s data.',
  },
  {
    act: 'register.feeds.read',
    roles: ['register-owner', 'biobank-staff', 'coordinator', 'administrator', 'data-protection-officer'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
    note: 'Versions and quality reports: rows are named by file and line, never by person.',
  },
  {
    act: 'register.feeds.load',
    roles: ['register-owner'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
];
