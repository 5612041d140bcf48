import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { clearSessionCookie } from '../../platform/http/index.ts';
import { findAccount } from './accounts.ts';
import type { IdentityDeps } from './deps.ts';
import { beginAuthentication } from './passkeys.ts';
import { isLocal, siteOf } from './public-address.ts';
import { endSessionsOf, listSessions } from './sessions.ts';
import { stepUpWithPasskey, stepUpWithPassword } from './sign-in.ts';
import { passkeyAnswerSchema, signInDeps } from './sign-in-routes.ts';
import { requireSignedIn } from './signed-in.ts';

const steppedUpSchema = z.object({ steppedUpUntil: z.string() });

const openSessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  authentication: z.string(),
  browser: z.string().nullable(),
  createdAt: z.string(),
  seenAt: z.string(),
  expiresAt: z.string(),
});

/** POST /api/session/step-up/…: proving again who one is. */
export async function stepUpRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const { database, config } = deps;
  const signIn = signInDeps(deps);
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    '/api/session/step-up/password',
    {
      config: { act: 'signed-in' },
      schema: { body: z.object({ password: z.string().min(1).max(1000) }), response: { 200: steppedUpSchema } },
    },
    async (request) => {
      const given = { password: request.body.password, local: isLocal(request, config) };
      const until = await stepUpWithPassword(signIn, requireSignedIn(request), given);
      return { steppedUpUntil: until.toISOString() };
    },
  );

  typed.post('/api/session/step-up/passkey/begin', { config: { act: 'signed-in' } }, async (request) => {
    const session = requireSignedIn(request);
    const account = await findAccount(database.app, session.accountId);
    return await beginAuthentication(database.app, { site: siteOf(request, config), account, sessionId: session.id });
  });

  typed.post(
    '/api/session/step-up/passkey/finish',
    { config: { act: 'signed-in' }, schema: { body: passkeyAnswerSchema, response: { 200: steppedUpSchema } } },
    async (request) => {
      const { ceremony, response } = request.body;
      const answer = {
        ceremony,
        response: response as unknown as AuthenticationResponseJSON,
        site: siteOf(request, config),
      };
      const until = await stepUpWithPasskey(signIn, requireSignedIn(request), answer);
      return { steppedUpUntil: until.toISOString() };
    },
  );
}

/** GET /api/sessions: where I am signed in; DELETE ends one, or all of them. */
export async function ownSessionRoutes(app: FastifyInstance, { database, recordAct }: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    '/api/sessions',
    {
      config: { act: 'accounts.own.manage' },
      schema: { response: { 200: z.object({ items: z.array(openSessionSchema) }) } },
    },
    async (request) => {
      const session = requireSignedIn(request);
      const open = await listSessions(database.app, session.accountId);
      const items = open.map(({ id, authentication, browser, createdAt, seenAt, expiresAt }) => {
        const times = { createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() };
        const current = id === session.id;
        return { id, current, authentication, browser, ...times, expiresAt: expiresAt.toISOString() };
      });
      return { items };
    },
  );

  async function end(request: Parameters<typeof requireSignedIn>[0], only?: string): Promise<void> {
    const session = requireSignedIn(request);
    await database.app.transaction().execute(async (trx) => {
      const ended = await endSessionsOf(trx, session.accountId, { only });
      const object = only ?? session.accountId;
      if (ended > 0) await recordAct(trx, session, { action: 'session.end', object, detail: { sessions: ended } });
    });
  }

  // Signing out must always be possible, whatever role is active.
  typed.delete(
    '/api/sessions/:id',
    { config: { act: 'signed-in' }, schema: { params: z.object({ id: z.string().max(40) }) } },
    async (request, reply) => {
      await end(request, request.params.id);
      return reply.code(204).send();
    },
  );

  typed.delete('/api/sessions', { config: { act: 'signed-in' } }, async (request, reply) => {
    await end(request);
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });
}
