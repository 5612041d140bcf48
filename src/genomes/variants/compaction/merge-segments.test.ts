import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hasBit } from '../../../bits/index.ts';
import { countsAt } from '../counts/index.ts';
import { countGroups, readCarriers } from '../lookup/index.ts';
import {
  absentBatch,
  allAlleles,
  LENGTH,
  manifestOf,
  type PlainAllele,
  plainCounts,
  randomBatch,
  randomGenomes,
  seeded,
  writeBatch,
} from '../oracle/index.ts';
import type { ContigRow, GenomeRow, SegmentRow } from '../population/index.ts';
import { filtersOf, idsOf, passes, qualOf, scanAlleles } from '../scan/index.ts';
import type { FinishedSegment } from '../segment/index.ts';
import { createSnapshot, SegmentCache, View } from '../snapshot/index.ts';
import { mergeSegments } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contigs = (['autosome', 'X', 'Y', 'MT'] as const).map(
  (role): ContigRow => ({
    contigNo: 0,
    name: role,
    aliases: [],
    length: LENGTH,
    role,
    par: [
      { start: 0, end: 12 },
      { start: 48, end: LENGTH },
    ],
  }),
);

function rowOf(segment: FinishedSegment, batchNos: number[], genomes: number): SegmentRow {
  const { name, path, bytes, alleles } = segment;
  return { segmentId: name, contigNo: 0, kind: 'small', batchNos, path, bytes, alleles, genomes };
}

/** Everything that an answer may show of an allele. */
function shown(view: View, contig: ContigRow, allele: PlainAllele) {
  const masks = view.snapshot.population.groups.map((g) => g.mask);
  const { columns, places } = countGroups(view, contig, allele, masks);
  return {
    allele,
    counts: masks.map((_, k) => countsAt(columns, k)),
    ids: idsOf(places).sort(),
    filters: filtersOf(places),
    qual: qualOf(places),
    passes: passes(places),
    carriers: readCarriers(view, contig, allele),
  };
}

/** Random merges in random order until one segment is left, and a last rewrite of that; some genomes dropped on the way. */
async function mergeAll(
  seed: number,
  rows: readonly SegmentRow[],
  isDropped: (batchNo: number, local: number) => boolean,
): Promise<SegmentRow[]> {
  const random = seeded(seed);
  let left = [...rows];
  while (left.length > 1) {
    const take = Math.min(left.length, 1 + random(3));
    left = [...left.slice(take), ...(await merge(left.slice(0, take), isDropped))];
  }
  return left.length === 1 ? merge(left, isDropped) : left;
}

async function merge(
  rows: readonly SegmentRow[],
  isDropped: (batchNo: number, local: number) => boolean,
): Promise<SegmentRow[]> {
  const cache = new SegmentCache(1e9);
  const inputs = rows.map((row) => {
    const live = cache.acquire(row);
    const { batches } = live.segment;
    return {
      live,
      isDropped: (local: number): boolean => {
        const batch = batches.find((b) => local >= b.from && local < b.from + b.genomes)!;
        return isDropped(batch.batchNo, local - batch.from);
      },
    };
  });
  const merged = await mergeSegments(folder, inputs);
  const batches = inputs.flatMap(({ live }) => live.segment.batches.map((b) => b.batchNo));
  const genomes = inputs.reduce((sum, { live }) => sum + live.segment.genomes, 0);
  cache.close();
  return merged ? [rowOf(merged, batches, genomes)] : [];
}

function makeCase(seed: number, overlaps = true) {
  const random = seeded(seed);
  const contig = contigs[random(contigs.length)]!;
  const batches = Array.from({ length: 1 + random(4) }, (_, i) =>
    random(8) === 0 ? absentBatch(random, i) : randomBatch(random, i, overlaps),
  );
  const genomes = randomGenomes(random, batches);
  const rows = batches
    .filter((b) => b.hasSegment)
    .map((batch) => rowOf(writeBatch(folder, batch), [batch.batchNo], batch.sexes.length));
  const optedOut = new Set(genomes.filter(() => random(6) === 0).map((g) => g.personNo!));
  const absent = Array.from({ length: 8 }, (): PlainAllele => {
    const start = random(LENGTH - 4);
    return { start, ref: 'ACGTA'.slice(0, 1 + random(4)), alt: 'N' };
  });
  return { random, contig, batches, genomes, rows, optedOut, absent };
}

