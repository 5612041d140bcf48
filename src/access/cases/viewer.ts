import { type RawBuilder, sql } from 'kysely';
import { Problem } from '../../platform/problem/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';
import type { CaseKind, Party } from './machine.ts';

/** As whom somebody has to do with cases: by which part they see them. */
export type Part = 'applicant' | 'centre' | 'secretariat' | 'body' | 'overseer';

export interface Viewer {
  part: Part;
  actor: string;
  accountId: string;
  role: string | null;
  organisationNo: number | null;
}

const bodies: readonly string[] = ['committee-member', 'data-protection-officer', 'register-owner', 'biobank-staff'];
const overseers: readonly string[] = ['auditor', 'security-officer', 'output-checker'];

/** The role in which a body acts, by what it decides. */
export type BodyRole = Extract<Role, 'committee-member' | 'data-protection-officer' | 'register-owner'>;

/**
 * As whom a scope has to do with cases. A coordinator of the coordinating centre sees all of them, one of a biobank or region
 * those its secretariat serves. `centreNo` of the organisation is told by `kind`, which the caller looks up once.
 */
export function viewerOf(scope: Scope, organisationKind: string | null): Viewer {
  const base = {
    actor: `${scope.actor.kind}:${scope.actor.id}`,
    accountId: scope.actor.id,
    role: scope.role,
    organisationNo: scope.organisationNo,
  };
  if (scope.actor.kind === 'operator' || scope.actor.kind === 'system') return { ...base, part: 'centre' };
  if (scope.organisationNo === null || scope.role === null) {
    throw new Problem(errors.noOrganisation, 'Cases belong to projects and bodies.', {
      action: 'Change to a role in a project, committee, biobank or the coordinating centre.',
    });
  }
  if (scope.role === 'coordinator') {
    return { ...base, part: organisationKind === 'authority' ? 'centre' : 'secretariat' };
  }
  if (bodies.includes(scope.role)) return { ...base, part: 'body' };
  if (overseers.includes(scope.role)) return { ...base, part: 'overseer' };
  return { ...base, part: 'applicant' };
}

/** The condition that a viewer may see a case `c`: their own part, and the whole it belongs to. */
export function visibleTo(viewer: Viewer): RawBuilder<unknown> {
  const no = viewer.organisationNo;
  switch (viewer.part) {
    case 'centre':
    case 'overseer':
      return sql`true`;
    case 'applicant':
      return sql`c.project_no = ${no} and c.kind <> 'relinking'`;
    case 'secretariat':
      return sql`(c.secretariat_no = ${no} or c.organisation_no = ${no}
        or c.case_no in (select x.part_of_no from access.cases x where x.secretariat_no = ${no} and x.part_of_no is not null))`;
    case 'body':
      return sql`(c.organisation_no = ${no} or (case c.kind when 'application' then c.case_no when 'permit' then c.part_of_no end)
        in (select x.part_of_no from access.cases x where x.organisation_no = ${no} and x.kind = 'approval'))`;
  }
}

/** The condition that a case `c` waits for the viewer. */
export function waitsForViewer(viewer: Viewer): RawBuilder<unknown> {
  const no = viewer.organisationNo;
  switch (viewer.part) {
    case 'applicant':
      return sql`c.waits_for = 'applicant' and c.project_no = ${no}`;
    case 'centre':
      return sql`c.waits_for = 'coordinator'`;
    case 'secretariat':
      return sql`c.waits_for = 'coordinator' and c.secretariat_no = ${no}`;
    case 'body':
      // Relinking waits for whoever watches over data protection, and committees see each other's turn only in their own body.
      return sql`((c.waits_for = 'body' and c.organisation_no = ${no})
        or (c.waits_for = 'second-person' and ${viewer.role === 'data-protection-officer'}))`;
    case 'overseer':
      return sql`false`;
  }
}

/** The party somebody acts as, for the table of changes. */
export function partyOf(viewer: Viewer): Party | null {
  const parties: Record<Part, Party | null> = {
    applicant: 'applicant',
    centre: 'coordinator',
    secretariat: 'coordinator',
    body: 'body',
    overseer: null,
  };
  return parties[viewer.part];
}

/** Beginning of the ids of a kind. */
export const prefixes = {
  enquiry: 'enq',
  application: 'apl',
  approval: 'apv',
  permit: 'pmt',
  relinking: 'rlk',
} as const satisfies Record<CaseKind, string>;
