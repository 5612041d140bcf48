import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { removePeople } from '../../../trust/people/index.ts';
import type { ArchiveDeps } from '../deps.ts';

/**
 * Removes all genomes of a submission that was never accepted, or of the demo nation: rows, keys, segments, call details, and
 * the provisional people who were made for them. Needs that no segment holds genomes of others.
 * @returns how many genomes went
 */
export async function removeSubmissionGenomes(deps: ArchiveDeps, submissionNo: number): Promise<number> {
  const removed = await deps.db.owner.transaction().execute((trx) => removeRows(trx, submissionNo));
  for (const path of removed.segments) await rm(join(deps.dataDir, path), { force: true });
  for (const folder of removed.callsFolders) await rm(join(deps.dataDir, folder), { recursive: true, force: true });
  return removed.genomes;
}

interface RemovedRows {
  genomes: number;
  /** Paths below the data directory that no row names any more. */
  segments: string[];
  callsFolders: string[];
}

/** Removes the rows in the owner's transaction; the files are the caller's, after the commit. */
export async function removeRows(ownerTrx: Db, submissionNo: number): Promise<RemovedRows> {
  const numbers = sql`(select genome_no from genomes.genomes where submission_no = ${submissionNo})`;
  const batches = sql`(select batch_no from genomes.batches where submission_no = ${submissionNo})`;
  const people = await sql<{ personNo: number }>`select distinct person_no as "personNo" from genomes.genomes
    where submission_no = ${submissionNo} and person_no is not null`.execute(ownerTrx);
  const folders = await sql<{ folder: string | null }>`select calls_folder as folder from genomes.batches
    where submission_no = ${submissionNo}`.execute(ownerTrx);
  const segments = await sql<{ path: string }>`delete from genomes.segments
    where batch_nos <@ (select coalesce(array_agg(batch_no), '{}') from genomes.batches where submission_no = ${submissionNo})
    returning path`.execute(ownerTrx);
  await sql`delete from genomes.relatedness_calls where genome_no in ${numbers}`.execute(ownerTrx);
  await sql`delete from genomes.relatedness_sites where batch_no in ${batches}`.execute(ownerTrx);
  await sql`delete from genomes.phenopackets where submission_no = ${submissionNo}`.execute(ownerTrx);
  await sql`delete from genomes.genome_keys where genome_no in ${numbers}`.execute(ownerTrx);
  await sql`delete from genomes.genome_history where genome_no in ${numbers}`.execute(ownerTrx);
  await sql`delete from genomes.erasures where genome_no in ${numbers}`.execute(ownerTrx);
  const genomes = await sql`delete from genomes.genomes where submission_no = ${submissionNo} returning 1`.execute(
    ownerTrx,
  );
  await sql`update genomes.submissions set batch_no = null where submission_no = ${submissionNo}`.execute(ownerTrx);
  await sql`delete from genomes.batches where submission_no = ${submissionNo}`.execute(ownerTrx);
  await removeIdlePeople(
    ownerTrx,
    people.rows.map((row) => row.personNo),
  );
  return {
    genomes: genomes.rows.length,
    segments: segments.rows.map((row) => row.path),
    callsFolders: folders.rows.flatMap(({ folder }) => (folder === null ? [] : [folder])),
  };
}

/**
 * Of these people, removes the provisional ones that nothing else is known of: no genome, no choice about consent, no number, no
 * child, no departure from a dataset.
 */
export async function removeIdlePeople(ownerTrx: Db, personNos: readonly number[]): Promise<number> {
  const { rows } = await sql<{ personNo: number }>`select p.person_no as "personNo" from trust.people p
    where p.person_no = any(${[...personNos]}::int[]) and p.provisional
      and not exists (select from genomes.genomes g where g.person_no = p.person_no)
      and not exists (select from genomes.phenopackets f where f.person_no = p.person_no)
      and not exists (select from genomes.dataset_departures x where x.person_no = p.person_no)
      and not exists (select from trust.consent_choices c where c.person_no = p.person_no)
      and not exists (select from trust.agreements a where a.person_no = p.person_no)
      and not exists (select from trust.person_merges m where p.person_no in (m.merged_no, m.into_no))
      and not exists (select from trust.people_cpr n where n.person_no = p.person_no)
      and not exists (select from trust.person_relations r join genomes.genomes g on g.person_no = r.person_no
        where r.relative_no = p.person_no)`.execute(ownerTrx);
  return await removePeople(
    ownerTrx,
    rows.map((row) => row.personNo),
  );
}
