import { sql } from 'kysely';
import type { ActorRef } from '../../../platform/database/index.ts';
import type { Progress } from '../../../platform/progress/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { eraseGenome } from './erase-genome.ts';
import { findUnfinishedErasures } from './pending.ts';
import { readTombstones } from './tombstones.ts';

/**
 * After a restore and before anything is served: erases again what was erased since the backup was made, as the backup was told.
 * @param folder the backup's folder
 * @returns ids of the genomes erased now
 */
export async function applyTombstones(
  deps: ArchiveDeps,
  folder: string,
  options: { actor: ActorRef; progress?: Progress },
): Promise<string[]> {
  const erased: string[] = [];
  for (const { id } of readTombstones(folder)) {
    const { rows } = await sql`select 1 from genomes.genomes where id = ${id} and state <> 'erased'`.execute(
      deps.db.owner,
    );
    if (rows.length === 0) continue;
    await eraseGenome(deps, { genome: id, reason: 'erased since the backup was made', ...options });
    erased.push(id);
  }
  return erased;
}

/** Goes on with erasures that a process which ended left unfinished. @returns ids of the genomes */
export async function resumeErasures(
  deps: ArchiveDeps,
  options: { actor: ActorRef; progress?: Progress },
): Promise<string[]> {
  const unfinished = await findUnfinishedErasures(deps.db.owner);
  for (const { genomeId, reason } of unfinished) await eraseGenome(deps, { genome: genomeId, reason, ...options });
  return unfinished.map((erasure) => erasure.genomeId);
}
