import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { currentEpoch } from '../consent/index.ts';
import { type Act, isAct, type Reading } from './acts.ts';
import { errors } from './errors.ts';
import { describeBasis } from './legal-bases.ts';
import type { Purpose } from './policy.ts';
import { copyPopulation, nobody, notYours, type Population } from './population.ts';

export interface DisclosureRule {
  /** Counts above zero and below this are protected; 0 is exact. */
  readonly minimumCount: number;
}

/** What a scope is for: one act, or everything (the operator, Idun itself), or nothing but being somebody, or anybody. */
export type ScopeAct = Act | 'everything' | 'signed-in' | 'public';

/**
 * Who asks, as what, for what purpose, on what legal basis, of whose data, with which disclosure rule, until when. Only this
 * module makes one.
 */
export interface Scope {
  /** `scp_…` */
  readonly id: string;
  readonly actor: ActorRef;
  /** The active role; null for the public, the operator and Idun itself. */
  readonly role: string | null;
  readonly organisationNo: number | null;
  /** Its name, for the log. */
  readonly organisation: string | null;
  readonly act: ScopeAct;
  readonly purpose: Purpose;
  readonly legalBasis: string;
  readonly allows: ReadonlySet<Reading>;
  readonly population: Population;
  readonly disclosure: DisclosureRule;
  /** The mask epoch when it was minted; answers state their own. */
  readonly maskEpoch: number;
  readonly expiresAt: Date;
}

interface Grant {
  act: ScopeAct;
  readings: ReadonlySet<Reading>;
  population: Population;
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
    population: Object.freeze(copyPopulation(fields.population)),
    disclosure: Object.freeze({ ...fields.disclosure }),
    expiresAt: new Date(fields.expiresAt),
  });
  granted.set(scope, {
    act: fields.act,
    readings: new Set(fields.allows),
    population: copyPopulation(fields.population),
    expiresAt: fields.expiresAt.getTime(),
  });
  return scope;
}

/** What a scope was granted. For this module only. @throws Problem IDUN_SCOPE_FORGED, IDUN_SCOPE_EXPIRED */
export function grantOf(scope: Scope, clock: Clock = systemClock): Grant {
  const grant = granted.get(scope);
  if (grant === undefined) throw new Problem(errors.forged, 'A scope that trust/ did not mint was given to a store.');
  if (clock.now().getTime() >= grant.expiresAt) {
    throw new Problem(errors.expired, 'The scope has expired.', { action: 'Sign in again and repeat the request.' });
  }
  return grant;
}

/**
 * Refuses unless this very scope was minted here, has not expired, and allows the act. Stores call it before they read.
 * @throws Problem IDUN_SCOPE_FORGED, IDUN_SCOPE_EXPIRED, IDUN_SCOPE_ACT (all 403)
 */
export function assertScope(scope: Scope, act: Reading | Act, clock: Clock = systemClock): void {
  const grant = grantOf(scope, clock);
  const allowed = isAct(act) ? grant.act === act || grant.act === 'everything' : grant.readings.has(act);
  if (allowed) return;
  throw new Problem(errors.act, `The scope is for ${grant.act} and does not allow ${act}.`, {
    action: act === 'counts' ? undefined : 'Sign in with a role that may, or ask the operator.',
  });
}

/**
 * Whose data the scope reaches, as it was granted; a copy.
 * @throws Problem IDUN_SCOPE_FORGED, IDUN_SCOPE_EXPIRED
 */
export function populationOf(scope: Scope, clock: Clock = systemClock): Population {
  return copyPopulation(grantOf(scope, clock).population);
}

/**
 * Refuses unless the scope reaches this person; as if there were nobody of that id.
 * @throws Problem IDUN_SCOPE_NOT_YOURS (404)
 */
export function assertPerson(scope: Scope, personNo: number, clock: Clock = systemClock): void {
  const { population } = grantOf(scope, clock);
  if (population.kind === 'everyone') return;
  if (population.kind === 'persons' && population.personNos.has(personNo)) return;
  throw notYours();
}

const minute = 60_000;

export interface MintOptions {
  clock?: Clock;
  /** How long it holds, in milliseconds. */
  lifetime?: number;
}

/** When a scope minted now ends. */
export function until({ clock = systemClock, lifetime = 30 * minute }: MintOptions): Date {
  return new Date(clock.now().getTime() + lifetime);
}

/** Counts only, under the public disclosure rule, and nobody's data. */
export async function mintPublicScope(db: Db, disclosure: DisclosureRule, options: MintOptions = {}): Promise<Scope> {
  return register({
    id: newId('scp'),
    actor: { kind: 'public', id: 'public' },
    ...noVisit,
    act: 'public',
    purpose: 'statistics',
    legalBasis: describeBasis('statistics'),
    allows: new Set(['counts']),
    population: nobody,
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
    ...noVisit,
    ...everything,
    purpose: grant.purpose ?? 'operation',
    legalBasis: grant.legalBasis ?? describeBasis('operation'),
    maskEpoch: await currentEpoch(db),
    expiresAt: until(options),
  });
}

/** Background work of Idun itself: recounts, checks, compaction. */
export async function mintSystemScope(db: Db, task: string, options: MintOptions = {}): Promise<Scope> {
  return register({
    id: newId('scp'),
    actor: { kind: 'system', id: task },
    ...noVisit,
    ...everything,
    purpose: 'operation',
    legalBasis: describeBasis('operation'),
    maskEpoch: await currentEpoch(db),
    expiresAt: until({ lifetime: 24 * 60 * minute, ...options }),
  });
}

const noVisit = { role: null, organisationNo: null, organisation: null } as const;

const everything = {
  act: 'everything',
  allows: new Set<Reading>(['counts', 'carriers', 'calls', 'metadata']),
  population: { kind: 'everyone' },
  disclosure: { minimumCount: 0 },
} as const;
