import type pg from 'pg';
import { SWEEP_LOCK } from '../../../platform/backup/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';

const WRITING_LOCK = 'genomes.writing';

/** Runs work that writes files before the database names them; while any such work runs, nothing is swept. */
export async function asWriter<T>(db: DatabaseHandle, work: () => Promise<T>): Promise<T> {
  return await db.withSession(async (client) => {
    await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [WRITING_LOCK]);
    return await work();
  });
}

/** Runs `work` only when no writer, no backup and no other sweeper is at work. @returns undefined when somebody is */
export async function asSweeper<T>(db: DatabaseHandle, work: () => Promise<T>): Promise<T | undefined> {
  return await db.withSession(async (client) => {
    for (const key of [WRITING_LOCK, SWEEP_LOCK]) if (!(await tryLock(client, key))) return undefined;
    return await work();
  });
}

/** Runs `work` unless another process holds the lock. @returns undefined when it does */
export async function unlessLocked<T>(db: DatabaseHandle, key: string, work: () => Promise<T>): Promise<T | undefined> {
  return await db.withSession(async (client) => ((await tryLock(client, key)) ? await work() : undefined));
}

async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as ok', [
    key,
  ]);
  return rows[0]!.ok;
}
