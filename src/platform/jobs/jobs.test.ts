import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../database/index.ts';
import { openTestDatabase } from '../database/testing.ts';
import { silentLogger } from '../logging/index.ts';
import { addJob, findJob, jobMigrations, listOpenJobs, prepareJobs, runJobs, type Task } from './index.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(jobMigrations);
  await prepareJobs(db);
  await prepareJobs(db);
});
afterAll(() => db.close());

const add = (task: string, payload = {}, maxAttempts = 3) =>
  db.app.transaction().execute((trx) => addJob(trx, { task, title: `The ${task}`, payload, maxAttempts, queue: task }));
const stateOf = async (id: string) => (await findJob(db.app, id))!.state;
const wait = { timeout: 50_000, interval: 25 };

test('a job added in a transaction runs after it, with its payload, and its progress is kept', async () => {
  const seen: unknown[] = [];
  const work: Task = async (payload, { progress }) => {
    progress.step('Working', 10, 'records');
    progress.advance(10);
    seen.push(payload);
  };
  const id = await add('work', { n: 1 });
  expect((await listOpenJobs(db.app)).map((job) => job.id)).toEqual([id]);
  const stop = await runJobs(db, { tasks: { work }, log: silentLogger });
  await expect.poll(() => stateOf(id), wait).toBe('done');
  expect(seen).toEqual([{ n: 1 }]);
  const job = await findJob(db.app, id);
  expect(job!.progress!.steps).toEqual([{ name: 'Working', state: 'done', done: 10, total: 10, unit: 'records' }]);
  await stop();
});

test('a job rolled back never runs; one that keeps failing says why', async () => {
  let runs = 0;
  const fail: Task = async () => {
    runs += 1;
    throw new Error('inner detail');
  };
  const rolledBack = db.app.transaction().execute(async (trx) => {
    await addJob(trx, { task: 'fail', title: '', payload: {} });
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  const id = await add('fail', {}, 1);
  const stop = await runJobs(db, { tasks: { fail }, log: silentLogger });
  await expect.poll(() => stateOf(id), wait).toBe('failed');
  expect(runs).toBe(1);
  expect(await findJob(db.app, id)).toMatchObject({ attempts: 1, problem: { code: 'IDUN_UNEXPECTED' } });
  await stop();
});

test('stopping aborts what runs, and it runs again at the next start', async () => {
  const started: number[] = [];
  const long: Task = (_payload, { signal }) => {
    started.push(Date.now());
    if (started.length > 1) return Promise.resolve();
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const id = await add('long', {}, 1);
  const stop = await runJobs(db, { tasks: { long }, log: silentLogger });
  await expect.poll(() => started.length, wait).toBe(1);
  await stop();
  expect(await stateOf(id)).toBe('queued');
  const stopAgain = await runJobs(db, { tasks: { long }, log: silentLogger });
  await expect.poll(() => stateOf(id), wait).toBe('done');
  await stopAgain();
});

test('the job of a runner that was killed is handed back at the next start', async () => {
  const id = await add('again');
  await sql`update idun.jobs set state = 'running', runner = 'pool-dead' where id = ${id}`.execute(db.jobs);
  await sql`update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now(), attempts = 1
    where key = ${id}`.execute(db.jobs);
  await sql`update graphile_worker._private_job_queues set locked_by = 'pool-dead', locked_at = now()
    where queue_name = 'again'`.execute(db.jobs);
  const stop = await runJobs(db, { tasks: { again: async () => undefined }, log: silentLogger });
  await expect.poll(() => stateOf(id), wait).toBe('done');
  await stop();
});

test('the application cannot touch the queue itself', async () => {
  await expect(sql`select * from graphile_worker._private_jobs`.execute(db.app)).rejects.toThrow(/permission denied/);
  await expect(sql`update idun.jobs set state = 'done'`.execute(db.app)).rejects.toThrow(/permission denied/);
});
