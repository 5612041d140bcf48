import { describe, expect, it } from 'vitest';
import { roleNames } from '../../../src/trust/identity/roles.ts';
import { ruleFor } from '../../../src/trust/scope/decide.ts';
import { holders, may, type Right } from './rights.ts';
import { roles } from './roles.ts';

describe('what pages offer', () => {
  it('is offered to the roles the policies allow it, and to no other', () => {
    for (const right of Object.keys(holders) as Right[]) {
      const allowed = roleNames.filter((role) => ruleFor(right, role) !== undefined);
      expect([...holders[right]].sort(), right).toEqual([...allowed].sort());
    }
  });

  it('knows the same roles as the server', () => {
    expect([...roles]).toEqual([...roleNames]);
  });

  it('is nothing for somebody who has not signed in, and all for the operator', () => {
    const nobody = { kind: 'public', expiresAt: null, purpose: 'statistics', organisation: null } as const;
    expect(may(nobody, 'genomes.metadata.read')).toBe(false);
    expect(may(undefined, 'genomes.metadata.read')).toBe(false);
    expect(may({ ...nobody, kind: 'operator' }, 'accounts.manage')).toBe(true);
  });
});
