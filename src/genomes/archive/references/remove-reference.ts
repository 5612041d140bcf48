import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { referenceByName } from './match-reference.ts';
import { countUses, deleteReference, readReferences } from './store.ts';

/**
 * Removes a reference that no submission was ever read under, with its files.
 * @throws Problem IDUN_REFERENCE_NOT_FOUND, IDUN_REFERENCE_IN_USE
 */
export async function removeReference(deps: { db: DatabaseHandle; dataDir: string }, name: string): Promise<void> {
  await deps.db.advisoryLock('genomes.references', async () => {
    const reference = referenceByName(await readReferences(deps.db.app), name);
    await deps.db.withActor({ kind: 'system', id: 'reference' }, async (trx) => {
      const uses = await countUses(trx, reference.referenceNo);
      if (uses > 0) {
        throw new Problem(errors.referenceInUse, `${reference.name} is the reference of ${uses} submissions.`, {
          action: 'A reference that was used stays, because its submissions are history.',
        });
      }
      await deleteReference(trx, reference.referenceNo);
    });
    if (reference.fastaPath) await rm(join(deps.dataDir, 'references', reference.id), { recursive: true, force: true });
  });
}
