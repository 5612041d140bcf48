import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomBatch, seeded, writeBatch } from '../oracle/index.ts';
import type { SegmentRow } from '../population/index.ts';
import { SegmentCache } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: 6 }, (_, i): SegmentRow => {
  const batch = randomBatch(seeded(40 + i), i + 1);
  const { name, path, bytes, alleles } = writeBatch(folder, batch);
  const genomes = batch.sexes.length;
  return { segmentId: name, contigNo: 0, kind: 'small', batchNos: [i + 1], path, bytes, alleles, genomes };
});

/** Reads something, so that the segment holds memory. */
function use(cache: SegmentCache, row: SegmentRow): void {
  const live = cache.acquire(row);
  live.segment.keepPayload();
  expect(live.segment.start.length).toBe(row.alleles);
  cache.release(live);
}

test('a segment is opened once and stays while there is room', () => {
  const cache = new SegmentCache(1e9);
  const first = cache.acquire(rows[0]!);
  cache.release(first);
  expect(cache.acquire(rows[0]!)).toBe(first);
  cache.close();
});

test('memory stays below the limit, leased segments excepted', () => {
  const cache = new SegmentCache(2000);
  for (const row of rows) {
    use(cache, row);
    expect(cache.bytes).toBeLessThanOrEqual(2000);
  }
  const leased = rows.map((row) => cache.acquire(row));
  for (const live of leased) expect(live.segment.start.length).toBe(live.row.alleles);
  expect(cache.bytes).toBeGreaterThan(2000);
  for (const live of leased) cache.release(live);
  expect(cache.bytes).toBeLessThanOrEqual(2000);
});

test('who reads a segment goes on when its file is removed and it left the manifest', () => {
  const batch = randomBatch(seeded(99), 9);
  const { name, path, bytes, alleles } = writeBatch(folder, batch);
  const row: SegmentRow = {
    segmentId: name,
    contigNo: 0,
    kind: 'small',
    batchNos: [9],
    path,
    bytes,
    alleles,
    genomes: batch.sexes.length,
  };
  const cache = new SegmentCache(1e9);
  const live = cache.acquire(row);
  rmSync(path);
  cache.keepOnly(() => false);
  expect(existsSync(path)).toBe(false);
  expect(live.segment.start.length).toBe(alleles);
  cache.release(live);
  expect(() => cache.acquire(row)).toThrow(/ENOENT/);
});
