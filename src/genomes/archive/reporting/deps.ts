import type { ActorRef } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { ArchiveDeps } from '../deps.ts';

/** What reporting's use cases work with. */
export interface ReportingDeps extends ArchiveDeps {
  log: Logger;
  /** Queues the processing of a received submission, unless that was done already. */
  enqueue(submissionId: string, actor: ActorRef): Promise<void>;
}
