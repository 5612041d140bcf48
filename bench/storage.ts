/** Storage: racks filled and read, a pick list of 10,000 tubes planned, readings of temperature packed, an excursion marked. */

import { sql } from 'kysely';
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

/** Shelves of frames of racks, full of tubes. @returns the barcodes in no order */
async function fill(
  at: TestStorage,
  racks: number,
  say: BenchOptions['say'],
): Promise<{ codes: string[]; ms: number }> {
  const build = (given: Parameters<typeof createContainers>[2]) => createContainers(at.deps, at.manage, given);
  const codes: string[] = [];
  let ms = 0;
  for (let first = 0, store = 0; first < racks; first += 100, store++) {
    const [freezer] = await build({ type: 'upright-80', name: `Freezer ${store}`, barcode: `Z${store}` });
    const shelves = await build({ type: 'shelf', name: 'Shelf {n}', count: 5, parent: freezer!.id });
    for (const shelf of shelves) {
      const [frame] = await build({ type: 'frame', name: 'Frame', parent: shelf.id });
      await build({
        ...{ type: 'sbs-96', name: `${frame!.id} {n}`, barcode: `${frame!.id}-{n}`, count: 20, parent: frame!.id },
      });
    }
  }
  const rows = await sql<{ barcode: string }>`select barcode from biobank.containers where barcode like 'ctn%'
    order by walk limit ${racks}`.execute(at.database.owner);
  for (const { barcode: rack } of rows.rows) {
    const tubes = await at.register(Array.from({ length: 96 }, () => ({ amount: 100 })));
    const items = tubes.map(({ barcode }) => ({ code: barcode, container: rack }));
    ms += (await took(() => placeSpecimens(at.deps, at.place, { items })))[0];
    codes.push(...tubes.map(({ barcode }) => barcode));
  }
  const draw = numbers(1);
  for (let i = codes.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [codes[i], codes[j]] = [codes[j]!, codes[i]!];
  }
  say(`${racks} racks, ${codes.length} tubes`);
  return { codes, ms };
}

/** Measures. `small` is a tenth of the racks. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const at = await openTestStorage();
  try {
    const { codes, ms } = await fill(at, small ? 60 : 600, say);
    yield { ...absolute, name: 'storage: a rack of 96 placed', ours: (ms / codes.length) * 96, unit: 'ms', goal: null };
    yield* measurePicks(at, codes, small ? 1000 : 10_000, say);
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
  const [list] = await took(() => storagePositions.positionsOf(at.database.app, at.see, numbersOf));
  yield { ...absolute, name: `storage: ${wishes} tubes in order`, ours: list, unit: 'ms', goal: { limit: 1000 } };
  const size = Math.max(1, Math.min(4, Math.floor(codes.length / wishes)));
  const choices = Array.from({ length: wishes }, (_, i) => codes.slice(i * size, (i + 1) * size));
  const [planned, plan] = await took(() => planPickRound(at.deps, at.see, { choices }));
  const [, first] = await took(() => planPickRound(at.deps, at.see, { choices: choices.map(([one]) => [one!]) }));
  say(`${wishes} wishes of ${size} equivalent tubes: ${plan.racks} racks instead of ${first.racks}`);
  yield { ...absolute, name: `storage: ${wishes} tubes planned`, ours: planned, unit: 'ms', goal: { limit: 1000 } };
}

async function* measureTemperatures(at: TestStorage, say: BenchOptions['say']): AsyncGenerator<BenchRow> {
  const minutes = 30 * 1440;
  const begun = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 30 * 86_400_000;
  const readings = Array.from({ length: minutes }, (_, i) => ({
    at: new Date(begun + i * 60_000),
    celsius: Math.round((-80 + Math.sin(i / 300) + ((i * 7919) % 11) / 20) * 10) / 10,
  }));
  const [kept] = await took(() => recordTemperatures(at.deps, at.place, 'Z0', readings));
  await packDays(at.database, new Date(begun + 31 * 86_400_000));
  const { rows } = await sql<{ bytes: number }>`select sum(length(packed))::int as bytes
    from biobank.temperature_days`.execute(at.database.owner);
  say(`${(rows[0]!.bytes / minutes).toFixed(2)} bytes a reading packed`);
  yield { ...absolute, name: 'storage: a month of minutes', ours: kept, unit: 'ms', goal: null };
  await setTemperatureRule(at.deps, at.manage, 'Z0', { low: null, high: -65, minutes: 30 });
  const now = Date.now();
  const warm = [0, 60].map((n) => ({ at: new Date(now + n * 60_000), celsius: -20 }));
  await recordTemperatures(at.deps, at.place, 'Z0', warm);
  const [marked, count] = await took(() => markExcursions(at.deps, at.operator));
  say(`${count} specimens marked in ${Math.round(marked)} ms`);
  yield { ...absolute, name: 'storage: 1,000 specimens marked', ours: (marked / count) * 1000, unit: 'ms', goal: null };
}
