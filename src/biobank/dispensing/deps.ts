import type { BiobankDeps } from '../specimens/index.ts';
import type { Positions } from './positions.ts';

/** What dispensing works with. */
export interface DispensingDeps extends BiobankDeps {
  positions: Positions;
}
