import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { readPublished } from '../../register/columns/index.ts';
import { readFeeds } from '../../register/feeds/index.ts';
import { factsOf, roleNames } from '../../trust/identity/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
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
    where table_schema in ('trust', 'genomes', 'knowledge', 'register', 'biobank', 'idun') and table_type = 'BASE TABLE'
    order by 1`.execute(app.database.owner);
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const count = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(app.database.owner);
    // The log keeps what happened; whom its pseudonyms meant goes.
    if (!name.startsWith('trust.audit_')) counts[name] = count.rows[0]!.n;
  }
  return counts;
}

function storedFiles(): string[] {
  return ['objects', 'segments', 'calls', 'references', 'register', 'demo'].flatMap((name) => {
    const path = join(app.config.dataDir, name);
    if (!existsSync(path)) return [];
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
}

interface Reported {
  state: string;
  findings: { code: string }[];
  relatedness: { relation: string; expected: string | null }[];
}

async function readReports(): Promise<Reported[]> {
  const { rows } =
    await sql<Reported>`select state, report -> 'findings' as findings, report -> 'relatedness' as relatedness
    from genomes.submissions order by submission_no`.execute(app.database.app);
  return rows;
}

/** Two submissions give the pages of release, rejection and replacement something to show. */
async function expectTroubled(): Promise<void> {
  const troubled = (await readReports()).filter((one) => one.state !== 'accepted');
  expect(troubled.map((one) => one.state)).toEqual(['quarantined', 'rejected']);
  expect(troubled[0]!.findings.map((one) => one.code)).toEqual(
    expect.arrayContaining(['sex-mismatch', 'duplicate-genome']),
  );
  expect(troubled[1]!.findings.map((one) => one.code)).toEqual(['IDUN_VCF_REF_MISMATCH']);
}

async function expectParentsTold(): Promise<void> {
  const pairs = (await readReports()).flatMap((one) => one.relatedness.filter((p) => p.expected === 'parent-child'));
  expect(pairs.length).toBeGreaterThan(8);
  expect(pairs.map((pair) => pair.relation)).toEqual(pairs.map(() => 'parent-child'));
}

/** Registers and biobanks answer under the synthetic world, whole, and each diagnosis is of the nation's list. */
async function expectRegisters(): Promise<void> {
  const feeds = await readFeeds(app.database.app);
  expect(feeds.map(({ newest }) => [newest.state, newest.report.kept === newest.report.rows])).toEqual(
    Array(13).fill(['current', true]),
  );
  const { tables } = await readPublished(app.database.app, app.config.dataDir, 'synthetic');
  expect((await readPublished(app.database.app, app.config.dataDir, 'real')).tables).toEqual([]);
  const rowsOf = (table: string) =>
    tables.filter((one) => one.table === table).reduce((sum, { rows }) => sum + rows, 0);
  expect([rowsOf('persons'), rowsOf('events') > 1000, rowsOf('specimens') > 300]).toEqual([600, true, true]);
}

/** Its biobank has a place for all it moved in, a queue for its automated store, and kits in each of their states. */
async function expectBiobank(): Promise<void> {
  const { rows } = await sql`select
      (select count(*)::int from biobank.specimens s join biobank.custody_events e using (specimen_no)
        where e.seq = 1 and e.facts ? 'place' and not exists (select from biobank.stays t where t.specimen_no = s.specimen_no)) as nowhere,
      (select count(*) > 3 from biobank.robot_commands where state = 'planned') as queue,
      (select array_agg(distinct state order by state) from biobank.kits) as kits`.execute(app.database.owner);
  expect(rows).toEqual([{ nowhere: 0, queue: true, kits: ['made', 'sent', 'used'] }]);
}

/** Each demo account signs in over HTTP and stands in its role; the citizen is somebody with a genome and a child. */
async function signInAsEverybody(): Promise<void> {
  const http = await buildServer(app);
  const ask = (method: 'GET' | 'POST', url: string, body?: object) =>
    http.inject({ method, url, headers: { host: 'localhost' }, ...(body === undefined ? {} : { payload: body }) });
  const offered = (await ask('GET', '/api/sign-in')).json<{ demo: { login: string; role: string }[] }>().demo;
  expect(new Set(offered.map(({ role }) => role)).size).toBe(roleNames.filter((role) => !factsOf(role).service).length);
  for (const { login, role } of offered) {
    const answer = await ask('POST', '/api/sign-in/password', { login, password: 'demo' });
    expect(answer.json()).toMatchObject({ kind: 'person', account: { demo: true }, visit: { role } });
    expect((await ask('POST', '/api/sign-in/password', { login, password: 'wrong' })).statusCode).toBe(401);
    if (login !== 'citizen') continue;
    const { rows } = await sql<{ children: number; genomes: number }>`select
        (select count(*) from trust.person_relations r where r.relative_no = p.person_no) as children,
        (select count(*) from genomes.genomes g where g.person_no = p.person_no) as genomes
      from trust.people p where p.id = ${answer.json<{ account: { person: string } }>().account.person}`.execute(
      app.database.owner,
    );
    expect(rows[0]!.children).toBeGreaterThan(0);
    expect(rows[0]!.genomes).toBeGreaterThan(0);
  }
  await http.close();
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
  expect([
    full['trust.care_relations']! > 20,
    full['trust.dataset_grants']! > 3,
    full['genomes.dataset_terms']! > 1,
  ]).toEqual([...[true, true, true]]);
  await expectTroubled();
  await expectParentsTold();
  await expectRegisters();
  await expectBiobank();

  // Two more wait in quarantine.
  await signInAsEverybody();

  expect(await removeDemo(app)).toEqual({ people: 600, genomes: 26 });
  const meant = await sql`select from trust.audit_references where subject is not null`.execute(app.database.owner);
  expect(meant.rows).toEqual([]);
  expect(await countRows()).toEqual(before);
  expect(storedFiles()).toEqual([]);
}, 240_000);
