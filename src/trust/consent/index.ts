export * from './agreements.ts';
export {
  type Channel,
  type ChoiceOptions,
  type ChoiceRecorded,
  type ChoiceScope,
  type ChoiceSource,
  channels,
  choiceScopes,
  type KnownOptOut,
  recordKnownOptOuts,
  recordOptIn,
  recordOptOut,
  type WrittenDown,
} from './choices.ts';
export * from './counted.ts';
export * from './decision-rules.ts';
export { errors as consentErrors } from './errors.ts';
export { consentFollowsMerges } from './follow-merges.ts';
export * from './forms.ts';
export * from './import-register.ts';
export { decisionRulesFile, loadDecisionRules } from './load-decision-rules.ts';
export { bumpMaskEpoch, currentEpoch, holdEpoch, maskChannel, shareEpoch } from './mask-epoch.ts';
export { consentMigrations } from './migrations.ts';
export * from './opted-out.ts';
export * from './uses.ts';
