import type { Policy } from '../policy.ts';

/** Who may see and change whose data a data set is, on what basis, and for whom it is open. */
export const datasetsPolicy: Policy = [
  {
    act: 'datasets.read',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'statistics',
    basis: 'statistics',
    disclosure: 'public',
  },
  {
    act: 'datasets.terms.change',
    roles: ['data-protection-officer', 'coordinator'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
  },
  {
    act: 'datasets.controller.change',
    roles: ['data-protection-officer'],
    relation: 'any',
    purpose: 'oversight',
    basis: 'oversight',
    disclosure: 'exact',
    stepUp: true,
  },
  {
    act: 'datasets.grant',
    roles: ['coordinator'],
    relation: 'any',
    purpose: 'operation',
    basis: 'research',
    disclosure: 'exact',
    stepUp: true,
    note: 'Opening a data set to a project needs the project’s permissions; their reference is stated.',
  },
];
