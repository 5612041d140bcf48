import type { BiobankDeps } from '../specimens/index.ts';
import type { Permits } from './permits.ts';
import type { Positions } from './positions.ts';

/** What dispensing works with. */
export interface DispensingDeps extends BiobankDeps {
  positions: Positions;
  /** Who issues permits; without it nothing is promised under one. */
  permits?: Permits | undefined;
}
