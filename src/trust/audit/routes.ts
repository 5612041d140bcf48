import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { assertScope, type Scope } from '../scope/index.ts';
import { listAccess, recordAccess } from './audit.ts';

interface AuditRouteDeps {
  database: DatabaseHandle;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  purpose: z.string(),
  action: z.string(),
  object: z.string(),
  intact: z.boolean(),
});

/** GET /api/audit: the latest accesses, for operators. Reading the log is logged. */
export async function routes(app: FastifyInstance, { database, scopeOf }: AuditRouteDeps): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/audit',
    {
      config: { act: 'audit.all.read' },
      schema: {
        querystring: z.object({
          subject: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ items: z.array(entrySchema) }) },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      assertScope(scope, 'metadata');
      const { subject, limit } = request.query;
      await recordAccess(database.app, scope, { action: 'audit.list', object: subject ?? 'all' });
      const found = await listAccess(database.app, subject === undefined ? { limit } : { subject, limit });
      const items = found.map(({ id, recordedAt, actor, purpose, action, object, intact }) => {
        return { id, at: recordedAt.toISOString(), actor, purpose, action, object, intact };
      });
      return { items };
    },
  );
}
