import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hasBit } from '../../../bits/index.ts';
import { countsAt } from '../counts/index.ts';
import {
  absentBatch,
  allAlleles,
  LENGTH,
  manifestOf,
  type PlainAllele,
  type PlainBatch,
  plainCounts,
  randomBatch,
  randomGenomes,
  seeded,
  writeBatch,
} from '../oracle/index.ts';
import type { ContigRow, SegmentRow } from '../population/index.ts';
import { scanAlleles } from '../scan/index.ts';
import { createSnapshot, SegmentCache, View } from '../snapshot/index.ts';
import { countGroups } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contigs = (['autosome', 'X', 'Y', 'MT', 'other'] as const).map(
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

/** A random nation of a few batches on one contig, as plain values and as a view of segments. */
function makeCase(seed: number) {
  const random = seeded(seed);
  const contig = contigs[random(contigs.length)]!;
  const batches: PlainBatch[] = [];
  for (let i = 1 + random(4); i > 0; i--) {
    batches.push(random(6) === 0 ? absentBatch(random, i) : randomBatch(random, i));
  }
  const genomes = randomGenomes(random, batches);
  const optedOut = new Set(genomes.filter(() => random(6) === 0).map((g) => g.personNo!));
  const segments = batches
    .filter((b) => b.hasSegment)
    .map((batch): SegmentRow => {
      const { name, path, bytes, alleles } = writeBatch(folder, batch);
      const row = {
        segmentId: name,
        contigNo: 0,
        kind: 'small' as const,
        batchNos: [batch.batchNo],
        path,
        bytes,
        alleles,
      };
      return { ...row, genomes: batch.sexes.length };
    });
  const snapshot = createSnapshot(manifestOf(contig, batches, genomes, segments, optedOut));
  return { random, contig, batches, genomes, snapshot };
}

test('counts of every allele in every group are those of plain genotypes', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { random, contig, batches, genomes, snapshot } = makeCase(seed);
      const cache = new SegmentCache(1e9);
      const view = new View(snapshot, cache);
      const { groups } = snapshot.population;
      const number = new Map(genomes.map((g) => [`${g.batchNo} ${g.localNo}`, g.genomeNo]));
      const absent = Array.from({ length: 6 }, (): PlainAllele => {
        const start = random(LENGTH - 4);
        return { start, ref: 'ACGTA'.slice(0, 1 + random(3)), alt: 'N' };
      });
      for (const allele of [...allAlleles(batches), ...absent]) {
        const { columns } = countGroups(
          view,
          contig,
          allele,
          groups.map((g) => g.mask),
        );
        groups.forEach((group, k) => {
          const expected = plainCounts(batches, contig, allele, (batchNo, local) =>
            hasBit(group.mask, number.get(`${batchNo} ${local}`)!),
          );
          expect({ seed, allele, group: group.name, ...countsAt(columns, k) }).toEqual({
            seed,
            allele,
            group: group.name,
            ...expected,
          });
        });
      }
      view.close();
      cache.close();
    }),
    { numRuns: 60 },
  );
});

test('a scan gives the same counts as lookups, in order, without alleles that only the masked carry', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { contig, batches, snapshot, random } = makeCase(seed);
      const cache = new SegmentCache(1e9);
      const view = new View(snapshot, cache);
      const masks = snapshot.population.groups.map((g) => g.mask);
      const everybody = new Uint32Array(masks[0]!.length).fill(0xffffffff);
      const rows: string[] = [];
      const request = { contig, start: 0, end: LENGTH, masks, visible: everybody, batchRows: 1 + random(70) };
      for await (const batch of scanAlleles(view, request)) {
        for (let row = 0; row < batch.rows; row++) {
          const allele = { start: batch.start[row]!, ...batch.allele(row) };
          rows.push(`${allele.start} ${allele.ref} ${allele.alt}`);
          const { columns } = countGroups(view, contig, allele, masks);
          masks.forEach((_, k) => {
            expect({ seed, ...countsAt(batch.counts[k]!, row) }).toEqual({ seed, ...countsAt(columns, k) });
          });
        }
      }
      expect(rows).toEqual(allAlleles(batches).map((a) => `${a.start} ${a.ref} ${a.alt}`));
      view.close();
      cache.close();
    }),
    { numRuns: 40 },
  );
});
