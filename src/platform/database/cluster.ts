import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBase62 } from '../ids/index.ts';
import { Problem } from '../problem/index.ts';
import { type Account, chooseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { errors } from './errors.ts';
import { findPostmaster, initialise, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import { isRunning, ownIdentity } from './process-identity.ts';
import { withProcessLock } from './process-lock.ts';
import { type ClusterSecrets, loadSecrets, saveSecrets } from './secrets.ts';
import type { ClusterOptions } from './server-settings.ts';

/** A share in a running embedded cluster; the last one to leave stops it. */
export interface ClusterLease {
  /** Port on 127.0.0.1. */
  port: number;
  /** Folder of the server's unix socket. */
  socketFolder: string;
  secrets: ClusterSecrets;
  /** Marks roles and database as made, so that the next start need not look. */
  notePrepared(): void;
  /** Gives the share back and stops the server when nobody else holds one. */
  release(): Promise<void>;
}

/** Options of a cluster; durable is the default, and false only for throw-away test clusters. */
export interface OpenClusterOptions {
  durable?: boolean;
  /** Called when this process starts the server, while it is not ready. */
  whileStarting?: (() => void) | undefined;
}

function liveLeases(leaseFolder: string): string[] {
  const live: string[] = [];
  for (const name of readdirSync(leaseFolder)) {
    if (isRunning(name.slice(0, name.lastIndexOf('_')))) live.push(name);
    else rmSync(join(leaseFolder, name), { force: true });
  }
  return live;
}

/** How many shares in the cluster of this folder running processes hold. */
export function countLeases(folder: string): number {
  const leaseFolder = join(folder, 'leases');
  return existsSync(leaseFolder) ? liveLeases(leaseFolder).length : 0;
}

// sockaddr_un holds 107 bytes (104 on macOS), and the file is called `.s.PGSQL.65535.lock`.
function chooseSocketFolder(clusterFolder: string, account: Account): string {
  const near = join(account.folder, 'socket');
  if (Buffer.byteLength(near) <= 80) return near;
  const pointer = join(clusterFolder, 'socket-folder');
  if (existsSync(pointer)) {
    const noted = readFileSync(pointer, 'utf8').trim();
    if (existsSync(noted)) return noted;
  }
  const folder = mkdtempSync(join(tmpdir(), 'idun-'));
  writeFileSync(pointer, `${folder}\n`, { mode: 0o600 });
  return folder;
}

async function ensureRunning(account: Account, secrets: ClusterSecrets, options: ClusterOptions): Promise<Postmaster> {
  if (!existsSync(join(account.folder, 'data'))) initialise(account, secrets.superuser, options);
  const running = findPostmaster(account);
  if (running !== undefined) return running;
  return await startPostmaster(account, secrets.port, options);
}

function makeFolders(folder: string, leaseFolder: string): void {
  try {
    mkdirSync(leaseFolder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(errors.dataFolder, `The folder of the database cannot be made or entered: ${reason}`, {
      file: folder,
      expected: 'a folder that this user may write',
      action: 'Name another folder with --data or IDUN_DATA.',
    });
  }
}

/**
 * Takes a share in the embedded PostgreSQL of a folder, starting it when it does not run. Two processes that come at once
 * are put in order; shares of processes that are gone are forgotten; a server left behind by a killed process is taken over.
 * @param folder the cluster's folder, made when missing
 * @throws Problem IDUN_POSTGRES_… when it cannot be started
 */
export async function openCluster(
  folder: string,
  { durable = true, whileStarting }: OpenClusterOptions = {},
): Promise<ClusterLease> {
  const leaseFolder = join(folder, 'leases');
  makeFolders(folder, leaseFolder);
  const lease = join(leaseFolder, `${ownIdentity()}_${randomBase62(8)}`);
  const lock = join(folder, 'lock');
  return await withProcessLock(lock, async () => {
    const account = chooseAccount(folder, findBinaries());
    const secrets = loadSecrets(folder);
    const options = {
      durable,
      socketFolder: chooseSocketFolder(folder, account),
      logFile: join(folder, 'postgres.log'),
      whileStarting,
    };
    liveLeases(leaseFolder);
    const running = await ensureRunning(account, secrets, options);
    writeFileSync(lease, '', { mode: 0o600 });
    if (secrets.port !== running.port) {
      secrets.port = running.port;
      saveSecrets(folder, secrets);
    }
    let released = false;
    return {
      port: running.port,
      socketFolder: options.socketFolder,
      secrets,
      notePrepared() {
        secrets.prepared = true;
        saveSecrets(folder, secrets);
      },
      async release() {
        if (released) return;
        released = true;
        await withProcessLock(lock, async () => {
          rmSync(lease, { force: true });
          if (liveLeases(leaseFolder).length === 0) await stopPostmaster(account);
        });
      },
    };
  });
}
