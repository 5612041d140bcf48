import { Problem } from '../../platform/problem/index.ts';
import { type Act, acts, type RouteAct } from './acts.ts';
import { errors } from './errors.ts';
import { policy } from './policies/index.ts';
import type { Audience, PolicyRow } from './policy.ts';

/** What of a session decides: `RequestSession` has it, and more. */
export interface Asker {
  kind: 'operator' | 'person' | 'service';
  role: string | null;
  steppedUpUntil: Date | null;
  tokenScopes: readonly string[] | null;
}

/** The rule that lets a role (`public` for nobody in particular) do an act; the role's own before everyone's. */
export function ruleFor(act: Act, role: string): PolicyRow | undefined {
  const rows = policy.filter((row) => row.act === act);
  const own = rows.find((row) => row.roles.includes(role as Audience));
  if (own !== undefined || role === 'public' || role === 'sender') return own;
  return rows.find((row) => row.roles.includes('everyone'));
}

/** Whether a registered sender's own token may open the act; its route checks the token. */
export function opensToSenders(act: RouteAct): boolean {
  return act !== 'public' && act !== 'signed-in' && ruleFor(act, 'sender') !== undefined;
}

function refusedRole(act: Act, role: string | null): Problem {
  return new Problem(errors.role, `The role ${role ?? 'without a name'} does not allow: ${acts[act].what}.`, {
    action: 'Change to another of your roles, or ask the administrator of your organisation for it.',
    act,
  });
}

/**
 * The rule by which somebody may do an act. The operator needs none; do not ask.
 * @param asker null for somebody who has not signed in
 * @throws Problem IDUN_ACCESS_SIGN_IN (401), IDUN_ACCESS_ROLE, IDUN_ACCESS_TOKEN, IDUN_ACCESS_STEP_UP (403)
 */
export function decide(asker: Asker | null, act: Act, now: Date): PolicyRow {
  if (asker === null) {
    const rule = ruleFor(act, 'public');
    if (rule !== undefined) return rule;
    throw new Problem(errors.signIn, `Not open to the public: ${acts[act].what}.`, { action: 'Sign in.', act });
  }
  // Somebody without a role (a new account, or one whose last right ended) still has what everyone has, and what the public has.
  const rule = asker.role === null ? (ruleFor(act, '') ?? ruleFor(act, 'public')) : ruleFor(act, asker.role);
  if (rule === undefined) throw refusedRole(act, asker.role);
  if (asker.tokenScopes !== null && !asker.tokenScopes.includes(act)) {
    throw new Problem(errors.token, `The token was not made for: ${acts[act].what}.`, {
      expected: `a token with the scope ${act}`,
      act,
    });
  }
  if (rule.stepUp && !(asker.steppedUpUntil !== null && asker.steppedUpUntil > now)) {
    throw new Problem(errors.stepUp, `A fresh sign-in is needed before: ${acts[act].what}.`, {
      action: 'Confirm with your passkey (or password in the demo) and repeat the request.',
      act,
      stepUp: true,
    });
  }
  return rule;
}

/** Whether somebody may ask a route at all: its role and token, before anything is read. @throws Problem as `decide` */
export function decideRoute(asker: Asker | null, act: RouteAct, now: Date): void {
  if (act === 'public' || asker?.kind === 'operator') return;
  if (act !== 'signed-in') {
    decide(asker, act, now);
    return;
  }
  if (asker !== null) return;
  throw new Problem(errors.signIn, 'This is for people who have signed in.', { action: 'Sign in.' });
}
