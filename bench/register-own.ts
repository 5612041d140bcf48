/**
 * Idun's own biobank in the register of a whole nation, end to end: something happens to a tube, and a question over HTTP answers with it.
 * The server runs as it always does, with everything it watches; a question is asked every few milliseconds until its answer has changed.
 */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, openApp } from '../src/app/compose.ts';
import { startServer } from '../src/app/server.ts';
import { type Biobank, createBiobank, recordCustody } from '../src/biobank/specimens/index.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { newId } from '../src/platform/ids/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { columnsFolder, publishTables, type StoredTable } from '../src/register/columns/index.ts';
import { ensureOrganisation } from '../src/trust/organisations/index.ts';
import { createPeople } from '../src/trust/people/index.ts';
import { mintOperatorScope } from '../src/trust/scope/index.ts';
import { nationIn } from './data/nation.ts';
import { processorTime } from './process.ts';
import { type BenchOptions, type BenchRow, median } from './row.ts';

/** Tubes that are there from the start; events that are waited for one by one. */
const [stock, events] = [2000, 12];
const often = 25;
const patience = 30_000;
/** The first of these are whom tubes are taken from. */
const donors = 500;

/** Measures. `small` is a fiftieth of the nation. */
export async function* measure({ small, say, scale = small ? 0.02 : 1 }: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-own-'));
  const kept = process.env['IDUN_BENCH_NATION'] ?? join(folder, 'nation');
  const tables = await nationIn(kept, scale, say);
  const data = join(folder, 'data');
  const app = await openApp(loadConfig({ data, port: '0' }, {}), silentLogger);
  const server = await startServer(app, { demo: false });
  try {
    await publishNation(app, data, tables);
    const bank = await openBank(app);
    const ask = await openSession(server.link);
    await registerTubes(app, bank, stock);
    say('building the snapshot of the nation …');
    const first = performance.now();
    await ask('Bench bank');
    yield row('the first question, with the snapshot built', (performance.now() - first) / 1000, 's');
    const there = await settled(() => ask('Bench bank'));
    const waits: number[] = [];
    const worked: number[] = [];
    for (let event = 1; event <= events; event++) {
      const cpu = await processorTime(app.database);
      await registerTubes(app, bank, 1);
      const began = performance.now();
      while ((await ask('Bench bank')) !== there + event) {
        if (performance.now() - began > patience) throw new Error('a tube is in no answer');
        await sleep(often);
      }
      waits.push(performance.now() - began);
      worked.push((await processorTime(app.database)) - cpu);
      // Publishing rests a while after it has worked.
      await sleep(1500);
    }
    yield row('a tube is registered; until an answer over HTTP has it, median', median(waits), 'ms', { limit: 1000 });
    yield row('the same, longest of a dozen', Math.max(...waits), 'ms', { limit: 1000 });
    yield row('processor time of it, questions asked meanwhile included, median', median(worked) * 1000, 'ms');
  } finally {
    await server.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

// Donors whom the nation has as opted out are in no answer: what is there is not quite the stock.
async function settled(count: () => Promise<number>): Promise<number> {
  for (let before = -1; ; ) {
    const now = await count();
    if (now === before && now > stock / 2) return now;
    before = now;
    await sleep(3000);
  }
}

function row(name: string, ours: number, unit: BenchRow['unit'], goal: BenchRow['goal'] = null): BenchRow {
  return { name, ours, peer: null, peerName: null, unit, goal };
}

// The nation's tables as a feed of real people, whose numbers are the nation's.
async function publishNation(app: App, data: string, tables: readonly StoredTable[]): Promise<void> {
  for (const { folder, hash } of tables) {
    const into = join(columnsFolder(data), hash);
    mkdirSync(into, { recursive: true });
    for (const file of readdirSync(folder)) linkSync(join(folder, file), join(into, file));
  }
  await app.database.withActor({ kind: 'system', id: 'bench' }, (trx) =>
    publishTables(trx, { feed: 'bench-nation', world: 'real', tables }),
  );
}

async function openBank({ database }: App): Promise<{ bank: Biobank; people: number[] }> {
  const name = 'Bench bank';
  const { organisationNo } = await ensureOrganisation(database.app, { name, kind: 'biobank' });
  const at = new Date();
  const bank = await createBiobank(database.app, { name, organisationNo, basis: 'bench', by: 'operator:bench', at });
  const people = await createPeople(
    database.app,
    Array.from({ length: donors }, (_, n) => ({
      name: `Donor ${n}`,
      identifiers: [{ namespace: 'bench', value: `D${n}` }],
    })),
  );
  return { bank, people: people.map(({ personNo }) => personNo) };
}

async function registerTubes(
  { database }: App,
  { bank, people }: Awaited<ReturnType<typeof openBank>>,
  count: number,
): Promise<void> {
  const scope = await mintOperatorScope(database.app, { actorId: 'bench' });
  const facts = (n: number) => {
    const id = newId('spc');
    const plain = { id, barcode: id.slice(4), lineage: 'new', type: 'serum', unit: 'ul', amount: 1000 } as const;
    return {
      ...plain,
      person_no: people[n % people.length]!,
      collected_at: new Date(Date.UTC(2020, 0, 1 + (n % 300))),
    };
  };
  await database.withActor(scope.actor, (trx) =>
    recordCustody(trx, scope, {
      ...{ biobankNo: bank.biobankNo, action: 'biobank.register', object: bank.id, at: new Date() },
      events: Array.from({ length: count }, (_, n) => ({
        act: 'register' as const,
        to: 'available' as const,
        facts: facts(n),
      })),
    }),
  );
}

/** Opens the operator's session. @returns asks how many specimens a biobank has; none while it is not known */
async function openSession(link: string): Promise<(biobank: string) => Promise<number>> {
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');
  const { origin } = new URL(link);
  return async (biobank) => {
    const answer = await fetch(`${origin}/api/register/count`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ query: { conditions: [{ field: 'specimen', biobank: [biobank] }] } }),
    });
    const body = (await answer.json()) as { specimens?: number; code?: string };
    if (answer.ok) return body.specimens!;
    if (body.code === 'IDUN_REGISTER_WORD') return 0;
    throw new Error(JSON.stringify(body));
  };
}
