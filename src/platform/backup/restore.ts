import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';

import type { Config } from '../config/index.ts';
import { type DatabaseHandle, dataFormat, type Migration, openDatabase } from '../database/index.ts';
import type { Logger } from '../logging/index.ts';
import { Problem } from '../problem/index.ts';
import type { Progress } from '../progress/index.ts';
import { errors } from './errors.ts';
import { copyDurably, hashOf } from './files.ts';
import { BACKUP_FORMAT, type BackupManifest, backupManifestSchema } from './manifest.ts';
import { loadTable, tablesInOrder } from './tables.ts';
import { clearMark, isLeftOver, markRestore, signFolder } from './unfinished.ts';

/** Reads and checks `manifest.json` of a backup folder. @throws Problem IDUN_BACKUP_UNKNOWN, IDUN_BACKUP_NEWER */
export function readBackupManifest(folder: string): BackupManifest {
  const path = join(folder, 'manifest.json');
  const parsed = existsSync(path) ? backupManifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))) : null;
  if (!parsed?.success) {
    throw new Problem(
      errors.notABackup,
      `${folder} has no readable manifest.json, so it is no backup or an unfinished one.`,
      {
        file: path,
        expected: 'a folder that `idun backup` finished',
      },
    );
  }
  if (parsed.data.format > BACKUP_FORMAT || parsed.data.dataFormat > dataFormat) {
    throw new Problem(
      errors.newer,
      `The backup has format ${parsed.data.format} and data format ${parsed.data.dataFormat}.`,
      {
        file: path,
        expected: `at most ${BACKUP_FORMAT} and ${dataFormat}`,
        action: 'Restore it with the newer Idun that made it.',
      },
    );
  }
  return parsed.data;
}

export interface RestoreDeps {
  config: Config;
  migrations: readonly Migration[];
  log: Logger;
  progress: Progress;
  /** Whether the freshly migrated database holds nobody's data. */
  isEmpty: (db: DatabaseHandle) => Promise<boolean>;
  /** The name that the data folder gets when all is done; the folder itself unless given. */
  target?: string;
}

/**
 * Puts a backup into an empty data folder (and an empty database, when DATABASE_URL is set): all or nothing. Every file's
 * checksum is compared before anything is written. The caller then applies what must survive a restore (erasures).
 * @returns the opened database, migrated to this program's newest schema
 * @throws Problem IDUN_BACKUP_…
 */
export async function restore(folder: string, deps: RestoreDeps): Promise<DatabaseHandle> {
  const manifest = readBackupManifest(folder);
  const { dataDir } = deps.config;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Problem(errors.targetNotEmpty, `${dataDir} holds files already.`, {
      file: dataDir,
      expected: 'a new or empty data folder',
      action: 'Name another folder with --data. A restore never writes over data.',
    });
  }
  await checkFiles(folder, manifest, deps.progress);
  const mark = { id: randomUUID(), target: deps.target ?? dataDir };
  let db: DatabaseHandle | undefined;
  let loaded = false;
  try {
    db = await openAtBackup(manifest, deps);
    await refuseFilledDatabase(db, deps.isEmpty);
    await loadDatabase(folder, manifest, db, mark, deps.progress);
    loaded = true;
    await copyFiles(folder, manifest, dataDir, deps.progress);
    signFolder(dataDir, mark.id);
    await db.close();
    db = undefined;
    return await openDatabase(deps);
  } catch (error) {
    if (loaded && db !== undefined) await forgetRestored(db);
    await db?.close();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Empties a database that a restore has filled, when what must follow the restore failed: an outside server would keep the rows
 * otherwise. Nothing can be served from it then; another restore can fill it.
 */
export async function forgetRestored(db: DatabaseHandle): Promise<void> {
  await clearMark(db);
  const tables = await tablesInOrder(db.owner);
  await sql`truncate ${sql.join(tables.map((name) => sql.table(name)))} cascade`.execute(db.owner);
}

async function checkFiles(folder: string, manifest: BackupManifest, progress: Progress): Promise<void> {
  const entries = [
    ...manifest.tables.map(({ file, sha256 }) => ({ path: file, sha256 })),
    ...manifest.files.map(({ path, sha256 }) => ({ path: join('files', path), sha256 })),
  ];
  progress.step('Checking checksums', entries.length, 'files');
  for (const { path, sha256 } of entries) {
    const full = join(folder, path);
    const found = existsSync(full) ? await hashOf(full) : 'no file';
    if (found !== sha256) {
      throw new Problem(errors.damaged, `${path} is not what the backup's manifest says.`, {
        file: full,
        expected: `SHA-256 ${sha256}`,
        found,
        action: 'Use another copy of the backup.',
      });
    }
    progress.advance(1);
  }
  progress.done();
}

// The rows fit the schema they were read from; later migrations run over them when the database is opened again.
async function openAtBackup(
  manifest: BackupManifest,
  deps: { config: Config; migrations: readonly Migration[]; log: Logger },
): Promise<DatabaseHandle> {
  const then = new Set(manifest.migrations);
  const db = await openDatabase({
    ...deps,
    migrations: deps.migrations.filter((migration) => then.has(migration.name)),
  });
  const { rows } = await sql<{ name: string }>`select name from idun.migrations`.execute(db.owner);
  const here = new Set(rows.map((row) => row.name));
  const unknown = manifest.migrations.filter((name) => !here.has(name));
  if (unknown.length === 0) return db;
  await db.close();
  throw new Problem(errors.newer, `The backup has the migration ${unknown.join(', ')}, unknown here.`, {
    action: 'Restore it with the newer Idun that made it.',
  });
}

// With DATABASE_URL an empty data folder says nothing about the database.
async function refuseFilledDatabase(
  db: DatabaseHandle,
  isEmpty: (db: DatabaseHandle) => Promise<boolean>,
): Promise<void> {
  // A restore that was killed after its rows were written leaves them, and the mark that says so.
  if ((await isEmpty(db)) || (await isLeftOver(db))) return;
  throw new Problem(errors.targetNotEmpty, 'The database has people in it already.', {
    expected: 'an empty database',
    action: 'Name another database with DATABASE_URL. A restore never writes over data.',
  });
}

async function loadDatabase(
  folder: string,
  manifest: BackupManifest,
  db: DatabaseHandle,
  mark: { id: string; target: string },
  progress: Progress,
): Promise<void> {
  await db.owner.transaction().execute(async (trx) => {
    await markRestore(trx, mark);
    const known = await tablesInOrder(trx);
    await sql`truncate ${sql.join(known.map((name) => sql.table(name)))} cascade`.execute(trx);
    progress.step('Writing the database', manifest.tables.length, 'tables');
    for (const { table, file, rows } of manifest.tables) {
      const loaded = await loadTable(trx, table, join(folder, file));
      if (loaded !== rows) {
        throw new Problem(errors.damaged, `${file} has ${loaded} rows.`, {
          file: join(folder, file),
          expected: `${rows} rows`,
        });
      }
      progress.advance(1);
    }
    progress.done();
  });
}

async function copyFiles(folder: string, manifest: BackupManifest, dataDir: string, progress: Progress): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  progress.step('Copying files', manifest.files.length, 'files');
  for (const { path } of manifest.files) {
    await copyDurably(join(folder, 'files', path), join(dataDir, path));
    progress.advance(1);
  }
  progress.done();
}