test('merging changes no count, text or carrier of any allele, present or not', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { contig, batches, genomes, rows, optedOut, absent } = makeCase(seed);
      const merged = await mergeAll(seed, rows, () => false);
      const cache = new SegmentCache(1e9);
      const before = new View(createSnapshot(manifestOf(contig, batches, genomes, rows, optedOut)), cache);
      const after = new View(createSnapshot(manifestOf(contig, batches, genomes, merged, optedOut)), cache);
      const alleles = allAlleles(batches);
      for (const allele of [...alleles, ...absent]) {
        expect({ seed, ...shown(after, contig, allele) }).toEqual({ seed, ...shown(before, contig, allele) });
      }
      const visible = after.snapshot.population.groups[0]!.mask;
      const masks = after.snapshot.population.groups.map((g) => g.mask);
      const everybody = visible.map(() => 0xffffffff);
      let rowsSeen = 0;
      for await (const batch of scanAlleles(after, { contig, start: 0, end: LENGTH, masks, visible: everybody })) {
        for (let row = 0; row < batch.rows; row++) {
          const allele = alleles[rowsSeen++]!;
          expect({ start: batch.start[row], ...batch.allele(row) }).toEqual(allele);
          expect(batch.counts.map((c) => countsAt(c, row))).toEqual(shown(before, contig, allele).counts);
        }
      }
      expect(rowsSeen).toBe(alleles.length);
      before.close();
      after.close();
      cache.close();
    }),
    { numRuns: 80 },
  );
});

test('erased genomes leave no carrier and no private allele; all other counts stay', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      // Where records of one batch overlap, what is said of an allele may change once the allele itself is gone.
      const { random, contig, batches, genomes, rows, optedOut, absent } = makeCase(seed, false);
      const everythingGoes = random(5) === 0 ? batches[0]!.batchNo : -1;
      const erased = new Set(
        genomes.filter((g) => g.batchNo === everythingGoes || random(3) === 0).map((g) => `${g.batchNo} ${g.localNo}`),
      );
      const isErased = (batchNo: number, local: number): boolean => erased.has(`${batchNo} ${local}`);
      const left = genomes.map(
        (g): GenomeRow => (isErased(g.batchNo, g.localNo) ? { ...g, state: 'erased', personNo: null } : g),
      );
      const merged = await mergeAll(seed, rows, isErased);
      const cache = new SegmentCache(1e9);
      const after = new View(createSnapshot(manifestOf(contig, batches, left, merged, optedOut)), cache);
      const number = new Map(genomes.map((g) => [`${g.batchNo} ${g.localNo}`, g.genomeNo]));
      for (const allele of [...allAlleles(batches), ...absent]) {
        const now = shown(after, contig, allele);
        after.snapshot.population.groups.forEach((group, k) => {
          const expected = plainCounts(batches, contig, allele, (batchNo, local) =>
            hasBit(group.mask, number.get(`${batchNo} ${local}`)!),
          );
          expect({ seed, allele, group: group.name, ...now.counts[k] }).toEqual({
            seed,
            allele,
            group: group.name,
            ...expected,
          });
        });
        const gone = new Set([...erased].map((key) => number.get(key)!));
        expect(now.carriers.filter((c) => gone.has(c.genomeNo))).toEqual([]);
      }
      for (const row of merged) {
        const { segment } = cache.acquire(row);
        for (let i = 0; i < segment.alleles; i++) {
          const { ref, alt } = segment.reader.allele(i);
          const allele = { start: segment.start[i]!, ref, alt };
          const carriers = batches.flatMap((b) =>
            b.sexes.flatMap((_, local) => (carries(b, local, allele) ? [isErased(b.batchNo, local)] : [])),
          );
          expect({ seed, allele, onlyErased: carriers.length > 0 && carriers.every((e) => e) }).toEqual({
            seed,
            allele,
            // A batch may still have it as a site of its own that none of its genomes carries.
            onlyErased:
              carriers.length > 0 &&
              carriers.every((e) => e) &&
              segment.one[i]! + segment.two[i]! === 0 &&
              hasIdle(batches, allele),
          });
        }
      }
      after.close();
      cache.close();
    }),
    { numRuns: 60 },
  );
});

type Batches = ReturnType<typeof makeCase>['batches'];

function carries(batch: Batches[number], local: number, allele: PlainAllele): boolean {
  const one = { ...batch, sexes: batch.sexes.map(() => 'unknown' as const) };
  const contig = { role: 'autosome' as const, par: [] };
  return plainCounts([one], contig, allele, (_, g) => g === local).ac > 0;
}

/** Whether some batch lists the allele and none of its genomes carries it. */
function hasIdle(batches: Batches, allele: PlainAllele): boolean {
  return batches.some(
    (batch) =>
      allAlleles([batch]).some((a) => a.start === allele.start && a.ref === allele.ref && a.alt === allele.alt) &&
      !batch.sexes.some((_, local) => carries(batch, local, allele)),
  );
}
