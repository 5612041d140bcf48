import type { FastifyInstance } from 'fastify';
import { accountRoutes } from './account-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import type { IdentityDeps } from './deps.ts';
import { federationRoutes } from './federation/routes.ts';
import { holdingRoutes } from './holding-routes.ts';
import { personLinkRoutes } from './person-link-routes.ts';
import { providerRoutes } from './provider/routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { ownSessionRoutes, stepUpRoutes } from './step-up-routes.ts';
import { serviceRoutes, tokenRoutes } from './token-routes.ts';

const parts = [
  ...[sessionRoutes, signInRoutes, stepUpRoutes, ownSessionRoutes, credentialRoutes],
  ...[accountRoutes, personLinkRoutes, holdingRoutes, reviewRoutes, tokenRoutes, serviceRoutes],
  federationRoutes,
  providerRoutes,
];

/** Everything about who asks: sessions, signing in, accounts and their roles, programs' tokens. */
export async function routes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  for (const register of parts) await register(app, deps);
}
