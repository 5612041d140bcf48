import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import { mintSystemScope, type Scope } from '../../../trust/scope/index.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../../archive/testing.ts';
import { openVariantStore, type VariantStore } from '../store.ts';
import {
  type CompactionDeps,
  compactSegments,
  eraseFromSegments,
  planMerges,
  type StoredSegment,
  sweepSegments,
} from './index.ts';

let archive: TestArchive;
let deps: CompactionDeps;
let store: VariantStore;
let scope: Scope;
const reference = (): Promise<string> =>
  sql<{ name: string }>`select name from genomes.refs`.execute(archive.db.app).then(({ rows }) => rows[0]!.name);

beforeAll(async () => {
  archive = await openTestArchive();
  deps = { db: archive.db, dataDir: archive.dataDir, inThread: true };
  for (let i = 0; i < 5; i++) {
    const samples = [0, 1].map((k) => ({ name: `s${i}_${k}`, gt: (site: number) => genotype(i * 2 + k, site) }));
    const path = archive.save(`b${i}.vcf`, makeVcf(samples, { start: 1000 + i * 50 }));
    const { report } = await archive.add([path], { dataset: 'd' });
    expect(report?.verdict).toBe('accepted');
  }
  store = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir });
  scope = await mintSystemScope(archive.db.app, 'test');
});

afterAll(async () => {
  store.close();
  await archive.close();
});

/** Genome 9 alone carries the allele of its file's last site. */
function genotype(genome: number, site: number): string {
  if (site === 19) return genome === 9 ? '0/1' : '0/0';
  return ['0/0', '0/1', '1/1', './.', '0|1'][(genome * 7 + site * 3) % 5]!;
}

async function answers(): Promise<string> {
  const name = await reference();
  const parts: string[] = [];
  for await (const part of store.frequencies(scope, { reference: name })) parts.push(part.toString());
  const shown = await store.show(scope, { reference: name, variant: '7-1100-A-G' });
  return parts.join('') + JSON.stringify(shown.map(({ asOf: _, ...rest }) => rest));
}

function segmentFiles(): string[] {
  return readdirSync(join(archive.dataDir, 'segments'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('many small segments of one size class are merged, few are not', () => {
  const segment = (genomes: number, i: number): StoredSegment => ({
    segmentId: `${genomes}-${i}`,
    referenceNo: 1,
    contigNo: 1,
    kind: 'small',
    batchNos: [i],
    path: '',
    bytes: 1,
    alleles: 1,
    genomes,
    live: true,
    superseded: false,
  });
  const many = Array.from({ length: 40 }, (_, i) => segment(1, i));
  const large = Array.from({ length: 20 }, (_, i) => segment(50, i));
  expect(planMerges([...large, ...many]).map((plan) => plan.length)).toEqual([40]);
  expect(planMerges([...large, ...many.slice(0, 32)])).toEqual([]);
});

test('compaction changes no answer; old files stay for readers and go after the grace', async () => {
  const before = await answers();
  const files = segmentFiles();
  expect(files.length).toBe(5);
  expect(await compactSegments(deps, { enough: 1 })).toEqual({ merges: 4, segments: 8 });
  expect(segmentFiles().length).toBe(9);
  expect(await answers()).toBe(before);
  expect(await sweepSegments(deps)).toEqual([]);
  expect((await sweepSegments(deps, 0)).length).toBe(8);
  expect(segmentFiles().length).toBe(1);
  expect(files.some((path) => existsSync(path))).toBe(false);
  expect(await answers()).toBe(before);
  expect(await compactSegments(deps, { enough: 1 })).toEqual({ merges: 0, segments: 0 });
});

test('an erased genome is gone from the files at once, and the others count as before', async () => {
  const rows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('7\t'));
  const { rows: genomes } = await sql<{ batchNo: number; genomeNo: number }>`
    select batch_no as "batchNo", genome_no as "genomeNo" from genomes.genomes where sample_name = 's4_1'`.execute(
    archive.db.app,
  );
  const { batchNo, genomeNo } = genomes[0]!;
  const erase = (trx: typeof archive.db.app) =>
    sql`update genomes.genomes set state = 'erased', person_no = null,
    sample_name = null, family = null, qc = null where genome_no = ${genomeNo}`.execute(trx);
  await archive.db.app.transaction().execute(async (trx) => {
    await erase(trx);
    await bumpMaskEpoch(trx);
  });
  const masked = rows(await answers());
  expect(masked.some((line) => line.startsWith('7\t3100\t'))).toBe(false);
  const before = segmentFiles();
  const result = await eraseFromSegments({ ...deps, inThread: false }, [batchNo]);
  expect(result.segments).toBe(1);
  expect(result.removed.every((path) => !existsSync(join(archive.dataDir, path)))).toBe(true);
  expect(segmentFiles().length).toBe(before.length);
  expect(rows(await answers())).toEqual(masked);
  expect(await eraseFromSegments(deps, [batchNo])).toEqual({ segments: 0, removed: [] });
  const start = Buffer.alloc(4);
  start.writeUInt32LE(3099);
  expect(segmentFiles().every((path) => countOf(readFileSync(path), start) <= 2)).toBe(true);
});

/** How often bytes occur. The start of a site that others were called at may stay: once as a site's start. */
function countOf(bytes: Buffer, part: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) count++;
  return count;
}
