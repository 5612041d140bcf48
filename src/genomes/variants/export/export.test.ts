import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { silentProgress } from '../../../platform/progress/index.ts';
import { mintOperatorScope, mintPublicScope, type Scope } from '../../../trust/scope/index.ts';
import { openTestArchive, type TestArchive } from '../../archive/testing.ts';
import { openVariantStore, type VariantStore } from '../index.ts';

const header =
  '##fileformat=VCFv4.3\n##contig=<ID=1,length=249250621>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n';
const cohort = `${header}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc
1\t1000\trs1\tA\tG,T\t.\tPASS\t.\tGT\t0/1\t1/2\t./.
1\t2000\t.\tCA\tC\t.\t.\t.\tGT\t1/1\t0/0\t0/0
`;
const mine = `${header}##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=IDUN_AC,Number=A,Type=Integer,Description="an earlier annotation">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tme
1\t1000\t.\tA\tT,C,<DEL>\t9\tPASS\tDP=3;IDUN_AC=99,1,1\tGT\t1/2
1\t1999\t.\tGCA\tGC\t.\t.\t.\tGT\t0|1
1\t5000\t.\tA\tC\t.\t.\t.\tGT\t0|1
77\t5\t.\tA\tC\t.\t.\t.\tGT\t0|1
`;

let archive: TestArchive;
let store: VariantStore;
let operator: Scope;
let guest: Scope;
let reference: string;
const out = (name: string): string => join(archive.dataDir, name);

beforeAll(async () => {
  archive = await openTestArchive();
  const added = await archive.add([archive.save('cohort.vcf', cohort)], { dataset: 'one' });
  expect(added.state).toBe('accepted');
  store = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir });
  operator = await mintOperatorScope(archive.db.app, { actorId: 'test' });
  guest = await mintPublicScope(archive.db.app, { minimumCount: 3 });
  reference = 'GRCh37-unchecked';
});
afterAll(async () => {
  store.close();
  await archive.close();
});

test('the frequency table as TSV, VCF and Parquet says the same, and a protected count is in none of them', async () => {
  expect(await store.writeFrequencies(operator, { reference }, out('f.tsv'))).toBe(3);
  expect(readFileSync(out('f.tsv'), 'utf8').split('\n').slice(0, 4)).toEqual([
    'chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf',
    '1\t1000\tA\tG\t2\t4\t0\t0\t1\t0.5',
    '1\t1000\tA\tT\t1\t4\t0\t0\t1\t0.25',
    `1\t2000\tCA\tC\t2\t6\t1\t0\t0\t${2 / 6}`,
  ]);
  expect(await store.writeFrequencies(operator, { reference }, out('f.vcf.gz'))).toBe(3);
  const vcf = gunzipSync(readFileSync(out('f.vcf.gz')))
    .toString('utf8')
    .split('\n');
  expect(vcf.filter((line) => line !== '' && !line.startsWith('#'))[0]).toMatch(
    /^1\t1000\trs1\tA\tG\t\.\t\.\tAC=2;AN=4;AF=0\.5;NHOMALT=0;NHEMIALT=0;NMISSING=1;FAF95=0\.\d+$/,
  );
  expect(await store.writeFrequencies(operator, { reference }, out('f.parquet'))).toBe(3);
  expect(readFileSync(out('f.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  expect(await store.writeFrequencies(guest, { reference }, out('g.vcf'))).toBe(3);
  const shown = readFileSync(out('g.vcf'), 'utf8')
    .split('\n')
    .filter((line) => /^1\t/.test(line));
  for (const line of shown) expect(line).toMatch(/\tAN=\d+;NMISSING=\d+;PROTECTED$/);
});

test('a name that says no format, and a folder that is not there, are refused and leave nothing', async () => {
  await expect(store.writeFrequencies(operator, { reference }, out('f.xlsx'))).rejects.toMatchObject({
    code: 'IDUN_EXPORT_FORMAT',
  });
  await expect(store.writeFrequencies(operator, { reference }, out('nowhere/f.tsv'))).rejects.toMatchObject({
    code: 'IDUN_EXPORT_OUTPUT',
  });
  expect(readdirSync(archive.dataDir).filter((name) => name.startsWith('.f.'))).toEqual([]);
});

test('annotation keeps every column, replaces an earlier annotation, and finds alleles written another way', async () => {
  const input = archive.save('mine.vcf', mine);
  const done = await store.annotate(operator, {
    reference,
    input,
    output: out('mine.out.vcf'),
    progress: silentProgress,
  });
  expect(done).toEqual({ records: 4, alleles: 4, seen: 2, otherContigs: 1 });
  const lines = readFileSync(out('mine.out.vcf'), 'utf8').split('\n');
  expect(lines.filter((line) => line.includes('an earlier annotation'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('##INFO=<ID=IDUN_')).length).toBe(6);
  const records = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  expect(records[0]!.slice(0, 7)).toEqual(['1', '1000', '.', 'A', 'T,C,<DEL>', '9', 'PASS']);
  expect(records[0]![7]).toMatch(
    /^DP=3;IDUN_AC=1,0,\.;IDUN_AN=4,4,\.;IDUN_AF=0\.25,0,\.;IDUN_NHOMALT=0,0,\.;IDUN_NHEMIALT=0,0,\.;/,
  );
  expect(records[0]!.slice(8)).toEqual(['GT', '1/2']);
  expect(records[1]![7]).toMatch(/^IDUN_AC=2;IDUN_AN=6;/);
  expect(records[2]![7]).toMatch(/^IDUN_AC=0;IDUN_AN=0;IDUN_AF=\.;/);
  expect(records[3]![7]).toBe('.');
});

test('a file that is no VCF is refused with the line, and no output is left', async () => {
  const input = archive.save('bad.vcf', mine.replace('1\t5000', '1\tfive'));
  await expect(
    store.annotate(operator, { reference, input, output: out('bad.out.vcf'), progress: silentProgress }),
  ).rejects.toMatchObject({
    code: 'IDUN_ANNOTATE_NOT_VCF',
    extra: { line: 9 },
  });
  expect(readdirSync(archive.dataDir)).not.toContain('bad.out.vcf');
});
