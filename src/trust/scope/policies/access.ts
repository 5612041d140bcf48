import type { Policy } from '../policy.ts';

const officers = { relation: 'any', purpose: 'operation', basis: 'research', disclosure: 'exact' } as const;
const applicants = { relation: 'own-project', purpose: 'research', basis: 'research', disclosure: 'research' } as const;
const overseers = { relation: 'any', purpose: 'oversight', basis: 'oversight', disclosure: 'exact' } as const;

/**
 * The coordinating centre: who asks, who handles, who says yes. Which applications somebody sees follows from their part: the
 * project's own, those a secretariat serves, those waiting for or decided by one's committee, biobank or register.
 */
export const accessPolicy: Policy = [
  {
    act: 'access.projects.read',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'statistics',
    basis: 'statistics',
    disclosure: 'public',
  },
  {
    act: 'access.forms.read',
    roles: ['public', 'everyone'],
    relation: 'any',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'public',
    note: 'What an application asks, what a collection demands and what it costs is no secret.',
  },
  { act: 'access.enquiries.use', roles: ['researcher'], ...applicants },
  {
    act: 'access.enquiries.answer',
    roles: ['coordinator', 'register-owner', 'committee-member', 'data-protection-officer'],
    ...officers,
    note: 'A question goes to the body that can answer it; only that body and its secretariat see it.',
  },
  { act: 'access.applications.read', roles: ['researcher'], ...applicants },
  {
    act: 'access.applications.read',
    roles: ['coordinator', 'register-owner', 'committee-member', 'data-protection-officer', 'biobank-staff'],
    ...officers,
  },
  { act: 'access.applications.read', roles: ['auditor', 'security-officer'], ...overseers },
  { act: 'access.applications.write', roles: ['researcher'], ...applicants },
  { act: 'access.applications.process', roles: ['coordinator'], ...officers },
  {
    act: 'access.approvals.decide',
    roles: ['committee-member', 'data-protection-officer', 'register-owner'],
    ...officers,
    stepUp: true,
    note: 'Each for the part of their own organisation, and nobody for another’s.',
  },
  { act: 'access.rules.manage', roles: ['coordinator', 'register-owner'], ...officers, stepUp: true },
  { act: 'access.permits.read', roles: ['researcher'], ...applicants },
  {
    act: 'access.permits.read',
    roles: ['coordinator', 'register-owner', 'committee-member', 'data-protection-officer', 'biobank-staff'],
    ...officers,
  },
  { act: 'access.permits.read', roles: ['auditor', 'security-officer', 'output-checker'], ...overseers },
  {
    act: 'access.permits.manage',
    roles: ['coordinator'],
    ...officers,
    stepUp: true,
    note: 'A permit opens data; it is issued only when every part has said yes and both sides have signed.',
  },
  { act: 'access.visas.use', roles: ['researcher'], ...applicants },
  {
    act: 'access.relinking.ask',
    roles: ['coordinator', 'register-owner'],
    ...officers,
    stepUp: true,
    note: 'Four eyes: whoever asked cannot agree.',
  },
  { act: 'access.relinking.agree', roles: ['data-protection-officer'], ...overseers, stepUp: true },
];
