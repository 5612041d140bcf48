import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sql } from 'kysely';
import { registerBackup as recordBackup, tellBackups } from '../../genomes/archive/erasure/tombstones.ts';
import { backup } from '../../platform/backup/index.ts';
import { formatAmount } from '../../platform/progress/index.ts';
import type { App } from '../compose.ts';
import type { CliContext } from './context.ts';
import { type RestoreOptions, restoreInstallation } from './restore.ts';

/**
 * Makes a backup and records where it is, so that erasures reach it. It is recorded before the first row is read; what was erased
 * while it was written is told to it at the end.
 */
async function makeBackup({ database, config }: App, context: CliContext, folder: string) {
  const { rows } = await sql<{
    version: number;
    now: Date;
  }>`select version, now() as now from genomes.manifest`.execute(database.app);
  const { version, now } = rows[0]!;
  await recordBackup(database.app, folder, version);
  try {
    const manifest = await backup(folder, { db: database, dataDir: config.dataDir, progress: context.progress });
    const erased = await sql<{ id: string; at: Date }>`select genome_id as id, requested_at as at from genomes.erasures
      where requested_at >= ${now} or finished_at is null or finished_at >= ${now}`.execute(database.app);
    for (const { id, at } of erased.rows) await tellBackups(database.app, id, at.toISOString());
    return manifest;
  } catch (error) {
    await sql`update genomes.backups set removed_at = now() where path = ${folder}`.execute(database.app);
    throw error;
  }
}

async function runBackup(context: CliContext, target: string): Promise<void> {
  const folder = resolve(target);
  const manifest = await makeBackup(await context.app(), context, folder);
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const answer = { backup: folder, madeAt: manifest.madeAt, rows, files: manifest.files.length, bytes };
  context.print(answer, () =>
    [
      `Backup in ${folder}: ${formatAmount(rows, 'rows')}, ${answer.files} files, ${formatAmount(bytes, 'bytes')}.`,
      'It holds the keys: keep it as safe as the original, and where later erasures can reach it.',
    ].join('\n'),
  );
}

async function runRestore(context: CliContext, folder: string, options: RestoreOptions): Promise<void> {
  const restored = await restoreInstallation(context, resolve(folder), options);
  context.print(restored, () =>
    [
      `Restored into ${restored.data}, as it was at ${restored.madeAt}.`,
      `Genomes erased since then, and again: ${restored.erased.length}.`,
      options.erasuresFrom === undefined
        ? 'Choices of citizens since then are in it only if you name the newer data directory with --erasures-from.'
        : `Choices of citizens taken over: ${restored.choices}.`,
    ].join('\n'),
  );
}

/** `idun backup DIR`, `idun restore DIR`. */
export function registerBackup(program: Command, context: CliContext): void {
  program
    .command('backup')
    .description('write the whole state into a new folder, while everything goes on')
    .argument('<dir>', 'a new or empty folder')
    .action((target: string) => runBackup(context, target));
  program
    .command('restore')
    .description('put a backup into a new data directory, without what was erased since')
    .argument('<dir>', 'a folder that `idun backup` wrote')
    .option('--erasures-from <data>', 'a newer data directory: what was erased and chosen there holds too')
    .option('--erasures-database <url>', 'the database of that directory, when it is not in it')
    .action((folder: string, options: RestoreOptions) => runRestore(context, folder, options));
}
