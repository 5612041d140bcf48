import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { actorText } from '../deps.ts';

/** Puts the segments of a submission's batches into the manifest from a version on. */
export async function showSegments(trx: Db, submissionNo: number, version: number): Promise<void> {
  await sql`update genomes.segments set live = true, from_version = ${version}
    where from_version is null and batch_nos <@ ${batchesOf(submissionNo)}`.execute(trx);
}

/**
 * Takes the segments that hold only this submission's batches out of the manifest; their files stay for readers of earlier versions
 * and are swept later. In segments that compaction joined with others, the genomes' state hides them.
 */
export async function hideSegments(trx: Db, submissionNo: number, version: number): Promise<void> {
  await sql`update genomes.segments set live = false, to_version = ${version}
    where live and batch_nos <@ ${batchesOf(submissionNo)}`.execute(trx);
}

function batchesOf(submissionNo: number) {
  return sql`(select coalesce(array_agg(batch_no), '{}') from genomes.batches where submission_no = ${submissionNo})`;
}

export type HistoryAct = 'added' | 'released' | 'person-exchanged' | 'retracted' | 'superseded' | 'erased';

/** Changes the state of a submission's genomes and writes it into each one's history. @returns how many */
export async function changeGenomes(
  trx: Db,
  change: { submissionNo: number; from: string; to: string; act: HistoryAct; reason: string; actor: ActorRef },
): Promise<number> {
  const { rows } = await sql`with changed as (
      update genomes.genomes set state = ${change.to}
      where submission_no = ${change.submissionNo} and state = ${change.from} returning genome_no)
    insert into genomes.genome_history (genome_no, act, reason, actor)
    select genome_no, ${change.act}, ${change.reason}, ${actorText(change.actor)} from changed returning 1`.execute(
    trx,
  );
  return rows.length;
}
