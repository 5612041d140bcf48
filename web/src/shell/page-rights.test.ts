import { expect, it } from 'vitest';
import { type Role, roles } from '../session/roles.ts';
import type { Session } from '../session/session.ts';
import { areasOf } from './areas.ts';
import { mayOpen } from './page-rights.ts';

function inRole(role: Role): Session {
  const visit = { holdingId: 'hol_1', role, organisationId: null, organisation: null, purpose: 'operation' };
  return { kind: 'person', visit, expiresAt: null, purpose: 'operation', organisation: null };
}

it('every area a role sees opens for it', () => {
  for (const role of roles) {
    for (const { to } of areasOf(inRole(role))) expect(mayOpen(inRole(role), to), `${role} ${to}`).toBe(true);
  }
});

it.each([
  ['researcher', ['/patients', '/patients/per_1', '/genomes/gen_1', '/audit', '/privacy/breaches/brc_1', '/me/log']],
  ['citizen', ['/patients', '/submissions/new', '/cohorts/new', '/security', '/administration/accounts/acc_1']],
  ['clinician', ['/submissions', '/administration', '/administration/reviews/rev_1', '/privacy/access-report', '/me']],
  ['administrator', ['/audit/1', '/patients/per_1', '/genomes', '/privacy/emergency']],
] as const)('a %s opens no page of another’s work', (role, paths) => {
  for (const path of paths) expect(mayOpen(inRole(role), path), path).toBe(false);
});

it('pages of nobody’s data are open, by whole words of the address', () => {
  for (const path of ['/', '/audit/heads', '/variants', '/profile', '/meadow']) {
    expect(mayOpen(inRole('finance'), path), path).toBe(true);
  }
  expect(mayOpen(inRole('coordinator'), '/patients/per_1')).toBe(true);
  expect(mayOpen(undefined, '/audit')).toBe(true);
});
