import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleSpecimen, replayBiobank, showSpecimen } from '../../specimens/index.ts';
import { createContainers } from '../containers/build.ts';
import { forecastStores, fullOn } from '../forecast.ts';
import { listStores } from '../list-stores.ts';
import { placeSpecimens, takeOutSpecimens } from '../positions/place.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';
import { acknowledgeExcursion, listExcursions, markExcursions, showExcursion } from './excursions.ts';
import { judge, type Reading } from './judge.ts';
import { packReadings, unpackReadings } from './pack.ts';
import { curveOf, recordTemperatures, setTemperatureRule, showTemperatures } from './record.ts';
import { packDays } from './store.ts';

const minute = 60_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const reading = (minutes: number, celsius: number): Reading => ({ at: new Date(start + minutes * minute), celsius });
const rule = { low: -90, high: -65, minutes: 30 };
const nothing = { outsideSince: null, worst: null };

describe('an excursion', () => {
  test('is a time outside that is long enough, from the first reading outside to the first inside', () => {
    const warm = [reading(0, -80), reading(10, -60), reading(20, -58), reading(50, -62), reading(60, -70)];
    expect(judge(nothing, rule, warm)).toEqual({
      state: nothing,
      outside: [{ from: reading(10, 0).at, until: reading(60, 0).at, worst: -58 }],
    });
    expect(judge(nothing, rule, [reading(0, -60), reading(29, -60), reading(29.5, -80)]).outside).toEqual([]);
    const cold = judge(nothing, rule, [reading(0, -95), reading(31, -99)]);
    expect(cold.outside).toEqual([{ from: reading(0, 0).at, until: null, worst: -99 }]);
    // Silence is no comfort: one reading outside, and the next an hour later inside.
    expect(judge(nothing, rule, [reading(0, -60), reading(60, -80)]).outside).toHaveLength(1);
  });

  test('is found the same however the readings are cut into batches', () => {
    const all = Array.from({ length: 300 }, (_, i) => reading(i, -80 + 20 * Math.sin(i / 25)));
    const whole = judge(nothing, rule, all).outside.filter(({ until }) => until !== null);
    for (const size of [1, 7, 64]) {
      let state: Parameters<typeof judge>[0] = nothing;
      const found: typeof whole = [];
      for (let i = 0; i < all.length; i += size) {
        const part = judge(state, rule, all.slice(i, i + size));
        state = part.state;
        found.push(...part.outside.filter(({ until }) => until !== null));
      }
      expect(found).toEqual(whole);
    }
    expect(whole.length).toBeGreaterThan(0);
  });
});

test('readings are packed into two or three bytes each, and come out as they were', () => {
  const day = Array.from({ length: 1440 }, (_, i) => ({
    second: start / 1000 + i * 60 + (i % 97 === 0 ? 3 : 0),
    hundredths: -8000 + Math.round(60 * Math.sin(i / 40)) + ((i * 7919) % 11),
  }));
  const packed = packReadings(day);
  expect(unpackReadings(packed)).toEqual(day);
  expect(packed.length).toBeLessThan(3 * day.length);
  expect(unpackReadings(packReadings([{ second: 0, hundredths: -19600 }]))).toEqual([
    { second: 0, hundredths: -19600 },
  ]);
  expect(unpackReadings(packReadings([]))).toEqual([]);
});

test('a curve loses no spike', () => {
  const readings = Array.from({ length: 1000 }, (_, i) => reading(i, i === 700 ? -20 : -80));
  const { points } = curveOf('main', readings, 50);
  expect(points.length).toBeLessThanOrEqual(50);
  expect(Math.max(...points.map(({ high }) => high))).toBe(-20);
});

