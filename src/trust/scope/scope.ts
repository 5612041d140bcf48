import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { currentEpoch } from '../consent/index.ts';
import { errors } from './errors.ts';

export type Purpose = 'care' | 'research' | 'statistics' | 'operation';

/** What a scope may let through: counts of groups, who carries, single calls, and data about data. */
export type Act = 'counts' | 'carriers' | 'calls' | 'metadata';

export interface DisclosureRule {
  /** Counts above zero and below this are protected; 0 is exact. */
  readonly minimumCount: number;
}

/** Who asks, for what purpose, on what legal basis, with which disclosure rule, until when. Only this module makes one. */
export interface Scope {
  /** `scp_…` */
  readonly id: string;
  readonly actor: ActorRef;
  readonly purpose: Purpose;
  readonly legalBasis: string;
  readonly allows: ReadonlySet<Act>;
  readonly disclosure: DisclosureRule;
  /** The mask epoch when it was minted; answers state their own. */
  readonly maskEpoch: number;
  readonly expiresAt: Date;
}

interface Grant {
  acts: ReadonlySet<Act>;
  expiresAt: number;
}

// What was granted is kept here and not read back from the object: neither a cast nor a changed set or date adds to it.
const granted = new WeakMap<Scope, Grant>();

/** Registers a scope as minted; for this module's minting functions only. */
export function register(fields: Scope): Scope {
  const scope: Scope = Object.freeze({
    ...fields,
    actor: Object.freeze({ ...fields.actor }),
    allows: new Set(fields.allows),
    disclosure: Object.freeze({ ...fields.disclosure }),
    expiresAt: new Date(fields.expiresAt),
  });
  granted.set(scope, { acts: new Set(fields.allows), expiresAt: fields.expiresAt.getTime() });
  return scope;
}

/**
 * Refuses unless this very scope was minted here, has not expired, and allows the act. Stores call it before they read.
 * @throws Problem IDUN_SCOPE_FORGED, IDUN_SCOPE_EXPIRED, IDUN_SCOPE_ACT (all 403)
 */
export function assertScope(scope: Scope, act: Act, clock: Clock = systemClock): void {
  const grant = granted.get(scope);
  if (grant === undefined) throw new Problem(errors.forged, 'A scope that trust/ did not mint was given to a store.');
  if (clock.now().getTime() >= grant.expiresAt) {
    throw new Problem(errors.expired, 'The scope has expired.', { action: 'Open a new session and ask again.' });
  }
  if (grant.acts.has(act)) return;
  throw new Problem(errors.act, `The scope allows ${[...grant.acts].join(', ')}, not ${act}.`, {
    action: act === 'counts' ? undefined : 'Open an operator session with the one-time link that `idun start` prints.',
  });
}

const minute = 60_000;

export interface MintOptions {
  clock?: Clock;
  /** How long it holds, in milliseconds. */
  lifetime?: number;
}

/** Counts only, under the public disclosure rule. */
export async function mintPublicScope(db: Db, disclosure: DisclosureRule, options: MintOptions = {}): Promise<Scope> {
  return register({
    id: newId('scp'),
    actor: { kind: 'public', id: 'public' },
    purpose: 'statistics',
    legalBasis: 'published aggregate statistics',
    allows: new Set(['counts']),
    disclosure,
    maskEpoch: await currentEpoch(db),
    expiresAt: until(options),
  });
}

/** What an operator session grants. */
export interface OperatorGrant {
  /** Session id, or the operating system's user on the command line. */
  actorId: string;
  purpose?: Purpose;
  legalBasis?: string;
}

/** Everything, exact: whoever can read the data directory, or opened the one-time link. */
export async function mintOperatorScope(db: Db, grant: OperatorGrant, options: MintOptions = {}): Promise<Scope> {
  return register({
    id: newId('scp'),
    actor: { kind: 'operator', id: grant.actorId },
    purpose: grant.purpose ?? 'operation',
    legalBasis: grant.legalBasis ?? 'operation of the database by its controller',
    allows: new Set(['counts', 'carriers', 'calls', 'metadata']),
    disclosure: { minimumCount: 0 },
    maskEpoch: await currentEpoch(db),
    expiresAt: until(options),
  });
}

/** Background work of Idun itself: recounts, checks, compaction. */
export async function mintSystemScope(db: Db, task: string, options: MintOptions = {}): Promise<Scope> {
  return register({
    id: newId('scp'),
    actor: { kind: 'system', id: task },
    purpose: 'operation',
    legalBasis: 'operation of the database by its controller',
    allows: new Set(['counts', 'carriers', 'calls', 'metadata']),
    disclosure: { minimumCount: 0 },
    maskEpoch: await currentEpoch(db),
    expiresAt: until({ lifetime: 24 * 60 * minute, ...options }),
  });
}

function until({ clock = systemClock, lifetime = 30 * minute }: MintOptions): Date {
  return new Date(clock.now().getTime() + lifetime);
}
