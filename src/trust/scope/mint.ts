import { systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { currentEpoch } from '../consent/index.ts';
import { acts, type RouteAct } from './acts.ts';
import { decide } from './decide.ts';
import { researchMinimum } from './disclosure.ts';
import { describeBasis } from './legal-bases.ts';
import type { PolicyRow } from './policy.ts';
import { nobody, type Population } from './population.ts';
import { reachOf } from './reach.ts';
import {
  type DisclosureRule,
  type MintOptions,
  mintOperatorScope,
  mintPublicScope,
  register,
  type Scope,
  until,
} from './scope.ts';

/** What the scopes of one request have in common: read once, however many acts a request does. */
export interface MintMemo {
  epoch?: Promise<number>;
  reach: Map<string, Promise<Population>>;
}

export interface RequestMint {
  /** null for somebody who has not signed in. */
  session: RequestSession | null;
  act: RouteAct;
  /** The public's minimum count. */
  minimumCount: number;
  /** Of one request only: choices must hold in the next. */
  memo?: MintMemo;
}

function disclosureOf(rule: PolicyRow, minimumCount: number): DisclosureRule {
  if (rule.disclosure === 'exact') return { minimumCount: 0 };
  return { minimumCount: rule.disclosure === 'public' ? minimumCount : Math.max(minimumCount, researchMinimum) };
}

// Aggregates are of everybody; whoever may only count reaches nobody's own data.
function populationFor(
  db: Db,
  rule: PolicyRow,
  session: RequestSession | null,
  { at, memo }: { at: Date; memo: MintMemo },
): Population | Promise<Population> {
  const { opens } = acts[rule.act];
  const personal = opens.some((reading) => reading !== 'counts');
  if (session === null || (!personal && rule.relation !== 'own-project')) return nobody;
  const known = memo.reach.get(rule.relation) ?? reachOf(db, rule.relation, session, at);
  memo.reach.set(rule.relation, known);
  return known;
}

/**
 * The scope of a request for its route's act, from the session's role and the policy.
 * @throws Problem as `decide`: IDUN_ACCESS_SIGN_IN, IDUN_ACCESS_ROLE, IDUN_ACCESS_TOKEN, IDUN_ACCESS_STEP_UP
 */
export async function mintRequestScope(
  db: Db,
  { session, act, minimumCount, memo = { reach: new Map() } }: RequestMint,
  options: MintOptions = {},
): Promise<Scope> {
  if (session?.kind === 'operator') return await mintOperatorScope(db, { actorId: session.id }, options);
  if (act === 'public' || act === 'signed-in') {
    if (session === null) return await mintPublicScope(db, { minimumCount }, options);
    return register(await visitFields(db, session, memo, options));
  }
  const expiresAt = until(options);
  const at = (options.clock ?? systemClock).now();
  const rule = decide(session, act, at);
  return register({
    ...(session === null
      ? await mintPublicScope(db, { minimumCount }, options)
      : await visitFields(db, session, memo, options)),
    act,
    purpose: rule.purpose,
    legalBasis: describeBasis(rule.basis),
    allows: new Set(acts[act].opens),
    population: await populationFor(db, rule, session, { at, memo }),
    disclosure: disclosureOf(rule, minimumCount),
    expiresAt: session !== null && session.expiresAt < expiresAt ? session.expiresAt : expiresAt,
  });
}

/** Somebody who has signed in, and nothing more. */
async function visitFields(db: Db, session: RequestSession, memo: MintMemo, options: MintOptions): Promise<Scope> {
  memo.epoch ??= currentEpoch(db);
  return {
    id: newId('scp'),
    actor: { kind: session.kind, id: session.accountId ?? session.id },
    role: session.role,
    organisationNo: session.organisationNo,
    organisation: session.organisation,
    act: 'signed-in',
    purpose: session.role === 'citizen' ? 'citizen' : 'operation',
    legalBasis: describeBasis(session.role === 'citizen' ? 'citizen' : 'operation'),
    allows: new Set(),
    population: nobody,
    disclosure: { minimumCount: researchMinimum },
    maskEpoch: await memo.epoch,
    expiresAt: until(options),
  };
}
