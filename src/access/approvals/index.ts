export {
  type Approval,
  type Asked,
  approvalOf,
  approvalsOf,
  askBody,
  dropOpenParts,
  requireOwnPart,
  requireStated,
  writeDecision,
} from './approvals.ts';
export { addBody, bodiesByNo, findBody, listBodies, type NewBody, stateRules } from './bodies.ts';
export { type BodyKind, type BodyKindFacts, bodyKindNames, bodyKinds, factsOfBody, type Stage } from './body-kinds.ts';
export { diseasesWithin, type Statement, type Verdict } from './duo-rules.ts';
export { type DuoTerm, duoTerms } from './duo-terms.ts';
export { errors as approvalErrors } from './errors.ts';
export { type ConditionMatch, type Match, matchConditions } from './match.ts';
export { approvalMigrations } from './migrations.ts';
export {
  type Body,
  type Decision,
  decisionSchema,
  type Resource,
  type ResourceTerms,
  resourceKinds,
  rulesSchema,
  termsSchema,
} from './model.ts';
export { type Fee, feeOf, type PriceList, type Quantities } from './price-list.ts';
export { addResource, findResources, listResources, type NewResource, stateTerms } from './resources.ts';
export { type ApprovalState, approvalMachine } from './status.ts';
