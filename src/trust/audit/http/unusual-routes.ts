import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { unguardDatabase } from '../../../platform/database/index.ts';
import { assertScope } from '../../scope/index.ts';
import { recordAccess } from '../audit.ts';
import { findUnusual } from '../unusual/find-unusual.ts';
import { describeRules } from '../unusual/rules.ts';
import { subjectsByPerson } from '../views/subjects.ts';
import type { AuditRouteDeps } from './deps.ts';
import { periodSchema, unusualSchema } from './wire.ts';

const week = 7 * 24 * 3600_000;

/** What is unusual in the log, for the security officer and the data protection officer. */
export function unusualRoutes(app: FastifyInstance, { database, scopeOf, genomesOf }: AuditRouteDeps): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/audit/unusual',
    {
      config: { act: 'audit.security.read' },
      schema: {
        summary: 'Unusual reading, with why and the numbers; the last seven days unless a period is given',
        querystring: periodSchema,
        response: { 200: unusualSchema },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      assertScope(scope, 'audit.security.read');
      const to = request.query.to ?? new Date();
      const from = request.query.from ?? new Date(to.getTime() - week);
      const period = { from: from.toISOString(), to: to.toISOString() };
      await recordAccess(database.app, scope, { action: 'audit.unusual', object: 'all', detail: period });
      // Who is whose family is asked of everybody: the policy gives the security officer everybody's log.
      const db = unguardDatabase(database).app;
      const subjectsOf = (personNos: readonly number[]) => subjectsByPerson(db, personNos, genomesOf);
      return { ...period, rules: describeRules(), items: await findUnusual({ db, subjectsOf }, from, to) };
    },
  );
}
