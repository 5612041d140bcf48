import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findPackageJson(): string {
  // dist/cli.js and src/app/version.ts lie at different depths.
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      return readFileSync(join(folder, 'package.json'), 'utf8');
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}

/** The version of this program, as package.json says it. */
export const version = (JSON.parse(findPackageJson()) as { version: string }).version;
