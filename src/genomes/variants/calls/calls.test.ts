import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { silentProgress } from '../../../platform/progress/index.ts';
import { type IngestResult, ingestFiles } from '../ingest/index.ts';
import { SegmentReader } from '../segment/index.ts';
import { callsFromSegment, eraseFromCalls, readCalls, readManifest } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-calls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = (localNo: number): Uint8Array => new Uint8Array(32).fill(localNo + 1);
const batchKey = new Uint8Array(32).fill(200);

async function ingest(path: string): Promise<{ dataDir: string; result: IngestResult }> {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const result = await ingestFiles({
    files: [{ path, name: basename(path) }],
    reference: { referenceNo: 1, name: 'none', contigs: [], fastaPath: null, par: [] },
    batchNo: 1,
    batchId: 'bat_calls',
    dataDir,
    absent: 'sites',
    blockThreshold: { gq: 20, dp: 0 },
    genomeKey: key,
    batchKey,
    workers: 0,
    memoryBytes: 1 << 30,
    progress: silentProgress,
  });
  return { dataDir, result };
}

function lines(path: string): string[][] {
  const raw = readFileSync(path);
  const text = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}

function calls(dataDir: string, result: IngestResult, localNo: number, region?: [string, number, number]) {
  return [
    ...readCalls({
      dataDir,
      callsFolder: result.callsFolder!,
      batchId: 'bat_calls',
      batchKey,
      localNo,
      genomeKey: key(localNo),
      ...(region ? { region: { contigs: [region[0]], start: region[1], end: region[2] } } : {}),
    }),
  ];
}

const trio = '../shared/data/genomes/giab-ashkenazim-trio/ashk-trio.vcf.gz';

describe.runIf(existsSync(trio))('details of a real trio', () => {
  test('every field of every call comes back as it was', async () => {
    const { dataDir, result } = await ingest(trio);
    const expected = lines(trio);
    for (const localNo of [0, 2]) {
      const found = calls(dataDir, result, localNo);
      expect(found.length).toBe(expected.length);
      found.forEach((call, i) => {
        const [chrom, pos, id, ref, alt, , filter, , format, ...samples] = expected[i]!;
        expect([call.chrom, String(call.pos), call.id ?? '.', call.ref, call.alts.join(','), call.filter]).toEqual([
          chrom,
          pos,
          id,
          ref,
          alt,
          filter,
        ]);
        const keys = format!.split(':');
        const values = samples[localNo]!.split(':');
        expect(call.fields).toEqual(Object.fromEntries(values.map((value, k) => [keys[k]!, value])));
      });
    }
    const [first] = calls(dataDir, result, 0, ['1', 65796, 65797]);
    expect(first).toMatchObject({
      pos: 65797,
      gt: '1/1',
      alleles: [1, 1],
      phased: false,
      gq: 6,
      dp: 2,
      ad: [0, 2],
      pl: [64, 6, 0],
    });
    expect(first!.fraction).toBe(1);
    expect(readManifest(join(dataDir, result.callsFolder!)).complete).toBe(true);
  });

  test('a region gives the records that overlap it', async () => {
    const { dataDir, result } = await ingest(trio);
    const [start, end] = [1_000_000, 3_000_000];
    const expected = lines(trio).filter(
      ([chrom, pos, , ref]) => chrom === '1' && Number(pos) - 1 < end && Number(pos) - 1 + ref!.length > start,
    );
    const found = calls(dataDir, result, 1, ['1', start, end]);
    expect(expected.length).toBeGreaterThan(100);
    expect(found.map((call) => call.pos)).toEqual(expected.map(([, pos]) => Number(pos)));
    expect(calls(dataDir, result, 1, ['22', 0, 1e9])).toEqual([]);
  });
});

const small = `##fileformat=VCFv4.3
##contig=<ID=MT,length=16569>
##contig=<ID=1,length=10000>
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	anna	bo
1	100	rs1	A	G	50	PASS	.	GT:AD:PS	0|1:10,12:100	0|0:20,0:.
1	200	rs2	C	T,G	50	q10	.	GT:AD	1/2:0,9,8	0/1:5,6,0
1	300	.	C	<DEL>	.	PASS	END=900	GT:AD	0/1:5,5	0/0:9,0
1	400	rs4	T	C	9	PASS	.	GT:AD	0/0:9,0	./.
MT	73	.	A	G	.	.	.	GT:AD	1:900,100	0:1000,0
`;

