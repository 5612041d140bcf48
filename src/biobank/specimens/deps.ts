import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { CprKeys } from '../../trust/people/index.ts';

/** What the biobank's use cases work with. */
export interface BiobankDeps {
  database: DatabaseHandle;
  cprKeys: CprKeys;
  clock: Clock;
}
