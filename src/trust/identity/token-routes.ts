import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { administration } from './account-routes.ts';
import { type ApiToken, listTokens, makeToken, revokeToken } from './api-tokens.ts';
import { addServiceKey, exchangeAssertion, listServiceKeys, removeServiceKey } from './assertions.ts';
import type { IdentityDeps } from './deps.ts';
import { errors } from './errors.ts';
import { readManagedService } from './manage-accounts.ts';
import { originOf } from './public-address.ts';
import { requireSignedIn } from './signed-in.ts';

const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  organisation: z.string().nullable(),
  scopes: z.array(z.string()).nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

function toToken({ createdAt, expiresAt, lastUsedAt, ...token }: ApiToken): z.infer<typeof tokenSchema> {
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { ...token, ...times, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

function checkScopes(scopes: readonly string[] | undefined, isAct: (text: string) => boolean): void {
  const wrong = scopes?.find((scope) => !isAct(scope));
  if (wrong === undefined) return;
  throw new Problem(errors.tokenTerms, `There is no act ${wrong}.`, {
    expected: 'acts as in docs/reference/access.md',
    error: 'invalid_scope',
  });
}

/** /api/me/tokens: tokens for programs that act in one of my roles. */
export async function tokenRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const { database, recordAct, isAct } = deps;
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    '/api/me/tokens',
    {
      config: { act: 'accounts.own.manage' },
      schema: { response: { 200: z.object({ items: z.array(tokenSchema) }) } },
    },
    async (request) => {
      const items = await listTokens(database.app, requireSignedIn(request).accountId);
      return { items: items.map(toToken) };
    },
  );

  typed.post(
    '/api/me/tokens',
    {
      config: { act: 'accounts.own.secure' },
      schema: {
        body: z.object({
          name: z.string().trim().min(1).max(100),
          holding: z.string().max(40),
          scopes: z.array(z.string().max(60)).min(1).max(100).optional(),
          until: z.iso.datetime(),
        }),
        response: { 201: tokenSchema.extend({ token: z.string() }) },
      },
    },
    async (request, reply) => {
      const session = requireSignedIn(request);
      const { scopes, until, ...given } = request.body;
      checkScopes(scopes, isAct);
      const made = await database.app.transaction().execute(async (trx: Db) => {
        const result = await makeToken(trx, session.accountId, { ...given, scopes, until: new Date(until) });
        const detail = { role: result.token.role, scopes: scopes ?? null, until };
        await recordAct(trx, session, { action: 'token.make', object: result.token.id, detail });
        return result;
      });
      reply.header('cache-control', 'no-store').code(201);
      return { ...toToken(made.token), token: made.secret };
    },
  );

  // Taking a token back makes nothing more dangerous: no fresh proof is asked for.
  typed.delete(
    '/api/me/tokens/:id',
    { config: { act: 'signed-in' }, schema: { params: z.object({ id: z.string().max(40) }) } },
    async (request, reply) => {
      const session = requireSignedIn(request);
      await database.app.transaction().execute(async (trx: Db) => {
        await revokeToken(trx, session.accountId, request.params.id);
        await recordAct(trx, session, { action: 'token.revoke', object: request.params.id });
      });
      return reply.code(204).send();
    },
  );
}

const keySchema = z.object({ keyId: z.string(), jwk: z.looseObject({ kty: z.string() }), addedAt: z.string() });

/** POST /api/token for services; /api/accounts/:id/keys for those who administer them. */
export async function serviceRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const { database, recordAct, isAct } = deps;
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const manage = { config: { act: 'accounts.manage' } } as const;
  const idParams = z.object({ id: z.string().max(40) });

  await app.register(async (forms) => {
    // RFC 6749 §4.4.2: the token endpoint reads a form.
    const form = 'application/x-www-form-urlencoded';
    forms.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    });
    forms.withTypeProvider<ZodTypeProvider>().post(
      '/api/token',
      {
        config: { act: 'public' },
        schema: {
          summary: 'An access token for a service’s signed assertion (RFC 7523, private_key_jwt)',
          body: z.object({
            grant_type: z.literal('client_credentials'),
            client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
            client_assertion: z.string().max(8000),
            scope: z.string().max(4000).optional(),
          }),
          response: {
            200: z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number() }),
          },
        },
      },
      async (request, reply) => {
        const { client_assertion: assertion, scope } = request.body;
        const scopes = scope?.split(' ').filter((text) => text !== '');
        checkScopes(scopes, isAct);
        const origin = originOf(request, deps.config);
        const audience = [origin, `${origin}/api/token`];
        const given = { assertion, audience, scopes };
        const { secret, expiresInSeconds } = await exchangeAssertion({ db: database.app, recordAct }, given);
        reply.header('cache-control', 'no-store');
        return { access_token: secret, token_type: 'Bearer' as const, expires_in: expiresInSeconds };
      },
    );
  });

  typed.get(
    '/api/accounts/:id/keys',
    {
      config: { act: 'accounts.read' },
      schema: { params: idParams, response: { 200: z.object({ items: z.array(keySchema) }) } },
    },
    async (request) => {
      const { accountNo } = await readManagedService(administration(deps, request), request.params.id);
      const keys = await listServiceKeys(database.app, accountNo);
      return {
        items: keys.map(({ keyId, jwk, addedAt }) => ({
          ...{ keyId, addedAt: addedAt.toISOString() },
          jwk: jwk as { kty: string },
        })),
      };
    },
  );

  typed.post(
    '/api/accounts/:id/keys',
    {
      ...manage,
      schema: {
        params: idParams,
        body: z.object({ jwk: z.looseObject({ kty: z.string() }) }),
        response: { 201: z.object({ keyId: z.string() }) },
      },
    },
    async (request, reply) => {
      const acting = administration(deps, request);
      const keyId = await database.app.transaction().execute(async (trx: Db) => {
        const service = await readManagedService({ ...acting, db: trx }, request.params.id);
        const added = await addServiceKey(trx, service.accountNo, request.body.jwk as JWK);
        const act = { action: 'accounts.key-added', object: service.id, detail: { keyId: added.keyId } };
        await recordAct(trx, acting.who, act);
        return added.keyId;
      });
      return reply.code(201).send({ keyId });
    },
  );

  typed.delete(
    '/api/accounts/:id/keys/:key',
    { ...manage, schema: { params: idParams.extend({ key: z.string().max(200) }) } },
    async (request, reply) => {
      const acting = administration(deps, request);
      const { id, key } = request.params;
      await database.app.transaction().execute(async (trx: Db) => {
        const service = await readManagedService({ ...acting, db: trx }, id);
        await removeServiceKey(trx, service.accountNo, key);
        await recordAct(trx, acting.who, { action: 'accounts.key-removed', object: id, detail: { keyId: key } });
      });
      return reply.code(204).send();
    },
  );
}
