import type { Db } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import type { Role } from '../identity/index.ts';
import type { Reading } from './acts.ts';
import { mintRequestScope, type Population, type RouteAct, type Scope } from './index.ts';
import { register } from './scope.ts';

/** A session as signing in makes one, without signing in: a role in an organisation, of an account. */
export function testSession(given: Partial<Omit<RequestSession, 'role'>> & { role: Role }): RequestSession {
  return {
    id: 'ses_test',
    kind: 'person',
    accountId: `acc_${given.role}`,
    accountName: `A ${given.role}`,
    personId: null,
    holdingId: 'hol_test',
    organisationNo: null,
    organisationId: null,
    organisation: null,
    purpose: 'care',
    authentication: 'passkey',
    steppedUpUntil: null,
    tokenScopes: null,
    demo: false,
    expiresAt: new Date(Date.now() + 3600_000),
    ...given,
  };
}

/** The same session after a fresh strong sign-in. */
export function steppedUp(session: RequestSession): RequestSession {
  return { ...session, steppedUpUntil: new Date(Date.now() + 600_000) };
}

/** The scope a request of this session would get for an act; null is the public. */
export function mintTestScope(db: Db, session: RequestSession | null, act: RouteAct, minimumCount = 0): Promise<Scope> {
  return mintRequestScope(db, { session, act, minimumCount });
}

/** A project's scope of any reach, as a rule might give it one. */
export function projectScope(given: {
  population: Population;
  allows: readonly Reading[];
  minimumCount: number;
}): Scope {
  return register({
    ...{ id: 'scp_test', actor: { kind: 'person', id: 'acc_test' }, role: 'researcher', organisationNo: 1 },
    ...{ organisation: 'Project', act: 'variants.counts.read', purpose: 'research', legalBasis: 'test', maskEpoch: 1 },
    allows: new Set(given.allows),
    population: given.population,
    disclosure: { minimumCount: given.minimumCount },
    expiresAt: new Date(Date.now() + 3600_000),
  });
}
