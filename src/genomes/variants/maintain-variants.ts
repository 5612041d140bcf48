import { sql } from 'kysely';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { mintSystemScope } from '../../trust/scope/index.ts';
import { type CompactionResult, compactSegments, sweepSegments } from './compaction/index.ts';
import type { VariantStore } from './store.ts';

export interface MaintenanceDeps {
  db: DatabaseHandle;
  /** Absolute folder of the whole state. */
  dataDir: string;
  variants: VariantStore;
  /** Merge in this thread instead of one of its own. */
  inThread?: boolean;
}

export interface MaintenanceResult extends CompactionResult {
  /** Files of superseded segments that went. */
  swept: number;
  /** Files of stored counts made. */
  counted: number;
}

/**
 * The variant store's background work, after an acceptance, a change of the mask, or now and then: merges small segments, removes those that
 * were merged long enough ago, and makes the counts of groups under the current mask. Answers do not change.
 */
export async function maintainVariants(deps: MaintenanceDeps, signal?: AbortSignal): Promise<MaintenanceResult> {
  const compacted = await compactSegments(deps, signal ? { signal } : {});
  const swept = await sweepSegments(deps);
  const scope = await mintSystemScope(deps.db.jobs, 'variants.maintain');
  const { rows } = await sql<{ name: string }>`select name from genomes.refs order by reference_no`.execute(
    deps.db.jobs,
  );
  let counted = 0;
  for (const { name } of rows) counted += await deps.variants.storeCounts(scope, name, signal);
  return { ...compacted, swept: swept.length, counted };
}
