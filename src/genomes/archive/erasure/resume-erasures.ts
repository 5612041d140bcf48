import type { ActorRef } from '../../../platform/database/index.ts';
import type { Progress } from '../../../platform/progress/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { eraseGenome } from './erase-genome.ts';
import { findUnfinishedErasures } from './pending.ts';

/** Goes on with erasures that a process which ended left unfinished. @returns ids of the genomes */
export async function resumeErasures(
  deps: ArchiveDeps,
  options: { actor: ActorRef; progress?: Progress },
): Promise<string[]> {
  const unfinished = await findUnfinishedErasures(deps.db.owner);
  for (const { genomeId, reason } of unfinished) await eraseGenome(deps, { genome: genomeId, reason, ...options });
  return unfinished.map((erasure) => erasure.genomeId);
}
