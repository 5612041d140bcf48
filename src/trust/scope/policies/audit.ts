import type { Policy } from '../policy.ts';

/** Who may read the log. */
export const auditPolicy: Policy = [
  {
    act: 'audit.own.read',
    roles: ['citizen'],
    relation: 'self-or-ward',
    purpose: 'citizen',
    basis: 'citizen',
    disclosure: 'exact',
  },
  {
    act: 'audit.all.read',
    roles: ['auditor', 'data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
  },
  {
    act: 'audit.security.read',
    roles: ['security-officer', 'data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'security',
    disclosure: 'exact',
  },
  {
    act: 'audit.proof.read',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'public',
    note: 'Heads and proofs are hashes and say nothing of anybody; a witness outside can follow them.',
  },
];
