import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem/index.ts';
import type { PostgresBinaries } from './binaries.ts';
import { errors } from './errors.ts';

/** The ways in which PostgreSQL can be run; it refuses to run as the machine's superuser. */
export type AccountKind = 'direct' | 'user-namespace' | 'setpriv' | 'nobody-folder';

/** How this machine lets PostgreSQL run, and where its data and programs then are. */
export interface Account {
  kind: AccountKind;
  /** Folder that holds `data`; below `clusterFolder` except for nobody-folder. */
  folder: string;
  binaries: PostgresBinaries;
  /** User and group that must own the data; undefined leaves them as they are made. */
  owner: { uid: number; gid: number } | undefined;
  /** What to spawn so that `program` runs under this account. */
  command(program: string, args: readonly string[]): AccountCommand;
}

export interface AccountCommand {
  file: string;
  args: string[];
  options: { uid?: number; gid?: number };
}

interface PasswdEntry {
  uid: number;
  gid: number;
}

// initdb looks its user up in the list of users, so the number we run under must be in it.
function findNobody(): PasswdEntry {
  const entries = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  const users = entries.map((line) => line.split(':')).filter((fields) => Number(fields[2]) > 0);
  const found = users.find((fields) => fields[0] === 'nobody') ?? users[0];
  return found === undefined ? { uid: 65534, gid: 65534 } : { uid: Number(found[2]), gid: Number(found[3]) };
}

function isKnownUser(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

function makeDirect(folder: string, binaries: PostgresBinaries): Account {
  const command = (program: string, args: readonly string[]) => ({ file: program, args: [...args], options: {} });
  return { kind: 'direct', folder, binaries, owner: undefined, command };
}

function makeUserNamespace(folder: string, binaries: PostgresBinaries): Account {
  const { uid } = findNobody();
  const prefix = ['-U', `--map-user=${uid}`];
  return {
    kind: 'user-namespace',
    folder,
    binaries,
    owner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    command: (program, args) => ({ file: 'unshare', args: [...prefix, program, ...args], options: {} }),
  };
}

function makeSetpriv(folder: string, binaries: PostgresBinaries): Account {
  const nobody = findNobody();
  const prefix = [
    `--reuid=${nobody.uid}`,
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  return {
    kind: 'setpriv',
    folder,
    binaries,
    owner: nobody,
    command: (program, args) => ({ file: 'setpriv', args: [...prefix, program, ...args], options: {} }),
  };
}

const pointerName = 'nobody-folder';

function makeNobodyFolder(clusterFolder: string, binaries: PostgresBinaries): Account {
  const nobody = findNobody();
  const pointer = join(clusterFolder, pointerName);
  let folder = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (folder !== undefined && !existsSync(folder)) {
    throw new Problem(
      errors.dataFolder,
      `The database of ${clusterFolder} was in ${folder}, which is not there any more.`,
      {
        file: pointer,
        action: `Bring ${folder} back, or remove this file to begin with an empty database.`,
      },
    );
  }
  if (folder === undefined) {
    const base = ['/var/lib', '/var/tmp', tmpdir()].find((place) => existsSync(place)) ?? tmpdir();
    folder = mkdtempSync(join(base, 'idun-postgres-'));
    chownSync(folder, nobody.uid, nobody.gid);
    writeFileSync(pointer, `${folder}\n`, { mode: 0o600 });
  }
  const root = join(folder, 'native');
  if (!existsSync(root)) {
    cpSync(binaries.root, root, { recursive: true, verbatimSymlinks: true });
    changeOwner(root, nobody);
  }
  return {
    kind: 'nobody-folder',
    folder,
    binaries: { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') },
    owner: nobody,
    command: (program, args) => ({ file: program, args: [...args], options: nobody }),
  };
}

/** Gives a folder and everything in it to a user; links themselves, not what they point to, are left alone. */
export function changeOwner(path: string, owner: { uid: number; gid: number }): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  if (stat.uid !== owner.uid) chownSync(path, owner.uid, owner.gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) changeOwner(join(path, name), owner);
}

// Proves that the account can write the folder and run the program, with a reason when it cannot.
function probe(account: Account): string | undefined {
  const script = 'test "$(id -u)" != 0 && test -w "$0" && exec "$1" --version';
  const { file, args, options } = account.command('/bin/sh', ['-c', script, account.folder, account.binaries.postgres]);
  const result = spawnSync(file, args, { ...options, encoding: 'utf8', timeout: 20_000 });
  if (result.error !== undefined) return result.error.message;
  if (result.status === 0) return undefined;
  return result.stderr.trim().split('\n').at(-1) || `the folder cannot be written (exit ${result.status})`;
}

/** Which ways to try, in order; a setting of tests and of people whose machine needs a certain one. */
function candidates(): AccountKind[] {
  const forced = process.env['IDUN_POSTGRES_ACCOUNT'];
  const all: AccountKind[] = ['direct', 'user-namespace', 'setpriv', 'nobody-folder'];
  const chosen = all.find((kind) => kind === forced);
  if (chosen !== undefined) return [chosen];
  if (process.platform === 'win32') return ['direct'];
  if (process.getuid?.() === 0) return ['user-namespace', 'setpriv', 'nobody-folder'];
  return isKnownUser() ? ['direct'] : ['user-namespace'];
}

const makers: Record<AccountKind, (folder: string, binaries: PostgresBinaries) => Account> = {
  direct: makeDirect,
  'user-namespace': makeUserNamespace,
  setpriv: makeSetpriv,
  'nobody-folder': makeNobodyFolder,
};

/**
 * Chooses how PostgreSQL runs: an ordinary user runs it directly; as root in a user namespace, else by setpriv with only
 * dac_override kept, else with copied programs in a folder of the user nobody.
 * @param clusterFolder existing folder of the cluster
 * @throws Problem IDUN_POSTGRES_NO_ACCOUNT with the reason of every way that failed
 */
export function chooseAccount(clusterFolder: string, binaries: PostgresBinaries): Account {
  const kinds = candidates();
  if (existsSync(join(clusterFolder, pointerName)) && kinds.includes('nobody-folder')) {
    return makeNobodyFolder(clusterFolder, binaries);
  }
  if (kinds.length === 1 && kinds[0] === 'direct') return makeDirect(clusterFolder, binaries);
  const failures: string[] = [];
  for (const kind of kinds) {
    const reason = tryAccount(kind, clusterFolder, binaries);
    if (typeof reason !== 'string') return reason;
    failures.push(`${kind}: ${reason}`);
  }
  throw new Problem(errors.noAccount, `Tried ${failures.join('; ')}.`, {
    file: clusterFolder,
    action: 'Start Idun as an ordinary user, or set DATABASE_URL to a PostgreSQL server of version 15 or later.',
  });
}

function tryAccount(kind: AccountKind, clusterFolder: string, binaries: PostgresBinaries): Account | string {
  let account: Account;
  try {
    account = makers[kind](clusterFolder, binaries);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const reason = probe(account);
  if (reason === undefined) return account;
  if (kind === 'nobody-folder') {
    rmSync(account.folder, { recursive: true, force: true });
    rmSync(join(clusterFolder, pointerName), { force: true });
  }
  return reason;
}
