import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, tool } from '../idun.ts';

/** The account that owns nothing; `nobody` on Debian. */
const nobody = 65534;

export interface Stranger {
  /** A fresh copy of the sources without dist, in a folder that no other account may enter. */
  checkout: string;
  /** Words before a command that run it as this person; empty for oneself. */
  as: string[];
  env: NodeJS.ProcessEnv;
  remove: () => void;
}

function copySources(checkout: string): void {
  mkdirSync(checkout);
  if (existsSync('.git')) {
    run('sh', ['-c', `git archive HEAD | tar -x -C '${checkout}'`]);
    return;
  }
  const left = new Set(['node_modules', 'dist', '.git', '.idun'].map((name) => resolve(name)));
  cpSync('.', checkout, { recursive: true, filter: (path) => !left.has(resolve(path)) });
}

// A folder of the person's own, as npm ci makes it: Vite writes into it.
function linkPackages(folder: string): void {
  mkdirSync(folder);
  const left = new Set(['.vite', '.vite-temp', '.cache']);
  for (const name of readdirSync('node_modules')) {
    if (!left.has(name)) symlinkSync(resolve('node_modules', name), join(folder, name));
  }
}

/** A person who has just fetched the sources and installed the packages, into a home of their own with mode 0700. */
export function makeStranger(account: 'oneself' | 'ordinary'): Stranger {
  const top = mkdtempSync(join(tmpdir(), 'idun-start-'));
  const home = join(top, 'home');
  const checkout = join(home, 'idun');
  mkdirSync(home);
  copySources(checkout);
  linkPackages(join(checkout, 'node_modules'));
  const { PATH } = process.env;
  const env = { PATH, HOME: home, LANG: 'C.UTF-8', npm_config_update_notifier: 'false' };
  const as = account === 'ordinary' ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
  if (account === 'ordinary') {
    // The folder above belongs to another account; the home itself lets nobody else in.
    chmodSync(top, 0o711);
    run('chown', ['-R', '-h', `${nobody}:${nobody}`, home]);
  } else {
    chownSync(home, process.getuid!(), process.getgid!());
  }
  chmodSync(home, 0o700);
  return { checkout, as, env, remove: () => rmSync(top, { recursive: true, force: true }) };
}

/** Why a run as an ordinary user is not possible here, or null. */
export function whyNotOrdinary(): string | null {
  if (process.getuid!() !== 0) return 'only root can become another account';
  const words = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const can = (...test: string[]) => spawnSync('setpriv', [...words, ...test]).status === 0;
  if (!can('true')) return 'setpriv cannot become another account';
  if (!can('test', '-r', resolve('node_modules/fastify/package.json')))
    return 'another account may not read node_modules';
  return can('test', '-x', tmpdir()) ? null : `another account may not enter ${tmpdir()}`;
}

/** Why a process cannot be given a network of its own with nothing but itself in it, or null. */
export function whyNotAlone(): string | null {
  if (process.getuid!() !== 0) return 'only root may make a network namespace';
  const made = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
  return made && tool('nsenter') ? null : 'unshare, ip or nsenter cannot do it here';
}
