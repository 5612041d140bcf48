import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';

import { type Clock, systemClock } from '../clock/index.ts';
import { type DatabaseHandle, dataFormat } from '../database/index.ts';
import { Problem } from '../problem/index.ts';
import type { Progress } from '../progress/index.ts';
import { errors } from './errors.ts';
import { copyDurably, stateFiles, syncPath } from './files.ts';
import { BACKUP_FORMAT, type BackupManifest } from './manifest.ts';
import { dumpTable, tablesInOrder } from './tables.ts';

/** Whoever removes files that the database no longer names holds this lock, and so does a backup. */
export const SWEEP_LOCK = 'idun.sweep';

/**
 * Writes the whole state into an empty or new folder: every row of one snapshot of the database, and every file of the data
 * folder that the snapshot can name. Readers and writers go on meanwhile; only the sweeping of old files waits.
 * The copy holds the keys: keep it as safe as the original.
 * @returns the manifest, which is written last
 * @throws Problem IDUN_BACKUP_TARGET_NOT_EMPTY
 */
export async function backup(
  target: string,
  deps: { db: DatabaseHandle; dataDir: string; progress: Progress; clock?: Clock },
): Promise<BackupManifest> {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Problem(errors.targetNotEmpty, `${target} holds files already.`, {
      file: target,
      expected: 'a new or empty folder',
      action: 'Name another folder; backups are never written over each other.',
    });
  }
  mkdirSync(join(target, 'database'), { recursive: true, mode: 0o700 });
  return await deps.db.advisoryLock(SWEEP_LOCK, async () => {
    const { tables, migrations } = await dumpDatabase(target, deps);
    const names = stateFiles(deps.dataDir);
    deps.progress.step('Copying files', names.length, 'files');
    const files: BackupManifest['files'] = [];
    for (const path of names) {
      files.push({ path, ...(await copyDurably(join(deps.dataDir, path), join(target, 'files', path))) });
      deps.progress.advance(1);
    }
    deps.progress.done();
    const madeAt = (deps.clock ?? systemClock).now().toISOString();
    const manifest: BackupManifest = { format: BACKUP_FORMAT, madeAt, dataFormat, migrations, tables, files };
    await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    await syncPath(join(target, 'manifest.json'));
    await syncPath(target);
    return manifest;
  });
}

async function dumpDatabase(
  target: string,
  { db, progress }: { db: DatabaseHandle; progress: Progress },
): Promise<Pick<BackupManifest, 'tables' | 'migrations'>> {
  return await db.owner
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const applied = await sql<{ name: string }>`select name from idun.migrations order by name`.execute(trx);
      const names = await tablesInOrder(trx);
      progress.step('Reading the database', names.length, 'tables');
      const tables: BackupManifest['tables'] = [];
      for (const name of names) {
        tables.push(await dumpTable(trx, name, target));
        progress.advance(1);
      }
      progress.done();
      return { tables, migrations: applied.rows.map((row) => row.name) };
    });
}
