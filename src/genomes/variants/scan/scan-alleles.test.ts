import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createBitmap, setBit } from '../../../bits/index.ts';
import { countsAt } from '../counts/index.ts';
import { countGroups } from '../lookup/index.ts';
import { manifestOf, type PlainBatch, plainCounts, randomGenomes, seeded, writeBatch } from '../oracle/index.ts';
import type { ContigRow } from '../population/index.ts';
import { createSnapshot, SegmentCache, View } from '../snapshot/index.ts';
import { FREQUENCY_HEADER, formatFrequencyTsv, scanAlleles } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-scan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contig: ContigRow = { contigNo: 0, name: 'chr7', aliases: [], length: 1000, role: 'autosome', par: [] };

function viewOf(batches: readonly PlainBatch[], optedOut: (local: number) => boolean = () => false): View {
  const genomes = randomGenomes(() => 1, batches).map((g, i) => ({
    ...g,
    genomeNo: i,
    personNo: i,
    state: 'current' as const,
    type: 'germline' as const,
    datasetId: 'dts_test',
    departed: false,
  }));
  const segments = batches.map((batch) => {
    const { name, path, bytes, alleles } = writeBatch(folder, batch);
    const genomesOf = batch.sexes.length;
    return {
      segmentId: name,
      contigNo: 0,
      kind: 'small' as const,
      batchNos: [batch.batchNo],
      path,
      bytes,
      alleles,
      genomes: genomesOf,
    };
  });
  const out = new Set(genomes.filter((g) => optedOut(g.localNo)).map((g) => g.personNo));
  return new View(createSnapshot(manifestOf(contig, batches, genomes, segments, out)), new SegmentCache(1e9));
}

test('genome numbers beyond 65,535 count as others do', async () => {
  const n = 70_000;
  const random = seeded(5);
  const carriers = [0, 65_535, 65_536, 69_999];
  const call = (g: number, rate: number): (number | null)[] =>
    carriers.includes(g) ? [0, 1] : random(rate) === 0 ? [1, 1] : random(2000) === 0 ? [null, 1] : [0, 0];
  const batch: PlainBatch = {
    batchNo: 1,
    hasSegment: true,
    layers: [],
    sexes: Array.from({ length: n }, () => 'unknown' as const),
    records: [1e9, 3000, 3].map((rate, i) => ({
      start: 10 + i,
      ref: 'A',
      alts: ['G'],
      id: null,
      filter: 'PASS',
      qual: null,
      calls: Array.from({ length: n }, (_, g) => call(g, rate)),
      phased: Array.from({ length: n }, () => false),
    })),
  };
  const view = viewOf([batch]);
  const mask = createBitmap(n);
  for (let g = 0; g < n; g++) if (g % 3 === 0 || g > 69_000) setBit(mask, g);
  const visible = view.snapshot.population.groups[0]!.mask;
  let rows = 0;
  for await (const counted of scanAlleles(view, { contig, start: 0, end: 100, masks: [mask], visible })) {
    for (let row = 0; row < counted.rows; row++, rows++) {
      const allele = { start: counted.start[row]!, ...counted.allele(row) };
      const expected = plainCounts([batch], contig, allele, (_, g) => g % 3 === 0 || g > 69_000);
      expect(countsAt(counted.counts[0]!, row)).toEqual(expected);
      expect(countsAt(countGroups(view, contig, allele, [mask]).columns, 0)).toEqual(expected);
    }
  }
  expect(rows).toBe(3);
  view.close();
});

/** Ten genomes, two records; genome 9 alone carries the second allele. */
const small: PlainBatch = {
  batchNo: 1,
  hasSegment: true,
  layers: [],
  sexes: Array.from({ length: 10 }, () => 'female' as const),
  records: [
    { start: 10, ref: 'A', alts: ['G', 'ATT'], id: 'rs1;rs2', filter: 'PASS', qual: 31.5 },
    { start: 20, ref: 'CAG', alts: ['C'], id: null, filter: 'q10', qual: null },
    { start: 30, ref: 'T', alts: ['C'], id: null, filter: '.', qual: null },
  ].map((record, r) => ({
    ...record,
    calls: Array.from({ length: 10 }, (_, g): (number | null)[] => {
      if (r === 0) return [g < 4 ? 1 : 0, g === 5 ? 2 : 0];
      if (r === 1) return g === 9 ? [0, 1] : g === 0 ? [null, null] : [0, 0];
      return [0, 0];
    }),
    phased: Array.from({ length: 10 }, () => false),
  })),
};

async function table(view: View, minimumCount: number, filter?: 'pass'): Promise<string> {
  const mask = view.snapshot.population.groups[0]!.mask;
  let text = FREQUENCY_HEADER;
  for await (const batch of scanAlleles(view, { contig, start: 0, end: 100, masks: [mask], visible: mask, filter })) {
    text += formatFrequencyTsv(batch, { minimumCount }).toString();
  }
  return text;
}

test('the frequency table has one line per allele, 1-based and sorted', async () => {
  const view = viewOf([small]);
  expect(await table(view, 0)).toBe(
    `${FREQUENCY_HEADER}chr7\t11\tA\tATT\t1\t20\t0\t0\t0\t0.05\nchr7\t11\tA\tG\t4\t20\t0\t0\t0\t0.2\n` +
      'chr7\t21\tCAG\tC\t1\t18\t0\t0\t1\t0.05555555555555555\nchr7\t31\tT\tC\t0\t20\t0\t0\t0\t0\n',
  );
  expect(await table(view, 3, 'pass')).toBe(
    `${FREQUENCY_HEADER}chr7\t11\tA\tATT\t<3\t20\t.\t.\t0\t.\nchr7\t11\tA\tG\t4\t20\t0\t0\t0\t0.2\n` +
      'chr7\t31\tT\tC\t0\t20\t0\t0\t0\t0\n',
  );
  view.close();
});

test('an allele that only a person who opted out carries is not listed; one that nobody carries is', async () => {
  const view = viewOf([small], (local) => local === 9);
  const lines = (await table(view, 0)).split('\n');
  expect(lines.map((line) => line.split('\t')[1])).toEqual(['pos', '11', '11', '31', undefined]);
  expect(lines[3]).toBe('chr7\t31\tT\tC\t0\t18\t0\t0\t0\t0');
  view.close();
});

test('identifiers, filters and quality come from all records of an allele', async () => {
  const other: PlainBatch = {
    ...small,
    batchNo: 2,
    records: small.records.map((r) => ({ ...r, id: 'rs2;x', filter: 'q10;s50', qual: 40 })),
  };
  const view = viewOf([small, other]);
  const mask = view.snapshot.population.groups[0]!.mask;
  for await (const batch of scanAlleles(view, { contig, start: 10, end: 11, masks: [mask], visible: mask })) {
    expect(batch.rows).toBe(2);
    expect(batch.ids(0)).toEqual(['rs1', 'rs2', 'x']);
    expect(batch.filters(0)).toEqual(['PASS', 'q10', 's50']);
    expect(batch.qual(0)).toBe(40);
  }
  view.close();
});
