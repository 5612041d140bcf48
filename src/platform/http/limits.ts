import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../clock/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** A kind of request with a limit of its own. */
export interface LimitClass {
  /** Requests an actor may save up. */
  burst: number;
  /** Requests that come back in a minute. */
  perMinute: number;
  matches(method: string, route: string): boolean;
}

/**
 * Limits by kind, the first that matches; every request counts against `general` as well. Guessing passwords or civil registration
 * numbers, and carrying whole lists away, are slow by design; one person's ordinary work never comes near.
 */
export const limitClasses = {
  'sign-in': {
    // A hospital signs in from one address in the morning; one account's wrong tries are slowed down by trust/identity.
    burst: 600,
    perMinute: 60,
    matches: (method, route) =>
      method === 'POST' &&
      /^\/api\/(?:sign-in\/(?:password|recovery|passkey\/finish)|session\/step-up\/|token$)/.test(route),
  },
  identify: {
    burst: 60,
    perMinute: 30,
    matches: (_method, route) => route === '/api/people/identify',
  },
  export: {
    burst: 60,
    perMinute: 30,
    matches: (_method, route) =>
      /\.(?:csv|pdf)$|\/(?:export|frequencies|access-report|phenopacket|pedigree)$/.test(route),
  },
  general: { burst: 6000, perMinute: 6000, matches: () => true },
} as const satisfies Record<string, LimitClass>;

export type LimitName = keyof typeof limitClasses;
export type Limits = Readonly<Record<LimitName, Pick<LimitClass, 'burst' | 'perMinute'>>>;

interface Bucket {
  tokens: number;
  at: number;
}

/** Buckets of tokens by actor; those that are full again are forgotten. */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly most = 50_000;

  /** Takes one. @returns milliseconds to wait when there is none, else 0 */
  take(key: string, { burst, perMinute }: Pick<LimitClass, 'burst' | 'perMinute'>, now: number): number {
    const rate = perMinute / 60_000;
    const known = this.buckets.get(key);
    const tokens = known === undefined ? burst : Math.min(burst, known.tokens + Math.max(0, now - known.at) * rate);
    const left = tokens >= 1 ? tokens - 1 : tokens;
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: left, at: now });
    // The one not used for longest goes first: an address that changes with every request cannot fill the memory.
    if (this.buckets.size > this.most) this.buckets.delete(this.buckets.keys().next().value!);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / rate);
  }
}

/** Who is counted: the account of a session, whichever of its sessions or tokens asks; without one, the address. */
function actorOf(request: FastifyRequest): string {
  const { session } = request;
  return session === null ? `address ${request.ip}` : `actor ${session.accountId ?? session.id}`;
}

function classOf(request: FastifyRequest): LimitName {
  const route = request.routeOptions.url ?? '';
  const names = Object.keys(limitClasses) as LimitName[];
  return names.find((name) => limitClasses[name].matches(request.method, route)) ?? 'general';
}

/**
 * Refuses whoever asks too often, with how long to wait. Registered after sessions, since an actor is whom a session says; those
 * who have not signed in are counted by address.
 */
export function registerLimits(app: FastifyInstance, limits: Limits = limitClasses, clock: Clock = systemClock): void {
  const buckets = new Buckets();
  app.addHook('onRequest', async (request, reply) => {
    const name = classOf(request);
    const now = clock.now().getTime();
    // Trying passwords is counted by address whoever is signed in there.
    const actor = name === 'sign-in' ? `address ${request.ip}` : actorOf(request);
    for (const kind of new Set<LimitName>([name, 'general'])) {
      const wait = buckets.take(`${kind} ${actor}`, limits[kind], now);
      if (wait === 0) continue;
      const retryAfter = Math.max(1, Math.ceil(wait / 1000));
      reply.header('retry-after', String(retryAfter));
      throw new Problem(errors.tooMany, `More requests of the kind ${kind} came than are allowed.`, {
        retryAfter,
        class: kind,
        action: `Wait ${retryAfter} seconds.`,
      });
    }
  });
}
