import { EventEmitter } from 'node:events';
import type { WorkerEvents, Task as WorkerTask } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { DatabaseHandle, Db } from '../database/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { toProblem } from '../problem/index.ts';
import { makePersistedProgress, type Progress } from '../progress/index.ts';

/** What a task gets beside its payload. */
export interface TaskContext {
  jobId: string;
  /** Stored, and shown wherever running work is shown. */
  progress: Progress;
  /** Aborted when Idun stops: end soon and throw; the job runs again at the next start. */
  signal: AbortSignal;
  log: Logger;
}

/** One kind of background work. It may run more than once for one job and must then end as if it had run once. */
export type Task = (payload: Record<string, unknown>, context: TaskContext) => Promise<void>;

export interface RunJobsOptions {
  tasks: Readonly<Record<string, Task>>;
  log: Logger;
  metrics?: Metrics;
  /** Jobs at a time. */
  concurrency?: number;
}

// The pool of a runner holds a session lock under its own name as long as its process lives. Whoever gets the lock of a pool
// that holds jobs or queues knows that it is gone, on whatever machine it was, and hands them back at once instead of after
// four hours. A new pool holds the gate shared until it has its lock; whoever looks for the dead holds it alone.
const gate = 'idun.jobs.gate';

async function releaseDead(db: Db, client: pg.Client, ownPool?: string): Promise<void> {
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [gate]);
  try {
    const { rows } = await sql<{ pool: string }>`
      select locked_by as pool from graphile_worker._private_jobs where locked_by is not null
      union select locked_by from graphile_worker._private_job_queues where locked_by is not null
      union select runner from idun.jobs where state = 'running' and runner is not null`.execute(db);
    for (const { pool } of rows) {
      if (pool === ownPool) continue;
      const got = await client.query<{ ok: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as ok', [
        pool,
      ]);
      if (!got.rows[0]!.ok) continue;
      await handBack(db, pool);
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [pool]);
    }
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [gate]);
  }
}

async function handBack(db: Db, pool: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // An attempt that a stop or a kill ended is not the job's fault and does not count. One without a key was replaced.
    await sql`delete from graphile_worker._private_jobs where locked_by = ${pool} and key is null`.execute(trx);
    await sql`update graphile_worker._private_jobs set attempts = greatest(attempts - 1, 0), run_at = now()
      where locked_by = ${pool}`.execute(trx);
    await sql`select graphile_worker.force_unlock_workers(array[${pool}])`.execute(trx);
    await sql`update idun.jobs set state = 'queued', runner = null
      where runner = ${pool} and state = 'running'`.execute(trx);
  });
}

interface Running {
  db: Db;
  options: RunJobsOptions;
  signal: AbortSignal;
}

function makeWorkerTask(name: string, task: Task, running: Running): WorkerTask {
  const { db, options, signal } = running;
  return async (queued, helpers) => {
    const jobId = String((queued as { jobId: unknown }).jobId);
    const { rows } = await sql<{ payload: Record<string, unknown> }>`update idun.jobs
      set state = 'running', runner = ${helpers.job.locked_by}, attempts = attempts + 1, started_at = now(), problem = null
      where id = ${jobId} and state <> 'done' returning payload`.execute(db);
    if (rows[0] === undefined) return;
    const log = options.log.child({ job: jobId, task: name });
    const progress = makePersistedProgress(async (snapshot) => {
      await sql`update idun.jobs set progress = ${JSON.stringify(snapshot)}::jsonb where id = ${jobId}`.execute(db);
    });
    try {
      await task(rows[0].payload, { jobId, progress, signal, log });
      progress.done();
      await progress.flush();
      await sql`update idun.jobs set state = 'done', runner = null, ended_at = now() where id = ${jobId}`.execute(db);
      options.metrics?.jobsEnded.inc({ task: name, outcome: 'done' });
    } catch (error) {
      await progress.flush();
      // Idun stops: the queue takes this attempt for done and gets the job anew, so that it does not count.
      if (signal.aborted) return await queueAgain(db, jobId);
      const last = helpers.job.attempts >= helpers.job.max_attempts;
      await noteFailure(db, jobId, { error, last });
      options.metrics?.jobsEnded.inc({ task: name, outcome: last ? 'failed' : 'again' });
      log.error({ err: error, last }, 'a job failed');
      throw error;
    }
  };
}

async function queueAgain(db: Db, jobId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`update idun.jobs set state = 'queued', runner = null where id = ${jobId}`.execute(trx);
    await sql`select idun.queue_job(${jobId})`.execute(trx);
  });
}

async function noteFailure(db: Db, jobId: string, failure: { error: unknown; last: boolean }): Promise<void> {
  const state = failure.last ? 'failed' : 'queued';
  const problem = JSON.stringify(toProblem(failure.error));
  await sql`update idun.jobs set state = ${state}, runner = null, problem = ${problem}::jsonb,
    ended_at = case when ${failure.last} then now() end where id = ${jobId}`.execute(db);
}

/**
 * Runs jobs as they come until the returned function is called, which aborts what runs and hands it back. `prepareJobs` first.
 */
export async function runJobs(handle: DatabaseHandle, options: RunJobsOptions): Promise<() => Promise<void>> {
  const abort = new AbortController();
  const client = new pg.Client({ connectionString: handle.jobsUrl });
  client.on('error', (error) => options.log.warn({ err: error }, 'the job runner lost its database connection'));
  await client.connect();
  await releaseDead(handle.jobs, client);
  const running: Running = { db: handle.jobs, options, signal: abort.signal };
  const { worker, pool } = await startPool(handle, client, running);
  const timer = setInterval(() => {
    releaseDead(handle.jobs, client, pool).catch((error: unknown) =>
      options.log.warn({ err: error }, 'job check failed'),
    );
  }, 60_000);
  timer.unref();
  return async () => {
    clearInterval(timer);
    const stopped = worker.stop();
    abort.abort(new Error('Idun is stopping'));
    await stopped;
    // The pool may end before it has written that its last jobs are over.
    await handBack(handle.jobs, pool);
    await client.end();
  };
}

async function startPool(handle: DatabaseHandle, client: pg.Client, running: Running) {
  const { options } = running;
  const taskList = Object.fromEntries(
    Object.entries(options.tasks).map(([name, task]) => [name, makeWorkerTask(name, task, running)]),
  );
  const { run } = await import('graphile-worker');
  const { makeWorkerLogger } = await import('./logger.ts');
  const events: WorkerEvents = new EventEmitter();
  let pool = '';
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id;
  });
  await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [gate]);
  const worker = await run({
    connectionString: handle.jobsUrl,
    taskList,
    events,
    concurrency: options.concurrency ?? 2,
    noHandleSignals: true,
    pollInterval: 2_000,
    maxPoolSize: (options.concurrency ?? 2) + 2,
    logger: makeWorkerLogger(options.log),
  });
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [pool]);
  await client.query('select pg_advisory_unlock_shared(hashtextextended($1, 0))', [gate]);
  return { worker, pool };
}
