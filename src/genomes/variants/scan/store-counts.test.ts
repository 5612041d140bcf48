import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hasBit } from '../../../bits/index.ts';
import { countsAt } from '../counts/index.ts';
import {
  allAlleles,
  LENGTH,
  manifestOf,
  plainCounts,
  randomBatch,
  randomGenomes,
  seeded,
  writeBatch,
} from '../oracle/index.ts';
import type { ContigRow, Manifest } from '../population/index.ts';
import { createSnapshot, SegmentCache, View } from '../snapshot/index.ts';
import { scanAlleles, storeCounts } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));
const counts = join(folder, 'counts');

const contig: ContigRow = {
  contigNo: 0,
  name: 'X',
  aliases: [],
  length: LENGTH,
  role: 'X',
  par: [{ start: 0, end: 12 }],
};
const random = seeded(11);
const batches = [1, 2, 3].map((batchNo) => randomBatch(random, batchNo));
const genomes = randomGenomes(random, batches);
const segments = batches.map((batch) => {
  const { name, path, bytes, alleles } = writeBatch(folder, batch);
  return {
    segmentId: name,
    contigNo: 0,
    kind: 'small' as const,
    batchNos: [batch.batchNo],
    path,
    bytes,
    alleles,
    genomes: batch.sexes.length,
  };
});
const manifest = (optedOut: ReadonlySet<number>): Manifest => manifestOf(contig, batches, genomes, segments, optedOut);

/** Scans everything in every group and compares with plain genotypes. @returns rows that differ */
async function differing(view: View): Promise<number> {
  const { groups } = view.snapshot.population;
  const number = new Map(genomes.map((g) => [`${g.batchNo} ${g.localNo}`, g.genomeNo]));
  const masks = groups.map((g) => g.mask);
  const visible = masks[0]!.map(() => 0xffffffff);
  const alleles = allAlleles(batches);
  let row = 0;
  let wrong = 0;
  for await (const batch of scanAlleles(view, { contig, start: 0, end: LENGTH, masks, visible, batchRows: 30 })) {
    for (let i = 0; i < batch.rows; i++, row++) {
      const same = groups.every((group, k) => {
        const isMember = (batchNo: number, local: number): boolean =>
          hasBit(group.mask, number.get(`${batchNo} ${local}`)!);
        const expected = plainCounts(batches, contig, alleles[row]!, isMember);
        return JSON.stringify(countsAt(batch.counts[k]!, i)) === JSON.stringify(expected);
      });
      if (!same) wrong++;
    }
  }
  expect(row).toBe(alleles.length);
  return wrong;
}

function files(): string[] {
  return readdirSync(counts, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('stored counts are used, are right, and a changed mask never meets them', async () => {
  const cache = new SegmentCache(1e9, counts);
  const first = new View(createSnapshot(manifest(new Set())), cache);
  expect(await differing(first)).toBe(0);
  const written = await storeCounts(first, { folder: counts, atLeast: 1 });
  expect(written).toBeGreaterThan(6);
  expect(await storeCounts(first, { folder: counts, atLeast: 1 })).toBe(0);
  expect(await differing(first)).toBe(0);

  const stale = files();
  for (const path of stale) {
    const bytes = readFileSync(path);
    bytes.fill(7, 16);
    writeFileSync(path, bytes);
  }
  expect(await differing(first)).toBe(allAlleles(batches).length);

  const carrier = genomes.find((g) => g.state === 'current' && g.type === 'germline' && !g.departed)!;
  const optedOut = new Set([carrier.personNo!]);
  const second = new View(createSnapshot(manifest(optedOut)), cache);
  const inAll = (view: View): boolean => hasBit(view.snapshot.population.groups[0]!.mask, carrier.genomeNo);
  expect([inAll(first), inAll(second)]).toEqual([true, false]);
  const masks = second.snapshot.population.groups.slice(0, 1).map((g) => g.mask);
  const number = new Map(genomes.map((g) => [`${g.batchNo} ${g.localNo}`, g.genomeNo]));
  const own = segments.find((s) => s.batchNos[0] === carrier.batchNo)!;
  const alone = createSnapshot({
    ...manifest(optedOut),
    segments: [own],
    batches: manifest(optedOut).batches.filter((b) => b.batchNo === carrier.batchNo),
  });
  const view = new View(alone, cache);
  for await (const batch of scanAlleles(view, { contig, start: 0, end: LENGTH, masks, visible: masks[0]! })) {
    for (let row = 0; row < batch.rows; row++) {
      const allele = { start: batch.start[row]!, ...batch.allele(row) };
      const only = batches.filter((b) => b.batchNo === carrier.batchNo);
      const expected = plainCounts(only, contig, allele, (batchNo, local) =>
        hasBit(masks[0]!, number.get(`${batchNo} ${local}`)!),
      );
      expect(countsAt(batch.counts[0]!, row)).toEqual(expected);
    }
  }
  await storeCounts(second, { folder: counts, atLeast: 1 });
  expect(stale.filter((path) => files().includes(path)).length).toBeLessThan(stale.length);
  for (const v of [first, second, view]) v.close();
  cache.close();
});

test('a damaged file of stored counts is not used', async () => {
  rmSync(counts, { recursive: true });
  const cache = new SegmentCache(1e9, counts);
  const view = new View(createSnapshot(manifest(new Set())), cache);
  await storeCounts(view, { folder: counts, atLeast: 1 });
  for (const path of files()) writeFileSync(path, readFileSync(path).subarray(0, 40));
  expect(await differing(view)).toBe(0);
  view.close();
  cache.close();
});
