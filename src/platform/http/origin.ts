import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';
import { readToken } from './session-cookie.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The name in a Host header without its port, in lower case; `[::1]` keeps its brackets. */
export function hostName(host: string): string {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:]*)(?::\d+)?$/.exec(host);
  return (match?.[1] ?? '').toLowerCase();
}

function checkHost(request: FastifyRequest, allowed: ReadonlySet<string>): void {
  // A page of another site can make its own name resolve to this machine (DNS rebinding); its Host header still names it.
  const host = request.headers.host ?? '';
  if (allowed.has(hostName(host))) return;
  throw new Problem(errors.badHost, 'The Host header names a host that this server was not told of.', {
    expected: [...allowed].join(', '),
    action: 'Open the address that `idun start` printed, or add the name to IDUN_HOSTS.',
  });
}

function checkOrigin(request: FastifyRequest): void {
  // With a token no cookie counts, and no page of another site can know one.
  if (safeMethods.has(request.method) || readToken(request) !== undefined) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  // Programs send no Origin; browsers always do with these methods.
  const sameOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (sameSite && sameOrigin) return;
  throw new Problem(errors.badOrigin, 'The Origin header is not that of this server.', {
    action: 'Do it on a page of this server, or from a program without an Origin header.',
  });
}

/** Answers only under known names, and lets only pages of this server change anything. */
export function registerOriginChecks(app: FastifyInstance, allowedHosts: readonly string[]): void {
  const allowed = new Set(['localhost', '127.0.0.1', '[::1]', ...allowedHosts.map((host) => host.toLowerCase())]);
  app.addHook('onRequest', async (request) => {
    checkHost(request, allowed);
    checkOrigin(request);
  });
}
