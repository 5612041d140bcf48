import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../platform/database/index.ts';
import { setSessionCookie } from '../../platform/http/index.ts';
import { openLoginKey } from './back-off.ts';
import type { IdentityDeps } from './deps.ts';
import { readProviders } from './federation/providers.ts';
import { beginAuthentication } from './passkeys.ts';
import { addressForPasskeys, isLocal, siteOf } from './public-address.ts';
import { limits } from './session-limits.ts';
import { describeSession, sessionSchema } from './session-routes.ts';
import { endSession, type OpenedSession } from './sessions.ts';
import { type SignInDeps, signInWithPasskey, signInWithPassword, signInWithRecoveryCode } from './sign-in.ts';

const demoAccountSchema = z.object({
  login: z.string(),
  name: z.string(),
  role: z.string(),
  organisation: z.string().nullable(),
});

const waysSchema = z.object({
  password: z.literal(true),
  passkeys: z.object({ available: z.boolean(), address: z.string().nullable() }),
  issuers: z.array(z.object({ id: z.string(), name: z.string() })),
  demo: z.array(demoAccountSchema),
});

/** What a browser's `navigator.credentials.get` gave; the verifier reads it with care. */
export const passkeyAnswerSchema = z.object({
  ceremony: z.string().max(100),
  response: z.looseObject({ id: z.string().max(2000), type: z.literal('public-key') }),
});

async function listDemoAccounts(db: Db): Promise<z.infer<typeof demoAccountSchema>[]> {
  const { rows } = await sql<z.infer<typeof demoAccountSchema>>`select distinct on (a.account_no) a.login, a.name,
      h.role, o.name as organisation
    from trust.accounts a join trust.role_holdings h using (account_no)
    left join trust.organisations o on o.organisation_no = h.organisation_no
    where a.demo and a.login is not null and a.disabled_at is null
    order by a.account_no, h.holding_no`.execute(db);
  return rows;
}

/** What signing in needs, of the deps of the routes. */
export function signInDeps({ database, config, recordAct }: IdentityDeps): SignInDeps {
  return { db: database.app, recordAct, loginKey: openLoginKey(config.dataDir) };
}

/** Answers a sign-in: the cookie, the session, and the end of the one this browser had before. */
export async function answerSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, opened }: { db: Db; opened: OpenedSession },
) {
  if (request.session !== null) await endSession(db, request.session.id);
  const { session, secret } = opened;
  const expiresAt = new Date(Date.now() + limits.personSession);
  setSessionCookie(request, reply, { secret, expiresAt });
  reply.header('cache-control', 'no-store');
  return await describeSession(db, session);
}

/** GET /api/sign-in says which ways there are; POST /api/sign-in/password, …/recovery, …/passkey/begin and …/finish go them. */
export async function signInRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const { database, config } = deps;
  const signIn = signInDeps(deps);
  const issuers = deps.egress === undefined ? [] : readProviders(config);
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    '/api/sign-in',
    { config: { act: 'public' }, schema: { response: { 200: waysSchema } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return {
        password: true as const,
        passkeys: addressForPasskeys(request, config),
        issuers: issuers.map(({ id, name }) => ({ id, name })),
        demo: isLocal(request, config) ? await listDemoAccounts(database.app) : [],
      };
    },
  );

  typed.post(
    '/api/sign-in/password',
    {
      config: { act: 'public' },
      schema: {
        body: z.object({ login: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      const { login, password } = request.body;
      const typedIn = { login, local: isLocal(request, config), browser: request.headers['user-agent'] };
      const opened = await signInWithPassword(signIn, { ...typedIn, password });
      return await answerSignIn(request, reply, { db: database.app, opened });
    },
  );
  typed.post(
    '/api/sign-in/recovery',
    {
      config: { act: 'public' },
      schema: {
        body: z.object({ login: z.string().min(1).max(200), code: z.string().min(1).max(100) }),
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      const { login, code } = request.body;
      const typedIn = { login, local: false, browser: request.headers['user-agent'] };
      const opened = await signInWithRecoveryCode(signIn, { ...typedIn, code });
      return await answerSignIn(request, reply, { db: database.app, opened });
    },
  );

  typed.post('/api/sign-in/passkey/begin', { config: { act: 'public' } }, async (request) => {
    return await beginAuthentication(database.app, { site: siteOf(request, config) });
  });

  typed.post(
    '/api/sign-in/passkey/finish',
    { config: { act: 'public' }, schema: { body: passkeyAnswerSchema, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const { ceremony, response } = request.body;
      const answer = {
        ceremony,
        response: response as unknown as AuthenticationResponseJSON,
        site: siteOf(request, config),
      };
      const opened = await signInWithPasskey(signIn, { ...answer, browser: request.headers['user-agent'] });
      return await answerSignIn(request, reply, { db: database.app, opened });
    },
  );
}
