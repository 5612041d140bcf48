import { describe, expect, it } from 'vitest';
import { roles } from '../session/roles.ts';
import type { Session } from '../session/session.ts';
import { areas, areasOf, isIn } from './areas.ts';

function sessionOf(kind: Session['kind'], role?: (typeof roles)[number]): Session {
  const visit = role
    ? { holdingId: 'hol_1', role, organisationId: null, organisation: null, purpose: 'operation' }
    : null;
  return { kind, visit, expiresAt: null, purpose: 'operation', organisation: null };
}

describe('areas', () => {
  it.each([...roles])('of %s are at least one and never more than eight', (role) => {
    const seen = areasOf(sessionOf('person', role));
    expect(seen.length).toBeGreaterThanOrEqual(1);
    expect(seen.length).toBeLessThanOrEqual(8);
  });

  it('of the operator are at most eight too', () => {
    expect(areasOf(sessionOf('operator')).length).toBeLessThanOrEqual(8);
  });

  it('of the public are start, variants, datasets, the catalogue and approved projects', () => {
    expect(areasOf(sessionOf('public')).map((area) => area.to)).toEqual([
      '/',
      '/variants',
      '/datasets',
      '/catalogue',
      '/projects',
    ]);
    expect(areasOf(undefined).map((area) => area.to)).toEqual([
      '/',
      '/variants',
      '/datasets',
      '/catalogue',
      '/projects',
    ]);
  });

  it('do not show an administrator patients, nor a clinician the accounts', () => {
    expect(areasOf(sessionOf('person', 'administrator')).map((area) => area.to)).not.toContain('/patients');
    expect(areasOf(sessionOf('person', 'clinician')).map((area) => area.to)).not.toContain('/administration');
  });

  it('know their pages by the beginning of the address, not by a part of a word', () => {
    const variants = areas.find((area) => area.to === '/variants')!;
    expect(isIn('/regions/demo/1:1-10', variants)).toBe(true);
    expect(isIn('/variantsofsomething', variants)).toBe(false);
  });
});
