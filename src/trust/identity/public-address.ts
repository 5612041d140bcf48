import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

type Addressed = Pick<Config, 'host' | 'origin'>;

/** The origin that the browser of this request sees: behind a proxy the configured one, if the request names it. */
export function originOf(request: FastifyRequest, { origin }: Addressed): string {
  if (origin !== undefined && new URL(origin).host === request.host) return origin;
  return `${request.protocol}://${request.host}`;
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether the server listens on this machine only and the request named it so: nobody came through a proxy. */
export function isLocal(request: FastifyRequest, config: Addressed): boolean {
  return config.origin === undefined && loopbackNames.has(config.host) && loopbackNames.has(request.hostname);
}

/** Passkeys belong to a name; an address written in numbers has none. @returns where this server is open by name */
export function addressForPasskeys(
  request: FastifyRequest,
  config: Addressed,
): { available: boolean; address: string | null } {
  const name = request.hostname;
  if (isIP(name.replaceAll(/[[\]]/g, '')) === 0) return { available: true, address: null };
  const address = loopbackNames.has(name) ? originOf(request, config).replace(name, 'localhost') : null;
  return { available: false, address };
}

/** Where the browser is, for a passkey. @throws Problem IDUN_PASSKEY_NO_NAME */
export function siteOf(request: FastifyRequest, config: Addressed): { name: string; origin: string } {
  const { available, address } = addressForPasskeys(request, config);
  if (available) return { name: request.hostname, origin: originOf(request, config) };
  throw new Problem(errors.noPasskeysHere, 'A browser ties a passkey to the name of a server.', {
    action: address === null ? 'Open this server under its name.' : `Open ${address} instead.`,
  });
}
