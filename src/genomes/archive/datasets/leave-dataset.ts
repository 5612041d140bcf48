import { sql } from 'kysely';
import type { ActorRef } from '../../../platform/database/index.ts';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import { type CprKeys, resolvePerson } from '../../../trust/people/index.ts';
import { type ArchiveDeps, actorText } from '../deps.ts';
import { bumpManifest } from '../submissions/store.ts';
import { requireDataset } from './dataset.ts';

export interface DepartureAnswer {
  dataset: string;
  person: string;
  /** False when it was so already. */
  changed: boolean;
  /** Current genomes of the person in the dataset. */
  genomes: number;
  maskEpoch: number | null;
}

/**
 * A person leaves a dataset (a project): from the commit on the genomes that came with it are in no count or extract. Other uses and
 * care go on; nothing is erased. `returns` ends the departure.
 */
export async function leaveDataset(
  deps: ArchiveDeps,
  given: { dataset: string; person: string; reason: string; actor: ActorRef; returns?: boolean; cprKeys?: CprKeys },
): Promise<DepartureAnswer> {
  return await deps.db.withActor(given.actor, async (trx) => {
    const dataset = await requireDataset(trx, given.dataset);
    const person = await resolvePerson(trx, given.person, given.cprKeys);
    const changed = given.returns
      ? await sql`update genomes.dataset_departures set returned_at = greatest(now(), left_at)
          where dataset_no = ${dataset.datasetNo} and person_no = ${person.personNo} and returned_at is null returning 1`.execute(
          trx,
        )
      : await sql`insert into genomes.dataset_departures (dataset_no, person_no, left_at, reason, actor)
          values (${dataset.datasetNo}, ${person.personNo}, clock_timestamp(), ${given.reason}, ${actorText(given.actor)})
          on conflict (dataset_no, person_no) where returned_at is null do nothing returning 1`.execute(trx);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from genomes.genomes
      where dataset_no = ${dataset.datasetNo} and person_no = ${person.personNo} and state = 'current'`.execute(trx);
    const answer = { dataset: dataset.name, person: person.id, genomes: rows[0]!.n };
    if (changed.rows.length === 0) return { ...answer, changed: false, maskEpoch: null };
    await bumpManifest(trx);
    return { ...answer, changed: true, maskEpoch: await bumpMaskEpoch(trx) };
  });
}
