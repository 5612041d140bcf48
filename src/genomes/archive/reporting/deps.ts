import type { Db } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { ArchiveDeps } from '../deps.ts';

/** What reporting's use cases work with. */
export interface ReportingDeps extends ArchiveDeps {
  log: Logger;
  /** Queues the processing of a received submission, in the caller's transaction. */
  enqueue(trx: Db, submissionId: string): Promise<void>;
}
