import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import { type CprKeys, recordsOf, resolvePerson } from '../../../trust/people/index.ts';
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

interface Departure {
  dataset: string;
  person: string;
  reason: string;
  actor: ActorRef;
  returns?: boolean;
  cprKeys?: CprKeys;
}

/**
 * A person leaves a dataset (a project): from the commit on the genomes that came with it are in no count or extract. Other uses and
 * care go on; nothing is erased. `returns` ends the departure.
 */
export async function leaveDataset({ db }: Pick<ArchiveDeps, 'db'>, given: Departure): Promise<DepartureAnswer> {
  return await db.withActor(given.actor, (trx) => leaveDatasetIn(trx, given));
}

/** The same in the caller's transaction. The records that were merged into one person leave and return together. */
export async function leaveDatasetIn(trx: Db, given: Departure): Promise<DepartureAnswer> {
  const dataset = await requireDataset(trx, given.dataset);
  const person = await resolvePerson(trx, given.person, given.cprKeys);
  const mine = sql`person_no = any(${await recordsOf(trx, person.personNo)}::int[])`;
  const open = await sql`select 1 from genomes.dataset_departures
    where dataset_no = ${dataset.datasetNo} and ${mine} and returned_at is null`.execute(trx);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from genomes.genomes
    where dataset_no = ${dataset.datasetNo} and ${mine} and state = 'current'`.execute(trx);
  const answer = { dataset: dataset.name, person: person.id, genomes: rows[0]!.n };
  if (open.rows.length > 0 !== (given.returns ?? false)) return { ...answer, changed: false, maskEpoch: null };
  if (given.returns) {
    await sql`update genomes.dataset_departures set returned_at = greatest(now(), left_at)
      where dataset_no = ${dataset.datasetNo} and ${mine} and returned_at is null`.execute(trx);
  } else {
    await sql`insert into genomes.dataset_departures (dataset_no, person_no, left_at, reason, actor)
      values (${dataset.datasetNo}, ${person.personNo}, clock_timestamp(), ${given.reason}, ${actorText(given.actor)})
      on conflict (dataset_no, person_no) where returned_at is null do nothing`.execute(trx);
  }
  await bumpManifest(trx);
  return { ...answer, changed: true, maskEpoch: await bumpMaskEpoch(trx) };
}
