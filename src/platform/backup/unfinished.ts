import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type DatabaseHandle, type Db, isRunning, ownIdentity } from '../database/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** A restore that has written rows into a database. */
export interface RestoreMark {
  id: string;
  /** Process that restores; tells whether it still runs. */
  identity: string;
  host: string;
  /** The data directory as it will be called. */
  target: string;
}

const markFile = 'restored.json';

/** Says in the rows' own transaction that they are of a restore that has not ended: nobody serves them before. */
export async function markRestore(trx: Db, { id, target }: Pick<RestoreMark, 'id' | 'target'>): Promise<void> {
  await sql`create table if not exists idun.unfinished_restore (
    id text not null, identity text not null, host text not null, target text not null)`.execute(trx);
  await sql`truncate idun.unfinished_restore`.execute(trx);
  await sql`insert into idun.unfinished_restore values (${id}, ${ownIdentity()}, ${hostname()}, ${target})`.execute(
    trx,
  );
}

/** The restore that filled a database and did not say that it ended. */
export async function readMark(db: DatabaseHandle): Promise<RestoreMark | undefined> {
  const { rows } = await sql<{
    there: boolean;
  }>`select to_regclass('idun.unfinished_restore') is not null as there`.execute(db.owner);
  if (!rows[0]!.there) return undefined;
  const marks = await sql<RestoreMark>`select id, identity, host, target from idun.unfinished_restore`.execute(
    db.owner,
  );
  return marks.rows[0];
}

export async function clearMark(db: DatabaseHandle): Promise<void> {
  if ((await readMark(db)) !== undefined) await sql`truncate idun.unfinished_restore`.execute(db.owner);
}

/** Puts the restore's id beside the files: with it under its final name a data directory is whole. */
export function signFolder(dataDir: string, id: string): void {
  writeFileSync(join(dataDir, markFile), `${JSON.stringify({ id })}\n`, { mode: 0o600, flush: true });
}

const isOf = (dataDir: string, { id }: RestoreMark): boolean => {
  const path = join(dataDir, markFile);
  return existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { id?: string }).id === id;
};

/** Whether a database holds only what a restore that ended without finishing left: another may write over it. */
export async function isLeftOver(db: DatabaseHandle): Promise<boolean> {
  const mark = await readMark(db);
  if (mark === undefined || isOf(mark.target, mark)) return false;
  return mark.host === hostname() && !isRunning(mark.identity);
}

/**
 * Refuses a database into which a restore is being written, or was by a process that ended: what was erased since the backup may still
 * be in it. Of a finished one the mark goes.
 * @throws Problem IDUN_BACKUP_UNFINISHED
 */
export async function refuseUnfinishedRestore(db: DatabaseHandle, dataDir: string): Promise<void> {
  const mark = await readMark(db);
  if (mark === undefined || mark.identity === ownIdentity()) return;
  if (isOf(dataDir, mark)) return await clearMark(db);
  throw new Problem(
    errors.unfinished,
    `A restore into ${mark.target} has written into this database and has not finished.`,
    {
      expected: 'a database whose restore has finished',
      action: 'Wait for it; if its process was ended, run `idun restore` again on the same database.',
    },
  );
}
