import { sql } from 'kysely';
import type { Migration } from '../database/index.ts';

const statements = [
  // What people see of background work. Graphile Worker's own tables decide when it runs.
  `create table idun.jobs (
    id text primary key check (id like 'job\\_%'),
    task text not null,
    title text not null,
    payload jsonb not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
    progress jsonb null,
    problem jsonb null,
    runner text null,
    queue text null,
    max_attempts int not null default 3,
    attempts int not null default 0,
    queued_at timestamptz not null default now(),
    started_at timestamptz null,
    ended_at timestamptz null
  )`,
  `create index jobs_open on idun.jobs (queued_at) where state in ('queued', 'running')`,
  'grant select, insert on idun.jobs to idun_app',
  'grant select, insert, update, delete on idun.jobs to idun_jobs',
  // Adding a job is all that others may do with the queue; the function has its owner's rights for that one thing.
  `create function idun.queue_job(job_id text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform graphile_worker.add_job(j.task, json_build_object('jobId', j.id), queue_name => j.queue,
          max_attempts => j.max_attempts, job_key => j.id)
        from idun.jobs j where j.id = job_id;
    end $$`,
  'revoke all on function idun.queue_job from public',
  'grant execute on function idun.queue_job to idun_app, idun_jobs',
] as const;

export const jobMigrations: readonly Migration[] = [
  {
    name: '202611210010_platform_jobs',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
