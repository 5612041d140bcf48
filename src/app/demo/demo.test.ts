import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { type App, openApp } from '../compose.ts';
import { loadDemo } from './load-demo.ts';
import { removeDemo } from './remove-demo.ts';

let app: App;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-demo-'));
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const options = {
  size: { people: 600, genomes: 24 },
  progress: silentProgress,
  signal: new AbortController().signal,
  actor: { kind: 'operator', id: 'test' } as const,
};

/** Rows of every table but those that only count or log what happened. */
async function countRows(): Promise<Record<string, number>> {
  const { rows } = await sql<{
    name: string;
  }>`select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('trust', 'genomes', 'knowledge', 'idun') and table_type = 'BASE TABLE'
    order by 1`.execute(app.database.owner);
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const count = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(app.database.owner);
    if (name !== 'trust.audit_entries') counts[name] = count.rows[0]!.n;
  }
  return counts;
}

function storedFiles(): string[] {
  return ['objects', 'segments', 'calls', 'references', 'demo'].flatMap((name) => {
    const path = join(app.config.dataDir, name);
    if (!existsSync(path)) return [];
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
}

test('the nation goes in through the front door, once, and leaves without a trace', async () => {
  const before = await countRows();
  const loaded = await loadDemo(app, options);
  expect(loaded).toMatchObject({ people: 600, genomes: 24 });
  const full = await countRows();
  expect(full['trust.people']).toBe(600);
  expect(await loadDemo(app, options)).toEqual(loaded);
  expect(await countRows()).toEqual(full);
  const { rows } = await sql<{ provisional: number; elsewhere: number }>`select
      count(*) filter (where p.provisional) as provisional, count(*) filter (where not r.demo) as elsewhere
    from genomes.genomes g join trust.people p using (person_no) join genomes.refs r using (reference_no)`.execute(
    app.database.app,
  );
  expect(rows[0]).toEqual({ provisional: 0, elsewhere: 0 });
  expect(storedFiles().length).toBeGreaterThan(20);

  expect(await removeDemo(app)).toEqual({ people: 600, genomes: 24 });
  expect(await countRows()).toEqual(before);
  expect(storedFiles()).toEqual([]);
});
