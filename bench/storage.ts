/** Storage: racks filled and read, a pick list of 10,000 tubes planned, readings of temperature packed, an excursion marked. */

import { sql } from 'kysely';
import { dispensingMigrations, tryReservation } from '../src/biobank/dispensing/index.ts';
import {
  createContainers,
  forecastStores,
  markExcursions,
  packDays,
  placeSpecimens,
  planPickRound,
  recordTemperatures,
  setTemperatureRule,
  showContainer,
  storagePositions,
} from '../src/biobank/storage/index.ts';
import { openTestStorage, type TestStorage } from '../src/biobank/storage/testing.ts';
import { measured } from './process.ts';
import type { BenchOptions, BenchRow } from './row.ts';

const absolute = { peer: null, peerName: null } as const;

async function took<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const began = performance.now();
  const result = await work();
  return [performance.now() - began, result];
}

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Freezers of shelves, frames and racks. */
async function buildRacks(at: TestStorage, racks: number): Promise<void> {
  const build = (given: Parameters<typeof createContainers>[2]) => createContainers(at.deps, at.manage, given);
  for (let first = 0, store = 0; first < racks; first += 500, store++) {
    const [freezer] = await build({ type: 'upright-80', name: `Freezer ${store}`, barcode: `Z${store}` });
    const shelves = await build({ type: 'shelf', name: 'Shelf {n}', count: 5, parent: freezer!.id });
    for (const shelf of shelves) {
      for (const frame of await build({ type: 'frame', name: 'Frame {n}', count: 5, parent: shelf.id })) {
        await build({
          ...{ type: 'sbs-96', name: 'Rack {n}', barcode: `${frame.id}-{n}`, count: 20, parent: frame.id },
        });
      }
    }
  }
}

/** Fills the first racks as a technician does, and the others as the database would have them. @returns the barcodes in no order */
async function fill(
  at: TestStorage,
  racks: number,
  say: BenchOptions['say'],
): Promise<{ codes: string[]; ms: number }> {
  await buildRacks(at, racks);
  const { rows } = await sql<{ no: number }>`select container_no as no from biobank.containers
    where barcode like 'ctn%' order by walk limit ${racks}`.execute(at.database.owner);
  let ms = 0;
  for (const { barcode: rack } of at.racks) {
    const tubes = await at.register(Array.from({ length: 96 }, () => ({ amount: 100 })));
    const items = tubes.map(({ barcode }) => ({ code: barcode, container: rack! }));
    ms += (await took(() => placeSpecimens(at.deps, at.place, { items })))[0];
  }
  const others = rows.map(({ no }) => no);
  await sql`with made as (
      insert into biobank.specimens (id, biobank_no, person_no, pooled, lineage, root_no, barcode, type, unit, initial_amount, amount,
        thaws, state, last_seq)
      select 'spc_' || lpad(i::text, 22, '0'), ${at.bank.biobankNo}, ${at.people[0]!.personNo}, false, 'new', i, 'B' || i, 'serum', 'ul',
        100, 100, 0, 'available', 1 from generate_series(0, ${others.length * 96 - 1}::int) i returning specimen_no, root_no)
    insert into biobank.stays (specimen_no, biobank_no, container_no, store_no, slot, since, moved_in)
      select m.specimen_no, c.biobank_no, c.container_no, c.store_no, m.root_no % 96 + 1, now(), true
      from made m join biobank.containers c on c.container_no = (${others}::int[])[m.root_no / 96 + 1]`.execute(
    at.database.owner,
  );
  await sql`update biobank.containers c set occupied = 96 where container_no = any(${others}::int[])`.execute(
    at.database.owner,
  );
  await sql`analyze biobank.specimens, biobank.stays, biobank.containers`.execute(at.database.owner);
  const tubes = await sql<{ barcode: string }>`select barcode from biobank.specimens`.execute(at.database.owner);
  const codes = tubes.rows.map(({ barcode }) => barcode);
  const draw = numbers(1);
  for (let i = codes.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [codes[i], codes[j]] = [codes[j]!, codes[i]!];
  }
  say(`${racks} racks, ${codes.length} tubes`);
  return { codes, ms: ms / at.racks.length };
}

