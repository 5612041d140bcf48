import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Account, findAccount } from './accounts.ts';
import { readCredentials, setPassword } from './credentials.ts';
import type { IdentityAct, IdentityDeps } from './deps.ts';
import { beginRegistration, finishRegistration, type Passkey, removePasskey } from './passkeys.ts';
import { siteOf } from './public-address.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import type { Session } from './sessions.ts';
import { requireSignedIn } from './signed-in.ts';

const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  backedUp: z.boolean(),
});

const credentialsSchema = z.object({
  login: z.string().nullable(),
  password: z.object({ changedAt: z.string().nullable() }),
  passkeys: z.array(passkeySchema),
  recoveryCodes: z.object({ left: z.number(), createdAt: z.string().nullable() }),
  federated: z.array(z.object({ issuer: z.string(), linkedAt: z.string() })),
});

function toPasskey({ createdAt, lastUsedAt, ...passkey }: Passkey): z.infer<typeof passkeySchema> {
  return { ...passkey, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

/** /api/me/credentials, …/passkeys, …/password, …/recovery-codes: how I sign in. Changes need a fresh proof. */
export async function credentialRoutes(
  app: FastifyInstance,
  { database, config, recordAct }: IdentityDeps,
): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const change = { config: { act: 'accounts.own.secure' } } as const;

  async function mine(
    request: FastifyRequest,
  ): Promise<{ session: Session & { accountId: string }; account: Account }> {
    const session = requireSignedIn(request);
    return { session, account: await findAccount(database.app, session.accountId) };
  }

  typed.get(
    '/api/me/credentials',
    { config: { act: 'accounts.own.manage' }, schema: { response: { 200: credentialsSchema } } },
    async (request) => {
      const { account } = await mine(request);
      const { passwordChangedAt, passkeys, recoveryCodes, federated } = await readCredentials(database.app, account);
      return {
        login: account.login,
        password: { changedAt: passwordChangedAt?.toISOString() ?? null },
        passkeys: passkeys.map(toPasskey),
        recoveryCodes: { left: recoveryCodes.left, createdAt: recoveryCodes.createdAt?.toISOString() ?? null },
        federated: federated.map(({ issuer, linkedAt }) => ({ issuer, linkedAt: linkedAt.toISOString() })),
      };
    },
  );

  typed.post('/api/me/passkeys/begin', change, async (request) => {
    const { session, account } = await mine(request);
    return await beginRegistration(database.app, { account, sessionId: session.id, site: siteOf(request, config) });
  });

  /** Does a change and puts it on the record in one transaction. */
  async function noted<T>(session: Session, act: IdentityAct, work: (trx: typeof database.app) => Promise<T>) {
    return await database.app.transaction().execute(async (trx) => {
      const done = await work(trx);
      await recordAct(trx, session, act);
      return done;
    });
  }

  typed.post(
    '/api/me/passkeys/finish',
    {
      ...change,
      schema: {
        body: z.object({
          ceremony: z.string().max(100),
          name: z.string().trim().min(1).max(100),
          response: z.looseObject({ id: z.string().max(2000), type: z.literal('public-key') }),
        }),
        response: { 200: passkeySchema },
      },
    },
    async (request) => {
      const { session } = await mine(request);
      const { ceremony, name } = request.body;
      const response = request.body.response as unknown as RegistrationResponseJSON;
      const given = { ceremony, name, response, sessionId: session.id, site: siteOf(request, config) };
      const act = { action: 'credentials.passkey-added', object: session.accountId };
      return toPasskey(await noted(session, act, (trx) => finishRegistration(trx, given)));
    },
  );

  typed.delete(
    '/api/me/passkeys/:id',
    { ...change, schema: { params: z.object({ id: z.string().max(2000) }) } },
    async (request, reply) => {
      const { session, account } = await mine(request);
      const act = { action: 'credentials.passkey-removed', object: session.accountId };
      await noted(session, act, (trx) => removePasskey(trx, account, request.params.id));
      return reply.code(204).send();
    },
  );

  typed.put(
    '/api/me/password',
    { ...change, schema: { body: z.object({ password: z.string().max(1000) }) } },
    async (request, reply) => {
      const { session, account } = await mine(request);
      const act = { action: 'credentials.password-changed', object: session.accountId };
      await noted(session, act, (trx) => setPassword(trx, account, request.body.password, { keep: session.id }));
      return reply.code(204).send();
    },
  );

  typed.post(
    '/api/me/recovery-codes',
    { ...change, schema: { response: { 200: z.object({ codes: z.array(z.string()) }) } } },
    async (request, reply) => {
      const { session, account } = await mine(request);
      const act = { action: 'credentials.recovery-codes-made', object: session.accountId };
      reply.header('cache-control', 'no-store');
      return { codes: await noted(session, act, (trx) => makeRecoveryCodes(trx, account)) };
    },
  );
}
