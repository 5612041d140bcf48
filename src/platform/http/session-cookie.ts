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

// Cookies do not know ports, so two instances on one machine need two names.
function cookieName(request: FastifyRequest, name = 'session'): string {
  return `idun_${name}_${request.socket.localPort ?? 0}`;
}

/** Fills `request.session` from the token or the cookie; with a token the cookie is not looked at. */
export function registerSessions(app: FastifyInstance, source: SessionSource): void {
  app.decorateRequest('session', null);
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
  opened: { secret: string; expiresAt: Date; secure?: boolean },
): void {
  reply.setCookie(cookieName(request), opened.secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // Behind a proxy the request itself is not encrypted, and only the configuration knows that the browser's is.
    secure: opened.secure ?? request.protocol === 'https',
    expires: opened.expiresAt,
  });
}

/** Takes the cookie back. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), { path: '/' });
}

/** Gives the browser the secret of a visit to an outside provider: sent when it comes back from that other site, and only there. */
export function setSignInCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { secret: string; secure?: boolean },
): void {
  reply.setCookie(cookieName(request, 'sign_in'), given.secret, {
    path: '/sign-in/back',
    httpOnly: true,
    sameSite: 'lax',
    secure: given.secure ?? request.protocol === 'https',
    maxAge: 600,
  });
}

/** The secret of a visit to an outside provider. */
export function readSignInCookie(request: FastifyRequest): string | undefined {
  return request.cookies[cookieName(request, 'sign_in')];
}

/** Takes that cookie back. */
export function clearSignInCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request, 'sign_in'), { path: '/sign-in/back' });
}
