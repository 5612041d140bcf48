import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem/index.ts';
import { type Account, changeOwner } from './account.ts';
import { errors } from './errors.ts';
import { identifyProcess } from './process-identity.ts';
import { type ClusterOptions, writeSettings } from './server-settings.ts';

/** What postmaster.pid says about a server that runs. */
export interface Postmaster {
  pid: number;
  port: number;
}

function tailOf(file: string): string {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.slice(-6).join(' | ');
}

/** Makes the data folder with initdb, whole or not at all. */
export function initialise(account: Account, password: string, options: ClusterOptions): void {
  const data = join(account.folder, 'data');
  const fresh = join(account.folder, 'data.new');
  const passwordFile = join(account.folder, 'initdb.password');
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.owner !== undefined) changeOwner(passwordFile, account.owner);
  const args = ['-D', fresh, '-U', 'idun', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  args.push(
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--wal-segsize=8',
    '--no-instructions',
  );
  if (!options.durable) args.push('--no-sync');
  const command = account.command(account.binaries.initdb, args);
  const result = spawnSync(command.file, command.args, { ...command.options, encoding: 'utf8', cwd: '/' });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    const reason = result.error?.message ?? `${result.stderr}${result.stdout}`.trim().split('\n').slice(-4).join(' | ');
    throw new Problem(errors.initFailed, `initdb (${account.kind}) failed: ${reason}`, { file: data });
  }
  renameSync(fresh, data);
}

/** Says that the data are of another major version, where that is why PostgreSQL does not start. */
function checkMajor(account: Account): void {
  const made = readFileSync(join(account.folder, 'data', 'PG_VERSION'), 'utf8').trim();
  const command = account.command(account.binaries.postgres, ['--version']);
  const result = spawnSync(command.file, command.args, { ...command.options, encoding: 'utf8', cwd: '/' });
  const have = /(\d+)\./.exec(result.stdout ?? '')?.[1];
  if (have === undefined || have === made) return;
  throw new Problem(errors.otherMajor, `The data are of PostgreSQL ${made}, this Idun brings ${have}.`, {
    file: join(account.folder, 'data'),
    action: `Take a backup with the Idun that made the data (idun backup), and restore it into a new folder with this one.`,
  });
}

function readPidFile(data: string): { pid: number; port: number; ready: boolean } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

// The number in postmaster.pid may meanwhile belong to another program: only a process that works in this data folder is
// the server.
function servesFolder(pid: number, data: string): boolean {
  if (identifyProcess(pid) === undefined) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      return false;
    }
  }
  const result = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return result.stdout.includes(data);
}

/** The server that runs on this data folder, if one does; the pid file of one that is gone is removed. */
export function findPostmaster(account: Account): Postmaster | undefined {
  const data = join(account.folder, 'data');
  const found = readPidFile(data);
  if (found === undefined) return undefined;
  if (servesFolder(found.pid, data)) return { pid: found.pid, port: found.port };
  // PostgreSQL itself removes the file when no process has the number, but not when another program has it. Backends of a
  // killed server are still noticed, by the shared memory that belongs to the folder.
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && (await isFree(wanted))) return wanted;
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server and waits until it takes connections.
 * @param wantedPort the port of the last time, taken when it is free
 * @throws Problem IDUN_POSTGRES_START with the end of the server's log
 */
export async function startPostmaster(
  account: Account,
  wantedPort: number | undefined,
  options: ClusterOptions,
): Promise<Postmaster> {
  let reason = '';
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await choosePort(attempt === 0 ? wantedPort : undefined);
    writeSettings(account, port, options);
    const started = await startOnce(account, port, options);
    if (typeof started !== 'string') return started;
    reason = started;
    checkMajor(account);
    // A port taken in between, or backends of a killed server that have not ended yet: both pass.
    await sleep(200 * (attempt + 1));
  }
  throw new Problem(errors.startFailed, `PostgreSQL (${account.kind}) ended at once: ${reason}`, {
    file: options.logFile,
    action: 'The file holds the log of the server. Set DATABASE_URL to use another PostgreSQL server.',
  });
}

async function startOnce(account: Account, port: number, options: ClusterOptions): Promise<Postmaster | string> {
  const data = join(account.folder, 'data');
  const append = existsSync(options.logFile) && statSync(options.logFile).size < 1_000_000;
  const log = openSync(options.logFile, append ? 'a' : 'w', 0o600);
  const command = account.command(account.binaries.postgres, ['-D', data]);
  // Detached: a Ctrl-C in the terminal must reach Idun only, which stops the server as the last one to leave.
  const stdio: ['ignore', number, number] = ['ignore', log, log];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  const child = spawn(command.file, command.args, { ...command.options, detached: true, stdio, env, cwd: '/' });
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', () => {
    ended = tailOf(options.logFile);
  });
  child.unref();
  options.whileStarting?.();
  // Recovery after a crash may take long; the wait ends early when the process does.
  for (const until = Date.now() + 300_000; Date.now() < until; ) {
    if (ended !== undefined) return ended;
    const found = readPidFile(data);
    if (found?.ready === true && found.pid === child.pid) return { pid: found.pid, port };
    await sleep(10);
  }
  child.kill('SIGQUIT');
  return 'it was not ready after 300 s';
}

/** Stops the server: open transactions are rolled back, everything committed is on disk when this returns. */
export async function stopPostmaster(account: Account): Promise<void> {
  const found = findPostmaster(account);
  if (found === undefined) return;
  const signals: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, patience] of signals) {
    try {
      process.kill(found.pid, signal);
    } catch {
      return;
    }
    for (const until = Date.now() + patience; Date.now() < until; ) {
      if (identifyProcess(found.pid) === undefined) return;
      await sleep(10);
    }
  }
}
