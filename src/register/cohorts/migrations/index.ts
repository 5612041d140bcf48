import type { Migration } from '../../../platform/database/index.ts';
import { registerCohorts } from './202611221100_register_cohorts.ts';

export const cohortMigrations: readonly Migration[] = [registerCohorts];
