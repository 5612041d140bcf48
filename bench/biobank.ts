/**
 * The biobank with large orders: 20,000 tubes promised at once, and their pick list, each after asking about its donor. No peer does
 * the same; the goal is the project's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openApp } from '../src/app/compose.ts';
import { makePickList, reserveSpecimens } from '../src/biobank/dispensing/index.ts';
import { createBiobank, createCollection, importInventory, readMapping } from '../src/biobank/specimens/index.ts';
import { storagePositions } from '../src/biobank/storage/index.ts';
import { systemClock } from '../src/platform/clock/index.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { ensureOrganisation } from '../src/trust/organisations/index.ts';
import { mintOperatorScope } from '../src/trust/scope/index.ts';
import { measured } from './process.ts';
import type { BenchOptions, BenchRow } from './row.ts';

// The goals are of processor time, own and the database's, which other work on the machine does not change.
const row = (name: string, processor: number, limit?: number): BenchRow => ({
  ...{ name: `${name} (processor)`, ours: processor, peer: null, peerName: null, unit: 's' },
  goal: limit === undefined ? null : { limit },
});

const mapping = readMapping({
  ...{ separator: ';', collection: 'General', barcode: 'b', type: { value: 'serum' }, amount: 'a' },
  person: { column: 'p', namespace: 'bench', unknown: 'provisional' },
});

/** Measures. `small` is a tenth of the tubes. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const tubes = small ? 2000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-biobank-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  try {
    const { database, cprKeys } = app;
    const deps = { database, cprKeys, clock: systemClock, positions: storagePositions };
    const scope = await mintOperatorScope(database.app, { actorId: 'bench' }, { lifetime: 60 * 60_000 });
    const biobank = 'Bench';
    const { organisationNo } = await ensureOrganisation(database.app, { name: biobank, kind: 'biobank' });
    await database.withActor(scope.actor, async (trx) => {
      const given = { name: biobank, organisationNo, basis: 'bench', by: 'bench', at: new Date() };
      await createCollection(trx, await createBiobank(trx, given), { name: 'General' });
    });
    const codes = Array.from({ length: tubes }, (_, i) => `T${String(i).padStart(6, '0')}`);
    const chunks = (async function* () {
      yield 'b;p;a\n';
      yield codes.map((code, i) => `${code};P${i % (tubes / 4)};500\n`).join('');
    })();
    const time = <T>(work: () => Promise<T>) => measured(database, work);
    const moved = await time(() => importInventory(deps, scope, { biobank, mapping, chunks }));
    yield row(`moving in ${tubes} tubes`, moved.processor);
    say(`${Math.round(tubes / moved.seconds)} tubes a second on the clock`);
    await sql`analyze`.execute(database.owner);
    const asked = { biobank, project: 'Bench', specimens: codes };
    const reserved = await time(() => reserveSpecimens(deps, scope, asked));
    const { reservation } = reserved.result;
    if (reservation.tubes.length !== tubes) throw new Error('not every tube was promised');
    say(`${reserved.seconds.toFixed(1)} s on the clock`);
    yield row(`promising ${tubes} tubes, donors asked`, reserved.processor, 10);
    const list = await time(() => makePickList(deps, scope, reservation.id));
    if (list.result.lines.length !== tubes) throw new Error('not every tube is on the list');
    say(`${list.seconds.toFixed(1)} s on the clock`);
    yield row(`their pick list, donors asked again`, list.processor, 2);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
