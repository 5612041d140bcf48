import { roleNames } from '../../trust/identity/index.ts';
import { type Act, type DeclaredRoute, type PolicyRow, type Relation, ruleFor } from '../../trust/scope/index.ts';

/** Whose data is asked for, seen from whoever asks. */
export const subjects = [
  'own patient',
  'patient of another department',
  'patient of another region',
  'own organisation’s data set',
  'another’s data set',
  'own project’s data set',
  'oneself',
  'one’s child',
  'a stranger',
] as const;

export type Subject = (typeof subjects)[number];

const reached: Record<Relation, readonly Subject[]> = {
  any: subjects,
  'own-patient': ['own patient'],
  'own-region': ['own patient', 'patient of another department'],
  'own-organisation': ['own organisation’s data set'],
  'own-project': ['own project’s data set'],
  self: ['oneself'],
  'self-or-ward': ['oneself', 'one’s child'],
};

/** Whether a rule opens somebody's data. */
export function opensTo(rule: PolicyRow, subject: Subject): boolean {
  return reached[rule.relation].includes(subject);
}

/** Everybody who may ask, the public and a sender with its token among them. */
export const askers = ['public', 'sender', ...roleNames] as const;

export type Asker = (typeof askers)[number];

/** What one asker may do at one route. */
export interface AccessCell {
  route: DeclaredRoute;
  asker: Asker;
  /** `open`: no rule is needed (`public`, or `signed-in` by whoever is). */
  access: 'refused' | 'open' | 'allowed' | 'step-up';
  rule: PolicyRow | null;
}

function cellOf(route: DeclaredRoute, asker: Asker): AccessCell {
  if (route.act === 'public') return { route, asker, access: 'open', rule: null };
  const signedIn = asker !== 'public' && asker !== 'sender';
  if (route.act === 'signed-in') return { route, asker, access: signedIn ? 'open' : 'refused', rule: null };
  // A token that is no sender's is nobody's: it opens what is open to everybody.
  const rule =
    ruleFor(route.act as Act, asker) ?? (asker === 'sender' ? ruleFor(route.act as Act, 'public') : undefined);
  if (rule === undefined) return { route, asker, access: 'refused', rule: null };
  return { route, asker, access: rule.stepUp ? 'step-up' : 'allowed', rule };
}

/** Every route × asker, in the order of addresses. HEAD follows GET and is left out. */
export function accessCells(routes: readonly DeclaredRoute[]): AccessCell[] {
  return routes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .toSorted((a, b) => (a.url === b.url ? (a.method < b.method ? -1 : 1) : a.url < b.url ? -1 : 1))
    .flatMap((route) => askers.map((asker) => cellOf(route, asker)));
}
