export { type CohortFrequencyRequest, cohortFrequencies } from './cohort-frequencies.ts';
export { readDefinition } from './definition-hash.ts';
export { protectCount, roundedTo, rounding } from './disclosure.ts';
export { driftOf, type ExactDrift, measureDrift, showDrift } from './drift.ts';
export { forgetMembers } from './forget-members.ts';
export { type FrozenCohort, frozenCohort, frozenMembers } from './frozen.ts';
export { cohortMigrations } from './migrations/index.ts';
export type {
  CohortCount,
  CohortDetail,
  CohortSummary,
  Condition,
  Count,
  Definition,
  Drift,
  Sharing,
} from './model.ts';
export { openCohorts } from './open-cohorts.ts';
export {
  type CohortService,
  changeCohort,
  cohortsFrozenByOthers,
  countCohort,
  findCohorts,
  freezeVersion,
  listCohorts,
  removeCohort,
  saveCohort,
  showCohort,
} from './saved-cohorts.ts';