describe('a store that fails', () => {
  let at: TestStorage;
  beforeAll(async () => {
    at = await openTestStorage();
  });
  afterAll(() => at.close());
  const put = (codes: readonly string[], container: string) =>
    placeSpecimens(at.deps, at.place, { items: codes.map((code) => ({ code, container })) });
  const begun = Date.now();
  const hours = (n: number) => new Date(begun + n * 60 * minute);
  const then = (n: number) => ({ ...at.deps, clock: { now: () => hours(n) } });
  const say = (readings: [hours: number, celsius: number][]) =>
    recordTemperatures(
      at.deps,
      at.place,
      'F3',
      readings.map(([n, celsius]) => ({ at: hours(n), celsius })),
    );

  test('marks what was in it meanwhile, once, also what has left since; and what left before is not', async () => {
    await at.register(['S1', 'S2', 'S3', 'S4'].map((barcode) => ({ barcode })));
    const [other] = await createContainers(at.deps, at.manage, { type: 'upright-80', name: 'Other', barcode: 'F4' });
    await createContainers(at.deps, at.manage, { type: 'shelf', name: 'Shelf', barcode: 'F4S', parent: other!.id });
    await createContainers(at.deps, at.manage, { type: 'sbs-96', name: 'R', barcode: 'F4R', parent: 'F4S' });
    await put(['S1', 'S2'], 'R1');
    await put(['S3'], 'F4R');
    await at.register([{ barcode: 'S5' }]);
    await placeSpecimens(then(-5), at.place, { items: [{ code: 'S5', container: 'R1' }] });
    await takeOutSpecimens(then(-4), at.place, { codes: ['S5'], biobankNo: at.bank.biobankNo });
    await setTemperatureRule(at.deps, at.manage, 'F3', rule);
    expect(
      await say([
        [1, -80],
        [2, -50],
        [3, -40],
      ]),
    ).toEqual({ taken: 3, repeated: 0, late: 0 });
    const [open] = await listExcursions(at.deps, at.see, { state: 'open' });
    expect(open).toMatchObject({ until: null, worst: -40, probe: 'main', specimens: 0 });
    expect(await markExcursions(at.deps, at.operator)).toBe(2);
    expect(await markExcursions(at.deps, at.operator)).toBe(0);
    const stores = await listStores(at.deps, at.see);
    expect(stores.items.find(({ barcode }) => barcode === 'F3')).toMatchObject({
      ...{ excursion: open!.id, rule, temperature: { celsius: -40 } },
    });
    // S2 is taken out and disposed of; S4 comes while it goes on; then it ends.
    await takeOutSpecimens(at.deps, at.place, { codes: ['S2'], biobankNo: at.bank.biobankNo });
    await put(['S4'], 'R1');
    expect(
      await say([
        [4, -80],
        [5, -79],
        [3, -40],
      ]),
    ).toEqual({ taken: 2, repeated: 1, late: 0 });
    expect(await markExcursions(at.deps, at.operator)).toBe(1);
    const shown = await showExcursion(at.deps, at.see, open!.id);
    expect(shown.items.map(({ barcode, place }) => [barcode, place === null])).toEqual([
      ['S1', false],
      ['S2', true],
      ['S4', false],
    ]);
    expect(shown).toMatchObject({ specimens: 3, markedAt: expect.any(Date), until: expect.any(Date) });
    const lab = await at.scope('biobank.specimens.read');
    const s1 = await showSpecimen(at.deps, lab, 'S1');
    expect(s1.custody.filter(({ act }) => act === 'excursion')).toMatchObject([
      { facts: { excursion: open!.id, celsius: -40 } },
    ]);
    const acknowledged = await acknowledgeExcursion(at.deps, at.place, open!.id, 'Compressor replaced');
    expect(acknowledged).toMatchObject({ note: 'Compressor replaced', acknowledgedBy: expect.any(String) });
    expect(await replayBiobank(at.deps, at.operator, at.bank)).toMatchObject({ different: [], broken: [] });
    await handleSpecimen(at.deps, await at.scope('biobank.specimens.process'), 'S2', { act: 'dispose' });
  });

  test('readings of days that are over are packed, late ones between them, and read as before', async () => {
    const given = Array.from({ length: 2880 }, (_, i) => ({ ...reading(i, -80 + (i % 7) / 10), probe: 'top' }));
    await recordTemperatures(at.deps, at.place, 'F4', given);
    const span = { from: new Date(start), to: new Date(start + 2 * 86_400_000), points: 5000 };
    const before = await showTemperatures(at.deps, at.see, 'F4', span);
    expect(await packDays(at.database, new Date(start + 2 * 86_400_000))).toBe(2);
    const after = await showTemperatures(at.deps, at.see, 'F4', span);
    expect(after.probes).toEqual(before.probes);
    const late = { at: new Date(start + 30_000), celsius: -70, probe: 'top' };
    expect(await recordTemperatures(at.deps, at.place, 'F4', [late])).toEqual({ taken: 1, repeated: 0, late: 1 });
    await packDays(at.database, new Date(start + 2 * 86_400_000));
    const { probes } = await showTemperatures(at.deps, at.see, 'F4', span);
    expect(probes[0]).toMatchObject({ readings: 2881 });
    const size = await sql<{
      bytes: number;
      n: number;
    }>`select sum(length(packed))::int as bytes, sum(readings)::int as n
      from biobank.temperature_days`.execute(at.database.owner);
    expect(size.rows[0]!.bytes / size.rows[0]!.n).toBeLessThan(3);
  });

  test('a forecast counts what came and left, not what moved in, and says when it is full', async () => {
    const { items, rackPlaces } = await forecastStores(at.deps, at.see, { weeks: 10 });
    const line = items.find(({ type, store }) => type === 'sbs-96' && store.name === 'Freezer 3');
    expect(line).toMatchObject({ racks: 4, capacity: 384, occupied: 2, free: 382, cameWeekly: 0.4, leftWeekly: 0.2 });
    // 382 places at 0.2 a week.
    const weeks = (Date.parse(line!.fullOn!) - Date.now()) / (7 * 86_400_000);
    expect(weeks).toBeGreaterThan(1905);
    expect(weeks).toBeLessThan(1915);
    expect(rackPlaces.find(({ footprint, store }) => footprint === 'sbs' && store === line!.store.id)).toMatchObject({
      free: 7,
    });
    expect([fullOn(0, 1, new Date(0)), fullOn(10, 0, new Date(0)), fullOn(14, 7, new Date(0))]).toEqual([
      '1970-01-01',
      null,
      '1970-01-15',
    ]);
  });
});
