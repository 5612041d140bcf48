import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { clearSessionCookie, setSessionCookie } from '../../platform/http/index.ts';
import { endSession, openSession } from './sessions.ts';

const sessionSchema = z.object({
  kind: z.enum(['operator', 'public']),
  purpose: z.string(),
  organisation: z.string().nullable(),
  expiresAt: z.string().nullable(),
});

/** GET /open/:token, GET and DELETE /api/session. */
export async function routes(app: FastifyInstance, { database }: { database: DatabaseHandle }): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    '/open/:token',
    {
      schema: { hide: true, params: z.object({ token: z.string().max(100) }) },
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { session, secret } = await openSession(database.app, request.params.token);
      setSessionCookie(request, reply, { secret, expiresAt: session.expiresAt });
      return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect('/', 303);
    },
  );

  typed.get('/api/session', { schema: { response: { 200: sessionSchema } } }, async (request, reply) => {
    const { session } = request;
    reply.header('cache-control', 'no-store');
    if (session === null)
      return { kind: 'public' as const, purpose: 'statistics', organisation: null, expiresAt: null };
    const { kind, purpose, organisation, expiresAt } = session;
    return { kind, purpose, organisation, expiresAt: expiresAt.toISOString() };
  });

  typed.delete('/api/session', async (request, reply) => {
    if (request.session !== null) await endSession(database.app, request.session.id);
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });
}
