import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { CohortService } from '../../register/cohorts/index.ts';
import type { RegisterService } from '../../register/search/index.ts';

/** What the coordinating centre works with. */
export interface ApplicationDeps {
  database: DatabaseHandle;
  cohorts: CohortService;
  register: RegisterService;
  clock: Clock;
}
