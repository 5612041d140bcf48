import { sql } from 'kysely';
import type { DatabaseHandle, Db } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import type { ProgressSnapshot } from '../progress/index.ts';

/** A piece of background work to be done. */
export interface NewJob {
  /** Name of the task, as the runner knows it. */
  task: string;
  /** For people: "Loading the demo nation". */
  title: string;
  payload: Record<string, unknown>;
  /** Jobs of one queue run one after another. */
  queue?: string;
  /** Runs until it is done or has failed this often. */
  maxAttempts?: number;
}

export interface Job {
  /** `job_…` */
  id: string;
  task: string;
  title: string;
  state: 'queued' | 'running' | 'done' | 'failed';
  progress: ProgressSnapshot | null;
  /** The problem document of the last attempt that failed. */
  problem: Record<string, unknown> | null;
  attempts: number;
  queuedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

const tables = ['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'];

// Graphile Worker switches row security on and writes no policy, for its owner alone to use it; the jobs role gets one.
async function grantQueue(owner: Db): Promise<void> {
  await sql`grant usage on schema graphile_worker to idun_jobs`.execute(owner);
  await sql`grant select, insert, update, delete on all tables in schema graphile_worker to idun_jobs`.execute(owner);
  await sql`grant usage on all sequences in schema graphile_worker to idun_jobs`.execute(owner);
  await sql`grant execute on all functions in schema graphile_worker to idun_jobs`.execute(owner);
  for (const table of tables) {
    await sql`drop policy if exists idun_jobs on ${sql.table(`graphile_worker.${table}`)}`.execute(owner);
    await sql`create policy idun_jobs on ${sql.table(`graphile_worker.${table}`)} to idun_jobs
      using (true) with check (true)`.execute(owner);
  }
}

async function hasPolicies(owner: Db): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from pg_policies
    where schemaname = 'graphile_worker' and policyname = 'idun_jobs'`.execute(owner);
  return rows[0]!.n === tables.length;
}

/** Makes or upgrades the queue's own schema; needed once before jobs are added or run. */
export async function prepareJobs(handle: DatabaseHandle): Promise<void> {
  // Loaded when it is needed: most commands neither add nor run jobs.
  const { runMigrations } = await import('graphile-worker');
  const { quietLogger } = await import('./logger.ts');
  await handle.advisoryLock('idun.jobs.prepare', async () => {
    await runMigrations({ connectionString: handle.ownerUrl, logger: quietLogger, maxPoolSize: 1 });
    if (await hasPolicies(handle.owner)) return;
    await handle.owner.transaction().execute(grantQueue);
  });
}

/** Adds a job in the caller's transaction; it runs once that has committed. @returns its id */
export async function addJob(trx: Db, job: NewJob): Promise<string> {
  const id = newId('job');
  await sql`insert into idun.jobs (id, task, title, payload, queue, max_attempts)
    values (${id}, ${job.task}, ${job.title}, ${JSON.stringify(job.payload)}::jsonb,
      ${job.queue ?? null}, ${job.maxAttempts ?? 3})`.execute(trx);
  await sql`select idun.queue_job(${id})`.execute(trx);
  return id;
}

const columns = sql`id, task, title, state, progress, problem, attempts, queued_at as "queuedAt",
  started_at as "startedAt", ended_at as "endedAt"`;

/** Work that is queued or running, oldest first. */
export async function listOpenJobs(db: Db): Promise<Job[]> {
  const { rows } = await sql<Job>`select ${columns} from idun.jobs
    where state in ('queued', 'running') order by queued_at, id`.execute(db);
  return rows;
}

export async function findJob(db: Db, id: string): Promise<Job | undefined> {
  const { rows } = await sql<Job>`select ${columns} from idun.jobs where id = ${id}`.execute(db);
  return rows[0];
}
