import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { makeAccessReport } from '../../governance/privacy/index.ts';
import { routes as privacyAreaRoutes, reportQuery, sendReport } from '../../governance/privacy/routes.ts';
import { readCitizen } from '../citizen/who.ts';
import type { RouteDeps } from '../server.ts';
import { privacyDeps } from './deps.ts';

/** Citizens' rights: for the data protection officer, and each citizen's own report. */
export async function privacyRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const privacy = privacyDeps(deps.database);
  await privacyAreaRoutes(app, { ...privacy, scopeOf: deps.scopeOf });
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/me/access-report',
    {
      config: { act: 'gdpr.own.access-report' },
      schema: {
        summary: 'Everything held of oneself or one’s child, with who looked, as JSON or tagged PDF',
        querystring: reportQuery,
      },
    },
    async (request, reply) => {
      const { scope, db, person } = await readCitizen(deps, request, request.query.person);
      const self = [`${scope.actor.kind}:${scope.actor.id}`];
      return await sendReport(reply, await makeAccessReport(privacy, scope, { db, person, self }), request.query);
    },
  );
}
