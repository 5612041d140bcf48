import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { CprKeys } from '../people/index.ts';

/** What care's use cases work with. */
export interface CareDeps {
  database: DatabaseHandle;
  cprKeys: CprKeys;
  clock: Clock;
}