test('phase sets, missing calls, ends and mitochondrial fractions are kept', async () => {
  const path = join(folder, 'small.vcf');
  writeFileSync(path, small);
  const { dataDir, result } = await ingest(path);
  const anna = calls(dataDir, result, 0);
  expect(anna[0]).toMatchObject({ gt: '0|1', phased: true, ps: '100', ad: [10, 12] });
  expect(anna[1]).toMatchObject({ alts: ['T', 'G'], alleles: [1, 2], fraction: 1, filter: 'q10' });
  expect(anna[4]).toMatchObject({ chrom: 'MT', alleles: [1], fraction: 0.1 });
  expect(calls(dataDir, result, 1)[3]).toMatchObject({ gt: './.', alleles: [null, null], dp: null });
  expect(calls(dataDir, result, 0, ['1', 800, 801]).map((call) => call.end)).toEqual([900]);
  expect(() => [
    ...readCalls({
      dataDir,
      callsFolder: result.callsFolder!,
      batchId: 'bat_calls',
      batchKey,
      localNo: 0,
      genomeKey: key(1),
    }),
  ]).toThrow();
});

test('erasing a genome leaves the others readable and none of its own alleles', async () => {
  const path = join(folder, 'erase.vcf');
  writeFileSync(path, small);
  const { dataDir, result } = await ingest(path);
  const before = calls(dataDir, result, 1);
  const { callsFolder, alleles } = eraseFromCalls({
    dataDir,
    callsFolder: result.callsFolder!,
    batchId: 'bat_calls',
    batchKey,
    localNo: 0,
    newFolder: 'bat_calls.1',
    // What only anna carries.
    isUnique: ({ start, alt }) => [99, 299].includes(start) || (start === 199 && alt === 'G') || start === 72,
  });
  expect(alleles).toBe(4);
  const after = calls(dataDir, { ...result, callsFolder }, 1);
  expect(after.map((call) => call.fields)).toEqual(before.map((call) => call.fields));
  expect(after[0]).toMatchObject({ pos: 100, id: null, ref: 'N', alts: ['<ERASED>'], qual: null });
  expect(after[1]).toMatchObject({ id: 'rs2', ref: 'C', alts: ['T', '<ERASED>'] });
  expect(after[3]).toEqual(before[3]);
  expect(calls(dataDir, { ...result, callsFolder }, 0)).toEqual([]);
  expect(readdirSync(join(dataDir, callsFolder)).sort()).toEqual(['1.calls', 'manifest.json', 'sites.calls']);
  expect(calls(dataDir, result, 0)).toHaveLength(5);
});

test('a file of another format is refused by name', async () => {
  const path = join(folder, 'format.vcf');
  writeFileSync(path, small);
  const { dataDir, result } = await ingest(path);
  const sites = join(dataDir, result.callsFolder!, 'sites.calls');
  const bytes = readFileSync(sites);
  const at = bytes.lastIndexOf('"format":2');
  bytes.write('"format":9', at, 'latin1');
  writeFileSync(sites, bytes);
  expect(() => calls(dataDir, result, 0)).toThrow('has format 9, not 2');
});

test('values that are no numbers, zeros in front, text and left-out fields come back as they were', async () => {
  const columns = ['0/1:007:.,.:0.50:æ;b', '1|1:12::1e-05', './.', '0/1:99999999999:-1,+2:.:x_1_T_C', '.:.:.:.:.'];
  const header = small
    .split('\n')
    .filter((line) => line.startsWith('##'))
    .join('\n');
  const rows = columns.map(
    (column, i) => `1\t${i + 1}00\trs0${i}\tAC\tA,<DEL>\t0${i}.50\tq1\tEND=${i + 1}05\tGT:DP:AD:GP:XX\t${column}\n`,
  );
  const path = join(folder, 'odd.vcf');
  writeFileSync(path, `${header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tanna\n${rows.join('')}`);
  const { dataDir, result } = await ingest(path);
  const found = calls(dataDir, result, 0);
  expect(found.map((call) => Object.values(call.fields).join(':'))).toEqual(columns);
  expect(found.map((call) => [call.id, call.end, call.qual])).toEqual(
    columns.map((_, i) => [`rs0${i}`, (i + 1) * 100 + 5, i + 0.5]),
  );
});

const cohort = '../shared/data/research/plink/1kg_phase3_chr21_start.vcf.gz';

test.runIf(existsSync(cohort))('a GT-only file has its calls in the segment, phase included', async () => {
  const { result } = await ingest(cohort);
  expect(result.callsFolder).toBeNull();
  const segment = SegmentReader.open(result.segments[0]!.path);
  for (const genome of [0, 7, 1200, 2503]) {
    const expected = lines(cohort)
      .map(([, pos, , ref, , , , , , ...samples]) => ({ pos: Number(pos), ref: ref!, gt: samples[genome]! }))
      .filter(({ gt, ref }) => gt !== '0|0' && ref.length === 1);
    const found = [...callsFromSegment(segment, genome, 0, 1e9)].filter(({ ref }) => ref.length === 1);
    const gt = (text: string): string => text.replace('1/1', '1|1');
    const snvs = found.map((call) => ({ pos: call.start + 1, gt: gt(call.gt) }));
    expect(snvs).toEqual(expected.map(({ pos, gt: own }) => ({ pos, gt: own })));
  }
  segment.close();
});
