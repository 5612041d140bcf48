export { type Act, acts, isAct, type Reading, type RouteAct } from './acts.ts';
export * from './dataset-grants.ts';
export { type Asker, decide, decideRoute, ruleFor } from './decide.ts';
export { fewestPeople, researchMinimum, tooAlike } from './disclosure.ts';
export { errors as scopeErrors } from './errors.ts';
export { type DeclaredRoute, registerGate } from './gate.ts';
export { describeBasis, type LegalBasis, legalBases } from './legal-bases.ts';
export { scopeMigrations } from './migrations.ts';
export { type MintMemo, mintRequestScope } from './mint.ts';
export { limitedPersons, limitPersons } from './person-limits.ts';
export { policies, policy } from './policies/index.ts';
export type { Audience, Disclosure, PolicyRow, Purpose, Relation } from './policy.ts';
export { notYours, type Population } from './population.ts';
export { reaches, readAs } from './read-as.ts';
export { protectRows, reachedBy } from './row-security.ts';
export {
  assertPerson,
  assertScope,
  type DisclosureRule,
  type MintOptions,
  mintOperatorScope,
  mintPublicScope,
  mintSystemScope,
  type OperatorGrant,
  populationOf,
  type Scope,
  type ScopeAct,
} from './scope.ts';
export { openScopeSeal, type ScopeSeal } from './token.ts';
