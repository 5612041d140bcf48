import type { FastifyInstance } from 'fastify';
import { estimateRoutes } from './applications/estimate-routes.ts';
import { routes as applicationRoutes } from './applications/routes.ts';
import { routes as approvalRoutes } from './approvals/routes.ts';
import { routes as caseRoutes } from './cases/routes.ts';
import { routes as enquiryRoutes } from './enquiries/routes.ts';
import { machineRoutes } from './machines.ts';
import type { AccessRouteDeps } from './open-access.ts';
import { routes as permitRoutes } from './permits/routes.ts';
import { routes as pseudonymRoutes } from './pseudonyms/routes.ts';
import { templateRoutes } from './templates/routes.ts';

const modules = [
  machineRoutes,
  caseRoutes,
  enquiryRoutes,
  approvalRoutes,
  applicationRoutes,
  estimateRoutes,
  templateRoutes,
  permitRoutes,
  pseudonymRoutes,
];

/** The coordinating centre over HTTP. */
export async function routes(app: FastifyInstance, deps: AccessRouteDeps): Promise<void> {
  for (const register of modules) await register(app, deps);
}
