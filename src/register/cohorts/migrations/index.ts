import type { Migration } from '../../../platform/database/index.ts';
import { registerCohorts } from './202611221100_register_cohorts.ts';
import { cohortReach } from './202611222000_register_cohort_reach.ts';

export const cohortMigrations: readonly Migration[] = [registerCohorts, cohortReach];
