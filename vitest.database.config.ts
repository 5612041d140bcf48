import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

import base from './vitest.config.ts';

/** Test files that open a database: the ones to repeat on a second PostgreSQL. */
function databaseTests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.test.ts') && /openTest\w+\(/.test(readFileSync(path, 'utf8')));
}

export default defineConfig({ ...base, test: { ...base.test, include: databaseTests('src') } });
