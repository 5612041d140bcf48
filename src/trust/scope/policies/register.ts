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
    act: 'register.search',
    roles: ['researcher', 'clinician', 'interpreter', 'bioinformatician', 'committee-member', 'network-member'],
    relation: 'any',
    purpose: 'research',
    basis: 'statistics',
    disclosure: 'research',
    note: 'Whether a study is feasible is asked before it has a permit: counts of everybody who did not opt out, never below the research minimum.',
  },
  {
    act: 'register.search',
    roles: ['register-owner', 'coordinator', 'biobank-staff'],
    relation: 'any',
    purpose: 'operation',
    basis: 'statistics',
    disclosure: 'exact',
    note: 'Officers who answer enquiries see exact counts; each is in the log.',
  },
  {
    act: 'register.power',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'statistics',
    basis: 'statistics',
    disclosure: 'public',
    note: 'A calculation; nobody’s data.',
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
