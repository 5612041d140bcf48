import { sql } from 'kysely';
import type { ActorRef, DatabaseHandle } from '../../../platform/database/index.ts';
import { addJob, prepareJobs } from '../../../platform/jobs/index.ts';

/** Name of the background task that processes a received submission; its payload is `{ submission }`. */
export const processTask = 'submissions.process';

/** Queues the processing of a submission, unless it is past that or queued already. */
export async function enqueueSubmission(db: DatabaseHandle, id: string, actor: ActorRef): Promise<void> {
  await db.withActor(actor, async (trx) => {
    const { rows } =
      await sql`select 1 from genomes.submissions s where s.id = ${id} and s.state in ('received', 'validating')
      and not exists (select from idun.jobs j where j.task = ${processTask} and j.state in ('queued', 'running')
        and j.payload ->> 'submission' = s.id)`.execute(trx);
    if (rows.length === 0) return;
    const title = `Processing the submission ${id}`;
    await addJob(trx, { task: processTask, title, payload: { submission: id }, queue: 'submissions' });
  });
}

/** Queues what a command or a server that ended left unfinished. The demo nation's are its own job's to go on with. */
export async function enqueueUnfinished(db: DatabaseHandle): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select s.id from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.state in ('received', 'validating') and not d.demo order by s.submission_no`.execute(db.app);
  if (rows.length === 0) return;
  await prepareJobs(db);
  for (const { id } of rows) await enqueueSubmission(db, id, { kind: 'system', id: 'start' });
}
