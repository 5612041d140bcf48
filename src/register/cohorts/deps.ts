import type { VariantStore } from '../../genomes/variants/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';

/** What cohorts work with. */
export interface CohortDeps {
  /** Reaches everyone: members are read to be counted, under the rule of the scope that asks. */
  db: Db;
  variants: VariantStore;
  clock: Clock;
}
