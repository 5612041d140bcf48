import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../clock/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';
import type { LimitSharing, Spent } from './limits-sharing.ts';

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
  private spent = new Map<string, number>();
  private readonly shared: boolean;

  /** @param shared keeps what is taken here, for other servers to be told */
  constructor(shared = false) {
    this.shared = shared;
  }

  /** Takes one. @returns milliseconds to wait when there is none, else 0 */
  take(key: string, { burst, perMinute }: Pick<LimitClass, 'burst' | 'perMinute'>, now: number): number {
    const rate = perMinute / 60_000;
    const tokens = this.tokensOf(key, burst, rate, now);
    const left = tokens >= 1 ? tokens - 1 : tokens;
    this.keep(key, left, now);
    if (this.shared && tokens >= 1) this.spent.set(key, (this.spent.get(key) ?? 0) + 1);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / rate);
  }

  /** What was taken since the last time this was asked. */
  takeSpent(): Spent {
    const { spent } = this;
    if (spent.size > 0) this.spent = new Map();
    return spent;
  }

  /**
   * Counts what an actor took elsewhere. Servers hear of each other late, so that there may be a debt, which time pays back; it is
   * never more than one burst.
   */
  takenElsewhere(
    key: string,
    count: number,
    { burst, perMinute }: Pick<LimitClass, 'burst' | 'perMinute'>,
    now: number,
  ): void {
    this.keep(key, Math.max(-burst, this.tokensOf(key, burst, perMinute / 60_000, now) - count), now);
  }

  private tokensOf(key: string, burst: number, rate: number, now: number): number {
    const known = this.buckets.get(key);
    return known === undefined ? burst : Math.min(burst, known.tokens + Math.max(0, now - known.at) * rate);
  }

  private keep(key: string, tokens: number, at: number): void {
    this.buckets.delete(key);
    this.buckets.set(key, { tokens, at });
    // The one not used for longest goes first: an address that changes with every request cannot fill the memory.
    if (this.buckets.size > this.most) this.buckets.delete(this.buckets.keys().next().value!);
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

/** How limits are kept. */
export interface LimitOptions {
  limits?: Limits | undefined;
  clock?: Clock;
  /** With other servers on the same database; without it limits are this process's. */
  sharing?: LimitSharing | undefined;
  /** Milliseconds between two tellings. */
  shareEvery?: number;
}

// From when the server listens until it closes: what was taken here is told every second, what was taken elsewhere is counted.
function share(
  app: FastifyInstance,
  {
    buckets,
    limits,
    clock,
    sharing,
    shareEvery,
  }: Required<LimitOptions> & { buckets: Buckets; limits: Limits; sharing: LimitSharing },
): void {
  let stop: (() => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onListen', async () => {
    stop = await sharing.hear((spent) => {
      const now = clock.now().getTime();
      for (const [key, count] of spent) {
        const name = key.slice(0, key.indexOf(' '));
        if (Object.hasOwn(limits, name)) buckets.takenElsewhere(key, count, limits[name as LimitName], now);
      }
    });
    timer = setInterval(() => {
      const spent = buckets.takeSpent();
      // A database that is away stops every request; limits need no word of their own.
      if (spent.size > 0) sharing.tell(spent).catch(() => undefined);
    }, shareEvery);
    timer.unref();
  });
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await stop?.();
  });
}

/**
 * Refuses whoever asks too often, with how long to wait. Registered after sessions, since an actor is whom a session says; those
 * who have not signed in are counted by address.
 */
export function registerLimits(
  app: FastifyInstance,
  { limits = limitClasses, clock = systemClock, sharing, shareEvery = 1000 }: LimitOptions = {},
): void {
  const buckets = new Buckets(sharing !== undefined);
  if (sharing !== undefined) share(app, { buckets, limits, clock, sharing, shareEvery });
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
