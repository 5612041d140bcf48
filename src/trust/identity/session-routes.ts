import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/database/index.ts';
import { clearSessionCookie, setSessionCookie } from '../../platform/http/index.ts';
import type { IdentityDeps } from './deps.ts';
import { openSession } from './one-time-links.ts';
import { endSession, type Session } from './sessions.ts';
import { requireSignedIn } from './signed-in.ts';
import { listVisits, switchVisit } from './visits.ts';

const visitFields = {
  role: z.string(),
  organisationId: z.string().nullable(),
  organisation: z.string().nullable(),
  purpose: z.string(),
};

/** The answer of GET /api/session. */
export const sessionSchema = z.object({
  kind: z.enum(['public', 'operator', 'person', 'service']),
  account: z.object({ id: z.string(), name: z.string(), demo: z.boolean(), person: z.string().nullable() }).nullable(),
  visit: z.object({ holdingId: z.string(), ...visitFields }).nullable(),
  holdings: z.array(z.object({ id: z.string(), ...visitFields, until: z.string().nullable() })),
  authentication: z.enum(['link', 'password', 'passkey', 'federated', 'token', 'assertion']).nullable(),
  steppedUpUntil: z.string().nullable(),
  expiresAt: z.string().nullable(),
  purpose: z.string(),
  organisation: z.string().nullable(),
});

const publicSession = {
  kind: 'public' as const,
  ...{ account: null, visit: null, holdings: [], authentication: null, steppedUpUntil: null, expiresAt: null },
  ...{ purpose: 'statistics', organisation: null },
};

/** A session as its own browser may see it. */
export async function describeSession(db: Db, session: Session | null): Promise<z.infer<typeof sessionSchema>> {
  if (session === null) return publicSession;
  const { accountId, accountName, personId, demo, holdingId, role, organisationId, organisation, purpose } = session;
  const visits = accountId === null ? [] : await listVisits(db, accountId);
  return {
    kind: session.kind,
    account: accountId === null ? null : { id: accountId, name: accountName ?? '', demo, person: personId },
    visit: holdingId === null || role === null ? null : { holdingId, role, organisationId, organisation, purpose },
    holdings: visits.map((visit) => ({ ...visit, until: visit.until?.toISOString() ?? null })),
    authentication: session.authentication,
    steppedUpUntil: session.steppedUpUntil?.toISOString() ?? null,
    expiresAt: session.expiresAt.toISOString(),
    purpose,
    organisation,
  };
}

/** GET /open/:token, GET and DELETE /api/session, POST /api/session/visit. */
export async function sessionRoutes(app: FastifyInstance, { database, recordAct }: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    '/open/:token',
    {
      schema: { hide: true, params: z.object({ token: z.string().max(100) }) },
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { session, secret } = await openSession(database.app, request.params.token);
      await recordAct(database.app, session, { action: 'session.open', object: session.id, detail: { by: 'link' } });
      setSessionCookie(request, reply, { secret, expiresAt: session.expiresAt });
      return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect('/', 303);
    },
  );

  typed.get(
    '/api/session',
    { config: { act: 'public' }, schema: { response: { 200: sessionSchema } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return await describeSession(database.app, request.session);
    },
  );

  typed.delete('/api/session', { config: { act: 'public' } }, async (request, reply) => {
    const { session } = request;
    if (session !== null) {
      await endSession(database.app, session.id);
      await recordAct(database.app, session, { action: 'session.end', object: session.id });
    }
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });

  typed.post(
    '/api/session/visit',
    {
      config: { act: 'signed-in' },
      schema: { body: z.object({ holding: z.string().max(40) }), response: { 200: sessionSchema } },
    },
    async (request) => {
      const session = requireSignedIn(request);
      await database.app.transaction().execute(async (trx) => {
        const visit = await switchVisit(trx, session, request.body.holding);
        const detail = { role: visit.role, organisation: visit.organisationId };
        await recordAct(trx, session, { action: 'session.visit', object: visit.id, detail });
      });
      const holding = request.body.holding;
      const described = await describeSession(database.app, session);
      const visit = described.holdings.find(({ id }) => id === holding)!;
      const { role, organisationId, organisation, purpose } = visit;
      return {
        ...described,
        visit: { holdingId: holding, role, organisationId, organisation, purpose },
        ...{ purpose, organisation, steppedUpUntil: null },
      };
    },
  );
}
