export {
  type Act,
  assertScope,
  type DisclosureRule,
  type MintOptions,
  mintOperatorScope,
  mintPublicScope,
  mintSystemScope,
  type OperatorGrant,
  type Purpose,
  type Scope,
} from './scope.ts';
export { openScopeSeal, type ScopeSeal } from './token.ts';
