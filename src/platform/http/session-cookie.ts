import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a request knows of its session; `trust/identity` says more. */
export interface RequestSession {
  id: string;
  kind: 'operator';
  purpose: string;
  organisation: string | null;
  expiresAt: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null: anybody, the public. */
    session: RequestSession | null;
  }
}

// Cookies do not know ports, so two instances on one machine need two names.
function cookieName(request: FastifyRequest): string {
  return `idun_session_${request.socket.localPort ?? 0}`;
}

/** Fills `request.session` from the cookie. */
export function registerSessions(
  app: FastifyInstance,
  find: (secret: string) => Promise<RequestSession | undefined>,
): void {
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request) => {
    const secret = request.cookies[cookieName(request)];
    if (secret !== undefined) request.session = (await find(secret)) ?? null;
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
    secure: request.protocol === 'https',
    expires: opened.expiresAt,
  });
}

/** Takes the cookie back. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), { path: '/' });
}
