import type { Policy } from '../policy.ts';

/** Who runs the installation. The operator of the machine (the one-time link and the command line) may do everything. */
export const operationPolicy: Policy = [
  {
    act: 'jobs.read',
    roles: ['administrator', 'bioinformatician', 'quality-manager'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'operation.keys.rotate',
    roles: ['security-officer'],
    relation: 'any',
    purpose: 'operation',
    basis: 'security',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'operation.egress.read',
    roles: ['security-officer', 'auditor', 'data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'security',
    disclosure: 'exact',
    note: 'Hosts and outcomes only; no address and no content is kept.',
  },
];
