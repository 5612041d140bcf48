import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { systemClock } from '../../../platform/clock/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import {
  clearSignInCookie,
  readSignInCookie,
  setSessionCookie,
  setSignInCookie,
} from '../../../platform/http/index.ts';
import { Problem, toProblem } from '../../../platform/problem/index.ts';
import { beginCeremony, takeCeremony } from '../ceremonies.ts';
import type { IdentityDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { originOf } from '../public-address.ts';
import { limits } from '../session-limits.ts';
import { type OpenedSession, openPersonSession, type Session, stepUp } from '../sessions.ts';
import { accountOfClaims, type Claims } from './claims.ts';
import { goOn } from './go-on.ts';
import { type Provider, readProviders } from './providers.ts';
import { makeRelyingParty, type Visit } from './relying-party.ts';

const backPath = '/sign-in/back';

// Only a place on this server: `//host` and `/\host` are other ones.
const returnSchema = z
  .string()
  .max(2000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'expected a path of this server')
  .default('/');

/** GET /api/sign-in/with/:provider goes to an outside provider, GET /sign-in/back comes back from it. */
export async function federationRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const { database, config, recordAct, egress } = deps;
  const providers = readProviders(config);
  if (providers.length === 0 || egress === undefined) return;
  const relyingParty = makeRelyingParty(egress);
  const typed = app.withTypeProvider<ZodTypeProvider>();

  function findProvider(id: string): Provider {
    const provider = providers.find((one) => one.id === id);
    if (provider === undefined) throw new Problem(errors.providerUnknown, 'No outside provider has this name.');
    return provider;
  }

  typed.get(
    '/api/sign-in/with/:provider',
    {
      config: { act: 'public', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        params: z.object({ provider: z.string().max(40) }),
        querystring: z.object({ return: returnSchema, 'step-up': z.stringbool().default(false) }),
      },
    },
    async (request, reply) => {
      const provider = findProvider(request.params.provider);
      const stepUpSession = request.query['step-up'] ? (request.session?.id ?? null) : null;
      const redirectUri = originOf(request, config) + backPath;
      const given = { redirectUri, stepUpSession, returnTo: request.query.return };
      const { url, visit } = await relyingParty.begin(provider, given);
      const begun = { kind: 'federation', payload: visit };
      const secret = await beginCeremony(database.app, begun, systemClock);
      setSignInCookie(request, reply, { secret });
      return reply.header('cache-control', 'no-store').redirect(url.href, 303);
    },
  );

  async function admitted(request: FastifyRequest, visit: Visit, claims: Claims): Promise<OpenedSession | null> {
    const provider = findProvider(visit.provider);
    const strong = provider.strongAcr.includes(String(claims['acr']));
    return await database.app.transaction().execute(async (trx) => {
      const account = await accountOfClaims(trx, deps, { provider, claims }, systemClock);
      if (visit.stepUpSession !== null) {
        await finishStepUp(trx, { sessionId: visit.stepUpSession, accountNo: account.accountNo, strong });
        return null;
      }
      const browser = request.headers['user-agent'];
      const opened = await openPersonSession(trx, { ...account, authentication: 'federated', browser });
      if (strong) await stepUp(trx, opened.session.id);
      const detail = { by: provider.id };
      await recordAct(trx, opened.session, { action: 'session.open', object: opened.session.id, detail });
      return opened;
    });
  }

  async function finishStepUp(
    trx: Db,
    given: { sessionId: string; accountNo: number; strong: boolean },
  ): Promise<void> {
    const { rows } = await sql<Session>`select s.id, s.kind, a.id as "accountId", 'operation' as purpose
      from trust.sessions s join trust.accounts a using (account_no)
      where s.id = ${given.sessionId} and s.account_no = ${given.accountNo} and s.ended_at is null`.execute(trx);
    if (rows[0] === undefined || !given.strong) {
      throw new Problem(errors.signInFailed, 'Another person came back, or the sign-in was not strong enough.');
    }
    await stepUp(trx, given.sessionId);
    const detail = { by: 'provider' };
    await recordAct(trx, rows[0], { action: 'session.step-up', object: given.sessionId, detail });
  }

  typed.get(backPath, { schema: { hide: true } }, async (request, reply) => {
    const secret = readSignInCookie(request);
    clearSignInCookie(request, reply);
    let visit: Visit | undefined;
    try {
      const asked = { kind: 'federation', secret: secret ?? '' };
      visit = (await takeCeremony<Visit>(database.app, asked, systemClock)).payload;
      const answer = new URL(visit.redirectUri + new URL(request.url, visit.redirectUri).search);
      const claims = await relyingParty.finish(findProvider(visit.provider), visit, answer);
      const opened = await admitted(request, visit, claims);
      const expiresAt = new Date(Date.now() + limits.personSession);
      if (opened !== null) setSessionCookie(request, reply, { secret: opened.secret, expiresAt });
      return goOn(reply, visit.returnTo);
    } catch (error) {
      const { code, status } = toProblem(error);
      if (status >= 500 && status !== errors.providerFailed.status) throw error;
      const detail = { by: visit?.provider ?? 'unknown', code };
      await recordAct(database.app, null, { action: 'session.refused', object: 'unknown', detail });
      return goOn(reply, `/sign-in?problem=${code}`);
    }
  });
}
