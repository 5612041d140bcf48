import type { FastifyInstance } from 'fastify';
import { credentialRoutes } from './credential-routes.ts';
import type { IdentityDeps } from './deps.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { ownSessionRoutes, stepUpRoutes } from './step-up-routes.ts';

/** Everything about who asks: sessions, signing in, accounts and their roles, programs' tokens. */
export async function routes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  for (const register of [sessionRoutes, signInRoutes, stepUpRoutes, ownSessionRoutes, credentialRoutes]) {
    await register(app, deps);
  }
}
