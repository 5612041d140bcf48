import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { Problem } from '../../../platform/problem/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { goOn } from '../federation/go-on.ts';
import { originOf } from '../public-address.ts';
import { readClients } from './clients.ts';
import { interactionPath, openProvider } from './provider.ts';
import { openSigningKeys } from './signing-keys.ts';

const mount = '/oidc';

/** /oidc: the built-in provider, when sign-in.json names clients; /oidc-sign-in: where it asks who is there. */
export async function providerRoutes(
  app: FastifyInstance,
  { database, config, recordAct }: IdentityDeps,
): Promise<void> {
  if (readClients(config).length === 0) return;
  const db = database.app;
  const providers = new Map<string, { keys: string; provider: Promise<Provider> }>();

  // One provider for each name of this server: the Host header was checked before.
  function providerOf(request: FastifyRequest): Promise<Provider> {
    const issuer = originOf(request, config) + mount;
    const keys = openSigningKeys(config.dataDir)
      .keys.map(({ kid }) => kid)
      .join();
    const known = providers.get(issuer);
    // Made anew when its signing keys were: what it remembers is in the database.
    if (known?.keys === keys) return known.provider;
    const provider = openProvider({ db, config }, issuer);
    providers.set(issuer, { keys, provider });
    return provider;
  }

  /** Hands the bare request over; below the mount, and with the protocol that the browser sees. */
  async function handOver(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const provider = await providerOf(request);
    provider.proxy = true;
    const { raw } = request;
    raw.headers['x-forwarded-proto'] = new URL(originOf(request, config)).protocol.slice(0, -1);
    raw.headers['x-forwarded-host'] = request.host;
    const url = raw.url ?? '/';
    Object.assign(raw, { originalUrl: url, url: url.slice(mount.length) });
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    reply.raw.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    await provider.callback()(raw, reply.raw);
  }

  await app.register(async (bare) => {
    bare.removeAllContentTypeParsers();
    // The body is the provider's to read.
    bare.addContentTypeParser('*', (_request, _payload, done) => done(null));
    bare.route({ method: ['GET', 'POST', 'OPTIONS'], url: `${mount}/*`, schema: { hide: true }, handler: handOver });
  });

  const typed = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ uid: z.string().max(100) });

  // The browser comes from another site, so that its strict cookie is not sent yet: one step of our own first.
  typed.get(`${interactionPath}/:uid`, { schema: { hide: true, params } }, async (request, reply) => {
    return goOn(reply, `${interactionPath}/${encodeURIComponent(request.params.uid)}/go`);
  });

  typed.get(`${interactionPath}/:uid/go`, { schema: { hide: true, params } }, async (request, reply) => {
    const provider = await providerOf(request);
    const details = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
    if (details?.uid !== request.params.uid) {
      throw new Problem(errors.ceremonyOver, 'Nothing asks for this sign-in any more.', {
        action: 'Go back to the program you came from and sign in there again.',
      });
    }
    const { session } = request;
    const here = `${interactionPath}/${encodeURIComponent(request.params.uid)}/go`;
    const proven = session?.kind === 'person' ? await readProof(session.id) : undefined;
    const again = details.prompt.reasons.some((reason) => reason === 'login_prompt' || reason === 'max_age');
    if (session?.accountId == null || proven === undefined || (again && proven.at.getTime() / 1000 < details.iat)) {
      return reply.redirect(
        `/sign-in?${new URLSearchParams({ return: here, ...(again ? { again: 'true' } : {}) })}`,
        303,
      );
    }
    const login = { accountId: session.accountId, ts: Math.floor(proven.at.getTime() / 1000), amr: [proven.amr] };
    const client = String(details.params['client_id']);
    await recordAct(db, session, { action: 'session.vouch', object: session.id, detail: { client } });
    const to = await provider.interactionResult(request.raw, reply.raw, { login }, { mergeWithLastSubmission: false });
    return reply.redirect(to, 303);
  });

  async function readProof(sessionId: string): Promise<{ at: Date; amr: string } | undefined> {
    // RFC 8176 names the methods.
    const { rows } = await sql<{ at: Date; amr: string }>`select authenticated_at as at,
        case authentication when 'password' then 'pwd' when 'passkey' then 'hwk' else 'fed' end as amr
      from trust.sessions where id = ${sessionId}`.execute(db);
    return rows[0];
  }
}
