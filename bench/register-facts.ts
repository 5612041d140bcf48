/**
 * Fact tables of the catalogue at a nation's size: every biobank and collection of a generated nation by sex, age at sampling, type and
 * chapter of diagnoses. Of one collection every cell is asked by itself too, as counts are: the same numbers, or the comparison is void.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageRanges } from '../src/register/catalogue/counting/age-ranges.ts';
import { protectFacts } from '../src/register/catalogue/counting/protect-facts.ts';
import { openFresh } from '../src/register/search/bring-to.ts';
import { countFound, find } from '../src/register/search/count.ts';
import { crossFacet } from '../src/register/search/cross.ts';
import { countFacets } from '../src/register/search/facets.ts';
import {
  countFacts,
  type FactAxes,
  type FactCell,
  type FactPart,
  factCells,
} from '../src/register/search/fact-table.ts';
import type { Condition, Query } from '../src/register/search/model.ts';
import { Searcher, searchRoom } from '../src/register/search/searcher.ts';
import { loadSnapshot, saveSnapshot } from '../src/register/search/snapshot-file.ts';
import { snapshotFormat } from '../src/register/search/snapshot-layout.ts';
import { nationIn } from './data/nation.ts';
import { type BenchOptions, type BenchRow, median } from './row.ts';

const today = '2026-11-01';

/** Processor time, in ms: the machine may have others on it. */
function ms(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

// Ages here are parts of a year, which a question over HTTP has not.
const ask = (...conditions: object[]): Query => {
  const whole = conditions.map((one) => ({ atLeast: 1, which: 'any', ...one }));
  return { data: 'generated', conditions: whole as unknown as Condition[] };
};
const row = (name: string, ours: number, unit: BenchRow['unit'], goal: BenchRow['goal'] = null): BenchRow => {
  return { name, ours, peer: null, peerName: null, unit, goal };
};

/** Measures. `small` is a fiftieth of the nation. */
export async function* measure({ small, say, scale = small ? 0.02 : 1 }: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-facts-'));
  try {
    const searcher = await openNation(process.env['IDUN_BENCH_NATION'] ?? folder, scale, say);
    const places = placesOf(searcher);
    const axes = axesOf(searcher);
    const sizes: { place: object; took: number; cells: FactCell[] }[] = [];
    const waits: number[] = [];
    searcher.forget();
    for (const { place } of places) {
      const query = ask({ field: 'specimen', ...place });
      const parts: FactPart[] = [];
      for (let from: number | null = 0; from !== null; from = parts.at(-1)!.next) {
        const slice = { from, mostSpecimens: 250_000, today };
        waits.push(ms(() => parts.push(countFacts(searcher, query, axes, slice))));
      }
      sizes.push({ place, took: waits.slice(-parts.length).reduce((a, b) => a + b, 0), cells: factCells(axes, parts) });
    }
    const all = sizes.reduce((sum, { took }) => sum + took, 0);
    yield row(`fact tables of ${places.length} biobanks and collections (processor time)`, all / 1000, 's');
    const times = sizes.map(({ took }) => took);
    yield row('one of them, median', median(times), 'ms');
    yield row('the largest', Math.max(...times), 'ms');
    yield row('longest that another question waits for a part of one', Math.max(...waits), 'ms', { limit: 300 });
    const protect = ms(() => {
      for (const { cells } of sizes) protectFacts(cells.map(exactCell), { minimumCount: 10 });
    });
    yield row('putting them under the rule', protect / 1000, 's');
    yield* oneByOne(searcher, axes, sizes, places);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openNation(kept: string, scale: number, say: (line: string) => void): Promise<Searcher> {
  const tables = await nationIn(kept, scale, say);
  const file = join(kept, `nation-${scale}-${snapshotFormat}.snapshot`);
  if (!existsSync(file)) {
    say('building its snapshot …');
    saveSnapshot(openFresh(tables), file);
  }
  const searcher = new Searcher(loadSnapshot(file, searchRoom));
  searcher.setMasks({ epoch: 1, material: [], genetic: [] });
  return searcher;
}

/** The biobanks of a nation and their collections, with how many specimens. */
function placesOf(searcher: Searcher): { place: object; specimens: number }[] {
  const cells = crossFacet(searcher, ask(), { rows: 'biobank', columns: 'collection', today });
  const banks = [...new Set(cells.map(({ row: bank }) => bank))];
  return [
    ...banks.map((bank) => ({
      place: { biobank: [bank] },
      specimens: cells.filter((cell) => cell.row === bank).reduce((sum, { specimens }) => sum + specimens, 0),
    })),
    ...cells.map(({ row: bank, column, specimens }) => ({
      place: { biobank: [bank], collection: [column] },
      specimens,
    })),
  ];
}

function axesOf(searcher: Searcher): FactAxes {
  const { codes } = countFacets(searcher, ask(), { names: [], codes: [{ register: 'diagnoses' }], today });
  return {
    sexes: ['male', 'female'],
    ages: ageRanges.map(({ ageAtSampling }) => ageAtSampling),
    types: searcher.header.words['type']!.filter((word) => word !== '').map((word) => [word]),
    codes: { register: 'diagnoses', codes: codes[0]!.map(({ value }) => value) },
  };
}

const exactCell = ({ sex, age, type, code, persons, specimens }: FactCell) => ({
  parts: [sex, age, type, code].map((value) => (value === null ? null : `${value}`)),
  ...{ persons, specimens },
});

/** The slow way, of the collection in the middle. */
function* oneByOne(
  searcher: Searcher,
  axes: FactAxes,
  sizes: { place: object; took: number; cells: FactCell[] }[],
  places: { place: object; specimens: number }[],
): Generator<BenchRow> {
  const collections = places.filter(({ place }) => 'collection' in place).sort((a, b) => a.specimens - b.specimens);
  const { place, specimens } = collections[collections.length >> 1]!;
  const { took, cells } = sizes.find((one) => one.place === place)!;
  const slow = ms(() => {
    for (const { sex, age, type, code, ...told } of cells) {
      const conditions: object[] = [
        {
          ...{ field: 'specimen', ...place },
          ...(age === null ? {} : { ageAtSampling: axes.ages[age] }),
          ...(type === null ? {} : { type: axes.types[type] }),
        },
      ];
      if (sex !== null) conditions.push({ field: 'sex', any: [axes.sexes[sex]] });
      if (code !== null) conditions.push({ field: 'event', register: 'diagnoses', codes: [axes.codes!.codes[code]] });
      const counted = countFound(searcher, find(searcher, ask(...conditions), today));
      if (counted.persons !== told.persons || counted.specimens !== told.specimens) {
        throw new Error(`${JSON.stringify(conditions)}: ${JSON.stringify([counted, told])}; the comparison is void`);
      }
    }
  });
  yield row(`a collection of ${specimens} specimens: ${cells.length} cells in one pass`, took, 'ms');
  yield row('the same, cell by cell', slow, 'ms');
}
