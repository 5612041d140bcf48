import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

import {
  type AlleleColumns,
  chooseRepresentation,
  HeapBuilder,
  ONE_SHIFT,
  readSet,
  SegmentReader,
  SegmentWriter,
  setWords,
  writeSet,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-segment-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Columns of alleles given as [start, ref, alt, carriers of one copy, id]. */
function columnsOf(rows: [number, string, string, number[], string?][], genomes: number): AlleleColumns {
  const n = rows.length;
  const heap = new HeapBuilder();
  const words = new Uint32Array(1000);
  let at = 0;
  const columns: AlleleColumns = {
    alleles: n,
    start: new Uint32Array(n),
    allele: new Uint32Array(n),
    site: new Uint32Array(n),
    flags: new Uint8Array(n),
    one: new Uint32Array(n),
    two: new Uint32Array(n),
    payloadAt: new Uint32Array(n),
    sites: n,
    siteStart: new Uint32Array(n),
    siteEnd: new Uint32Array(n),
    siteFlags: new Uint8Array(n),
    siteCounts: new Uint32Array(n * 4),
    sitePayloadAt: new Uint32Array(n),
    filter: new Uint16Array(n),
    qual: new Float32Array(n).fill(Number.NaN),
    id: new Uint32Array(n),
    heap: new Uint8Array(0),
    payload: new Uint8Array(0),
    filters: ['.', 'PASS'],
  };
  rows.forEach(([start, ref, alt, carriers, id], i) => {
    columns.start[i] = start;
    columns.allele[i] = heap.addAllele(ref, alt);
    columns.site[i] = i;
    columns.siteStart[i] = start;
    columns.siteEnd[i] = start + ref.length;
    if (id) columns.id[i] = heap.add(id) + 1;
    const as = chooseRepresentation(carriers.length, genomes);
    columns.flags[i] = as << ONE_SHIFT;
    columns.one[i] = carriers.length;
    columns.payloadAt[i] = at;
    at = writeSet(words, at, as, carriers, carriers.length, genomes);
  });
  columns.heap = heap.finish();
  columns.payload = new Uint8Array(words.buffer, 0, at * 4);
  return columns;
}

test('a segment gives back its alleles sorted over chunks, with carriers, spans and identifiers', () => {
  const genomes = 300;
  const many = Array.from({ length: 150 }, (_, i) => i * 2);
  const writer = new SegmentWriter(folder, { kind: 'small', genomes, batches: [{ batchNo: 7, from: 0, genomes }] });
  writer.append(
    columnsOf(
      [
        [100, 'A', 'G', [3, 299], 'rs5;COSM9'],
        [200, 'CAT', 'C', many],
      ],
      genomes,
    ),
  );
  writer.append(
    columnsOf(
      [
        [150, 'T', 'TGG', [8]],
        [200, 'C', 'T', [1], 'rs77'],
        [100, 'A', 'G', [4, 3]],
      ],
      genomes,
    ),
  );
  const finished = writer.finish([
    { kind: 'bed', from: 0, to: genomes, start: Uint32Array.of(50), end: Uint32Array.of(500) },
  ]);
  expect(finished.alleles).toBe(4);
  expect(finished.combined).toEqual([{ start: 100, sites: [0, 4] }]);

  const segment = SegmentReader.open(finished.path);
  expect([...segment.u32('start')]).toEqual([100, 150, 200, 200]);
  expect(segment.allele(2)).toEqual({ ref: 'C', alt: 'T' });
  expect(segment.head.maxAlleleSpan).toBeGreaterThanOrEqual(3);
  const carriers = (i: number): number[] => {
    const as = (segment.u8('flags')[i]! >> ONE_SHIFT) & 3;
    const count = segment.u32('one')[i]!;
    return Array.from(
      readSet(segment.payloadWords(segment.u32('payloadAt')[i]!, setWords(as, count, genomes)), 0, as, count, genomes),
    );
  };
  expect(carriers(0)).toEqual([4, 299]);
  expect(segment.u32('two')[0]).toBe(1);
  expect(carriers(3)).toEqual(many);
  expect(segment.find(200, 'CAT', 'C')).toBe(3);
  expect(segment.find(150, 'T', 'TGG')).toBe(1);
  expect(segment.find(150, 'T', 'TG')).toBe(-1);
  expect(segment.sitesWithId('rs77').map((s) => segment.u32('siteStart')[s])).toEqual([200]);
  expect(segment.sitesWithId('COSM9')).toEqual([0]);
  expect(segment.layers()[0]).toMatchObject({ kind: 'bed', from: 0, to: genomes });
  segment.close();
});

test('a file that is not whole is refused', () => {
  expect(() => SegmentReader.open('package.json')).toThrow(/not a whole segment/);
});
