import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { sql } from 'kysely';
import { countLeases } from '../../platform/database/index.ts';
import { programRoot } from '../version.ts';
import type { CliContext } from './context.ts';

const idle = 60_000;

async function printUrl(context: CliContext, role: string): Promise<void> {
  const handle = await context.database();
  const urls: Record<string, string> = { app: handle.appUrl, jobs: handle.jobsUrl, owner: handle.ownerUrl };
  const url = urls[role] ?? handle.appUrl;
  if (handle.embedded) await keepRunning(context);
  context.print({ url, embedded: handle.embedded }, () => url);
}

// Without a running Idun the embedded server would stop with this command, before psql comes.
async function keepRunning(context: CliContext): Promise<void> {
  const { dataDir } = context.config();
  const cluster = join(dataDir, 'postgres');
  if (countLeases(cluster) > 1) return;
  const args = [join(programRoot, 'bin', 'idun.mjs'), 'database', 'keep', '--data', dataDir];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore', cwd: '/' }).unref();
  for (const until = Date.now() + 15_000; countLeases(cluster) < 2 && Date.now() < until; ) await sleep(25);
  process.stderr.write(
    'Nothing else runs on this data folder: PostgreSQL stops when nobody has been connected for a minute.\n',
  );
}

/** Holds a share in the embedded server until nobody has been connected for a minute, or another Idun has come to stay. */
async function keep(context: CliContext): Promise<void> {
  const handle = await context.database();
  const cluster = join(context.config().dataDir, 'postgres');
  let quietSince = Date.now();
  let aloneAt = Date.now();
  while (!context.signal.aborted && Date.now() - quietSince < idle && Date.now() - aloneAt < 5_000) {
    await sleep(1_000, undefined, { signal: context.signal }).catch(() => undefined);
    if (countLeases(cluster) < 2) aloneAt = Date.now();
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where backend_type = 'client backend' and application_name <> 'idun'`.execute(handle.owner);
    if (rows[0]!.n > 0) quietSince = Date.now();
  }
}

/** `idun database url`: the connection for psql. */
export function registerDatabase(program: Command, context: CliContext): void {
  const database = program.command('database').description('the PostgreSQL below');
  database
    .command('url')
    .description('print the address for psql (as the application’s role, or another)')
    .option('--role <role>', 'app, jobs or owner', 'app')
    .action(({ role }: { role: string }) => printUrl(context, role));
  database
    .command('keep', { hidden: true })
    .description('keep the embedded PostgreSQL up while somebody is connected')
    .action(() => keep(context));
}
