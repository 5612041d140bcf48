import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { assertScope } from '../../scope/index.ts';
import { recordAccess } from '../audit.ts';
import { askedFor, exportLines } from '../export/export-lines.ts';
import { logFacets, searchLog } from '../views/search-log.ts';
import type { AuditRouteDeps } from './deps.ts';
import { filterSchema, foundEntrySchema } from './wire.ts';

/** The whole log for oversight. Reading it is logged. */
export function searchRoutes(app: FastifyInstance, { database, scopeOf, auditKey }: AuditRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'audit.all.read' } as const;
  http.get(
    '/api/audit',
    {
      config,
      schema: {
        summary: 'Search the log, the newest first',
        querystring: filterSchema.extend({
          before: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: {
          200: z.object({
            items: z.array(foundEntrySchema),
            next: z.number().nullable(),
            searchedBackTo: z.string().nullable(),
          }),
        },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      assertScope(scope, 'audit.all.read');
      const { before, limit, ...filter } = request.query;
      const found = await searchLog(database.app, filter, { before, limit });
      await recordAccess(database.app, scope, askedFor('audit.list', filter));
      return found;
    },
  );
  http.get(
    '/api/audit/facets',
    {
      config,
      schema: {
        summary: 'Actions, roles and organisations there are in the log',
        response: {
          200: z.object({
            actions: z.array(z.string()),
            roles: z.array(z.string()),
            organisations: z.array(z.object({ id: z.string(), name: z.string() })),
          }),
        },
      },
    },
    async (request) => {
      assertScope(await scopeOf(request), 'audit.all.read');
      return await logFacets(database.app);
    },
  );
  http.get(
    '/api/audit/export',
    { config, schema: { summary: 'Entries with their proofs, as NDJSON', querystring: filterSchema } },
    async (request, reply) => {
      const scope = await scopeOf(request);
      assertScope(scope, 'audit.all.read');
      const filter = request.query;
      await recordAccess(database.app, scope, askedFor('audit.export', filter));
      const lines = exportLines(database.app, auditKey, filter);
      // The first line is made before the status is sent, so that a failure is still one.
      const first = await lines.next();
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.ndjson"')
        .send(Readable.from(resume(first, lines), { objectMode: false }));
    },
  );
}

async function* resume(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  for (let next = first; next.done !== true; next = await rest.next()) yield next.value;
}
