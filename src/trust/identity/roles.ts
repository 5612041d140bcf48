import type { OrganisationKind } from '../organisations/index.ts';

/** What a role is for. The purposes are those of a scope; a role names the usual one, a holding may name another. */
export type RolePurpose = 'care' | 'research' | 'statistics' | 'operation' | 'citizen' | 'oversight';

/** What is fixed about a role: its usual purpose and the kinds of organisation it can be held in. */
export interface RoleFacts {
  purpose: RolePurpose;
  /** Empty: it is held by a person, in no organisation. */
  heldIn: readonly OrganisationKind[];
  /** Held by a program with a signed assertion, never by a person. */
  service?: true;
}

const hospitalSide = ['department', 'hospital', 'region'] as const;

/** The roles there are. What each may do is written in trust/scope/policies. */
export const roles = {
  citizen: { purpose: 'citizen', heldIn: [] },
  clinician: { purpose: 'care', heldIn: hospitalSide },
  interpreter: { purpose: 'care', heldIn: [...hospitalSide, 'facility'] },
  'network-member': { purpose: 'care', heldIn: [...hospitalSide, 'authority', 'project'] },
  laboratory: { purpose: 'care', heldIn: ['facility', 'department', 'hospital'] },
  'quality-manager': { purpose: 'operation', heldIn: ['facility', 'biobank', ...hospitalSide, 'authority'] },
  'biobank-staff': { purpose: 'operation', heldIn: ['biobank', 'facility'] },
  'register-owner': { purpose: 'operation', heldIn: ['biobank', 'authority', 'facility', ...hospitalSide] },
  researcher: { purpose: 'research', heldIn: ['project'] },
  'output-checker': { purpose: 'oversight', heldIn: ['authority', 'facility', 'project'] },
  bioinformatician: { purpose: 'operation', heldIn: ['facility', 'authority', 'department', 'hospital'] },
  coordinator: { purpose: 'operation', heldIn: ['authority', 'region', 'biobank'] },
  'committee-member': { purpose: 'oversight', heldIn: ['authority', 'region'] },
  'data-protection-officer': {
    purpose: 'oversight',
    heldIn: ['authority', 'region', 'hospital', 'biobank', 'facility'],
  },
  'security-officer': { purpose: 'oversight', heldIn: ['authority', 'region', 'hospital', 'facility'] },
  auditor: { purpose: 'oversight', heldIn: ['authority', 'region'] },
  finance: { purpose: 'operation', heldIn: ['authority', 'region', 'hospital', 'biobank', 'facility'] },
  administrator: { purpose: 'operation', heldIn: ['authority', 'region', 'hospital', 'biobank', 'facility'] },
  'partner-node': { purpose: 'research', heldIn: ['partner'], service: true },
  pipeline: { purpose: 'operation', heldIn: ['facility', 'authority', 'hospital'], service: true },
} as const satisfies Record<string, RoleFacts>;

export type Role = keyof typeof roles;

/** All roles, in the order of the table. */
export const roleNames = Object.keys(roles) as [Role, ...Role[]];

/** The facts of a role, by its name. */
export function factsOf(role: Role): RoleFacts {
  return roles[role];
}

/** Whether `text` names a role. */
export function isRole(text: string): text is Role {
  return Object.hasOwn(roles, text);
}
