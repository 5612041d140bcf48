/**
 * Writes docs/reference/access.md and access.csv: who may do what, from the routes of a real server and the policies. With `--check`
 * it only says whether the committed files are current (exit code 1 when not).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessCsv, accessPage } from '../src/app/access/page.ts';
import { openApp } from '../src/app/compose.ts';
import { buildServer } from '../src/app/server.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';

const check = process.argv.includes('--check');
const folder = mkdtempSync(join(tmpdir(), 'idun-access-'));
let stale = false;
try {
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const server = await buildServer(app);
  const pages: [path: string, text: string][] = [
    ['docs/reference/access.md', accessPage(server.declaredRoutes)],
    ['docs/reference/access.csv', accessCsv(server.declaredRoutes)],
  ];
  await server.close();
  await app.close();
  for (const [path, text] of pages) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    stale = true;
    if (check) console.error(`${path} is not what the code says; run: npx tsx tools/access.ts`);
    else {
      writeFileSync(path, text);
      console.log(`wrote ${path}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(check && stale ? 1 : 0);
