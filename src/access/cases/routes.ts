import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../../trust/audit/index.ts';
import type { AccessRouteDeps } from '../open-access.ts';
import { openAccess } from '../open-access.ts';
import { byId, demo, pageQuery, words, yesNo } from '../wire.ts';
import { listNotices, readNotices } from './notices.ts';
import { listCases } from './queue.ts';
import { daysPerStep } from './steps.ts';
import { assignCase, readCase } from './store.ts';
import { viewerFor } from './viewer-for.ts';

const caseQuery = z.object({
  ...pageQuery,
  mine: yesNo.optional(),
  late: yesNo.optional(),
  open: yesNo.optional(),
  kind: words,
  state: words,
  waitsFor: words,
  project: words,
  organisation: words,
  secretariat: words,
  text: z.string().trim().min(1).max(200).optional(),
  demo,
});

/** Lists and work queues of cases, notices, and how long the steps take. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const { database, clock } = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf } = given;
  const http = app.withTypeProvider<ZodTypeProvider>();
  const act = 'access.applications.read';

  http.get(
    '/api/access/cases',
    {
      config: { act },
      schema: { summary: 'Cases one has a part in; `mine` is the work queue', querystring: caseQuery },
    },
    async (request) => {
      const scope = await scopeOf(request);
      const viewer = await viewerFor(database.app, scope, act, clock);
      const { text, ...filters } = request.query;
      const told = { filters: Object.keys(filters), ...(text === undefined ? {} : { text: true }) };
      await recordAccess(database.app, scope, { action: 'access.cases.list', object: 'cases', detail: told }, clock);
      return await listCases(database.app, viewer, request.query, clock.now());
    },
  );

  http.get(
    '/api/access/notices',
    {
      config: { act },
      schema: {
        summary: 'What one is told: one’s turn, reminders, decisions',
        querystring: z.object({ limit: pageQuery.limit }),
      },
    },
    async (request) => {
      const viewer = await viewerFor(database.app, await scopeOf(request), act, clock);
      return { items: await listNotices(database.app, viewer, request.query.limit) };
    },
  );

  http.post(
    '/api/access/notices/read',
    {
      config: { act },
      schema: { summary: 'Marks one’s notices as read', body: z.object({ upTo: z.number().int().min(0) }) },
    },
    async (request) => {
      const scope = await scopeOf(request);
      const viewer = await viewerFor(database.app, scope, act, clock);
      return await database.withActor(scope.actor, async (trx) => ({
        read: await readNotices(trx, viewer, request.body.upTo, clock.now()),
      }));
    },
  );

  http.post(
    '/api/access/cases/:id/assign',
    {
      config: { act: 'access.applications.process' },
      schema: {
        summary: 'Takes a case, or gives it back to the queue',
        params: z.object({ id: z.union([byId('apl').shape.id, byId('enq').shape.id]) }),
        body: z.object({ take: z.boolean() }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const viewer = await viewerFor(database.app, scope, 'access.applications.process', clock);
      await database.withActor(scope.actor, async (trx) => {
        const row = await readCase(trx, viewer, request.params.id);
        const to = request.body.take ? scope.actor.id : null;
        await assignCase(trx, row, { to, actor: viewer.actor, at: clock.now() });
        await recordAccess(trx, scope, { action: 'access.cases.assign', object: row.id, detail: request.body }, clock);
      });
      return reply.code(204).send();
    },
  );

  http.get(
    '/api/access/steps',
    {
      config: { act: 'access.projects.read' },
      schema: {
        summary: 'Days that cases stay in each step, measured from their events',
        querystring: z.object({ days: z.coerce.number().int().min(1).max(3660).default(730), demo }),
      },
    },
    async (request) => {
      const since = new Date(clock.now().getTime() - request.query.days * 86_400_000);
      // A step that hardly anybody went through would tell of single applications.
      const items = await daysPerStep(database.app, { since, demo: request.query.demo });
      return { since, items: items.map((one) => (one.cases < 3 ? { ...one, median: null, p90: null } : one)) };
    },
  );
}
