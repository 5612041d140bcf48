import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from './deps.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';

/** Everything about who asks: sessions, signing in, accounts and their roles, programs' tokens. */
export async function routes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  await sessionRoutes(app, deps);
  await signInRoutes(app, deps);
}
