import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** What a request knows of who asks; `trust/identity` says more. */
export interface RequestSession {
  /** `ses_…`, or `tok_…` for a program's token. */
  id: string;
  kind: 'operator' | 'person' | 'service';
  /** `acc_…`; null for the operator's link. */
  accountId: string | null;
  accountName: string | null;
  /** `per_…` of the citizen behind the account, when known. */
  personId: string | null;
  /** `hol_…`, the active role holding. */
  holdingId: string | null;
  role: string | null;
  organisationNo: number | null;
  organisationId: string | null;
  organisation: string | null;
  purpose: string;
  authentication: 'link' | 'password' | 'passkey' | 'federated' | 'token' | 'assertion';
  /** Until when dangerous acts are open after fresh strong authentication. */
  steppedUpUntil: Date | null;
  /** The acts a token is limited to; null: not narrowed. */
  tokenScopes: readonly string[] | null;
  /** An account of the demo nation. */
  demo: boolean;
  expiresAt: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null: anybody, the public. */
    session: RequestSession | null;
  }
  interface FastifyInstance {
    /** The host of the configured address, when it is one of TLS. */
    encryptedHost: string | null;
  }
}

/** Where sessions come from. */
export interface SessionSource {
  /** The session of a cookie's secret. */
  findSession(secret: string): Promise<RequestSession | undefined>;
  /** The session of a program's token. */
  findToken?(token: string): Promise<RequestSession | undefined>;
}

const tokenForm = /^Bearer (idun_(?:api|access)_[0-9A-Za-z]{43})$/i;

/** The program's token in an Authorization header, if there is one; other schemes and senders' tokens are their routes' own. */
export function readToken(request: FastifyRequest): string | undefined {
  return tokenForm.exec(request.headers.authorization ?? '')?.[1];
}

/** Whether the browser of a request talks over TLS, to this server or to the proxy whose address is configured. */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.server.encryptedHost === request.host;
}

// Cookies do not know ports, so two instances on one machine need two names. A browser takes a name that begins so over TLS only, and
// `__Host-` from this very host alone: a neighbour below the same domain cannot plant one.
function cookieName(request: FastifyRequest, name = 'session', prefix = '__Host-'): string {
  return `${isEncrypted(request) ? prefix : ''}idun_${name}_${request.socket.localPort ?? 0}`;
}

/**
 * Fills `request.session` from the token or the cookie; with a token the cookie is not looked at.
 * @param origin the address under which people open this server, when a proxy stands before it
 */
export function registerSessions(app: FastifyInstance, source: SessionSource, origin?: string): void {
  app.decorateRequest('session', null);
  app.decorate('encryptedHost', origin?.startsWith('https:') ? new URL(origin).host : null);
  app.addHook('onRequest', async (request) => {
    const token = readToken(request);
    if (token !== undefined) {
      request.session = (await source.findToken?.(token)) ?? null;
      if (request.session !== null) return;
      throw new Problem(errors.badToken, 'The token is not known here, has expired, or was taken back.', {
        action: 'Make a new token, or ask for a new access token with the service’s assertion.',
      });
    }
    const secret = request.cookies[cookieName(request)];
    if (secret !== undefined) request.session = (await source.findSession(secret)) ?? null;
  });
}

/** Gives a session's cookie to the browser: not readable by scripts, not sent from other sites. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: { secret: string; expiresAt: Date },
): void {
  reply.setCookie(cookieName(request), opened.secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isEncrypted(request),
    expires: opened.expiresAt,
  });
}

/** Takes the cookie back. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), { path: '/', secure: isEncrypted(request) });
  // What the browser kept of this session's answers goes with it.
  reply.header('clear-site-data', '"cache"');
}

// Bound to a path, which `__Host-` does not allow.
const signInCookieName = (request: FastifyRequest): string => cookieName(request, 'sign_in', '__Secure-');

/** Gives the browser the secret of a visit to an outside provider: sent when it comes back from that other site, and only there. */
export function setSignInCookie(request: FastifyRequest, reply: FastifyReply, given: { secret: string }): void {
  reply.setCookie(signInCookieName(request), given.secret, {
    path: '/sign-in/back',
    httpOnly: true,
    sameSite: 'lax',
    secure: isEncrypted(request),
    maxAge: 600,
  });
}

/** The secret of a visit to an outside provider. */
export function readSignInCookie(request: FastifyRequest): string | undefined {
  return request.cookies[signInCookieName(request)];
}

/** Takes that cookie back. */
export function clearSignInCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(signInCookieName(request), { path: '/sign-in/back', secure: isEncrypted(request) });
}
