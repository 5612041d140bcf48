import type { VariantStore } from '../../genomes/variants/index.ts';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, unguardDatabase } from '../../platform/database/index.ts';
import { makeFactSource } from './cohort-facts.ts';
import type { CohortService } from './saved-cohorts.ts';

/** Opens the use cases of cohorts. Facts are read of everybody; every use case checks the scope before it tells a number. */
export function openCohorts(deps: { database: DatabaseHandle; variants: VariantStore; clock?: Clock }): CohortService {
  const database = unguardDatabase(deps.database);
  return {
    database,
    db: database.app,
    variants: deps.variants,
    clock: deps.clock ?? systemClock,
    source: makeFactSource(database.app),
  };
}
