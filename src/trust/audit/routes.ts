import type { FastifyInstance } from 'fastify';
import { citizenRoutes } from './http/citizen-routes.ts';
import type { AuditRouteDeps } from './http/deps.ts';
import { proofRoutes } from './http/proof-routes.ts';
import { recordRefusals } from './http/refusals.ts';
import { searchRoutes } from './http/search-routes.ts';
import { unusualRoutes } from './http/unusual-routes.ts';

export type { AuditRouteDeps } from './http/deps.ts';
export { recordRefusals };

/** The log over HTTP: one’s own, the whole for oversight, what is unusual in it, and its proofs for anybody. */
export async function routes(app: FastifyInstance, deps: AuditRouteDeps): Promise<void> {
  citizenRoutes(app, deps);
  searchRoutes(app, deps);
  unusualRoutes(app, deps);
  proofRoutes(app, deps);
}