/** Measures. `small` is a tenth of the racks. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const at = await openTestStorage(dispensingMigrations);
  try {
    const { codes, ms } = await fill(at, small ? 500 : 5000, say);
    yield { ...absolute, name: 'storage: a rack of 96 placed', ours: ms, unit: 'ms', goal: null };
    yield* measurePicks(at, codes, 10_000, say);
    const [shown] = await took(() => showContainer(at.deps, at.see, 'Z0', 3));
    yield { ...absolute, name: 'storage: a freezer drawn', ours: shown, unit: 'ms', goal: { limit: 200 } };
    const [forecast] = await took(() => forecastStores(at.deps, at.see, {}));
    yield { ...absolute, name: 'storage: forecast', ours: forecast, unit: 'ms', goal: { limit: 200 } };
    yield* measureTemperatures(at, say);
  } finally {
    await at.close();
  }
}

async function* measurePicks(
  at: TestStorage,
  codes: readonly string[],
  wishes: number,
  say: BenchOptions['say'],
): AsyncGenerator<BenchRow> {
  const { rows } = await sql<{ no: number }>`select specimen_no as no from biobank.specimens
    where barcode = any(${codes.slice(0, wishes)}::text[])`.execute(at.database.owner);
  const numbersOf = rows.map(({ no }) => no);
  const time = <T>(work: () => Promise<T>) => measured(at.database, work);
  const row = (name: string, { seconds, processor }: { seconds: number; processor: number }): BenchRow => {
    say(`${name}: ${Math.round(seconds * 1000)} ms on the clock`);
    return {
      ...absolute,
      name: `storage: ${name} (processor)`,
      ours: processor * 1000,
      unit: 'ms',
      goal: { limit: 1000 },
    };
  };
  yield row(
    `${wishes} tubes in order`,
    await time(() => storagePositions.positionsOf(at.database.app, at.see, numbersOf)),
  );
  const size = Math.max(1, Math.min(4, Math.floor(codes.length / wishes)));
  const choices = Array.from({ length: wishes }, (_, i) => codes.slice(i * size, (i + 1) * size));
  const planned = await time(() => planPickRound(at.deps, at.see, { choices }));
  const first = await planPickRound(at.deps, at.see, { choices: choices.map(([one]) => [one!]) });
  say(`${wishes} wishes of ${size} equivalent tubes: ${planned.result.racks} racks instead of ${first.racks}`);
  yield row(`${wishes} tubes planned`, planned);
  const asking = await at.scope('biobank.dispensing.reserve');
  const deps = { ...at.deps, positions: storagePositions };
  const wanted = { type: 'serum' as const, least: 100, count: Math.min(wishes, codes.length) };
  const tried = await time(() => tryReservation(deps, asking, { wanted }));
  say(`${tried.result.chosen} of ${tried.result.satisfying} that satisfy a wish: ${tried.result.racks} racks`);
  yield row(`${wanted.count} chosen by a wish, donors asked`, tried);
}

async function* measureTemperatures(at: TestStorage, say: BenchOptions['say']): AsyncGenerator<BenchRow> {
  const minutes = 30 * 1440;
  const begun = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 30 * 86_400_000;
  const readings = Array.from({ length: minutes }, (_, i) => ({
    at: new Date(begun + i * 60_000),
    celsius: Math.round((-80 + Math.sin(i / 300) + ((i * 7919) % 11) / 20) * 10) / 10,
  }));
  const [kept] = await took(() => recordTemperatures(at.deps, at.place, 'F3', readings));
  await packDays(at.database, new Date(begun + 31 * 86_400_000));
  const { rows } = await sql<{ bytes: number }>`select sum(length(packed))::int as bytes
    from biobank.temperature_days`.execute(at.database.owner);
  say(`${(rows[0]!.bytes / minutes).toFixed(2)} bytes a reading packed`);
  yield { ...absolute, name: 'storage: a month of minutes', ours: kept, unit: 'ms', goal: null };
  await setTemperatureRule(at.deps, at.manage, 'F3', { low: null, high: -65, minutes: 30 });
  const now = Date.now();
  const warm = [0, 60].map((n) => ({ at: new Date(now + n * 60_000), celsius: -20 }));
  await recordTemperatures(at.deps, at.place, 'F3', warm);
  const [marked, count] = await took(() => markExcursions(at.deps, at.operator));
  say(`${count} specimens marked in ${Math.round(marked)} ms`);
  yield { ...absolute, name: 'storage: 1,000 specimens marked', ours: (marked / count) * 1000, unit: 'ms', goal: null };
}
