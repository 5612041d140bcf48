import { expect, test } from 'vitest';
import type { FormatLayout, RecordFields } from '../../../formats/vcf/index.ts';
import { SampleChecks } from './sample-checks.ts';
import { ingestTexts, vcfOf } from './testing.ts';

const header = [
  '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
  '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads per allele">',
  '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">',
];
const warningsOf = async (records: string[]) => {
  const { warnings } = await ingestTexts({ 'a.vcf': vcfOf(['a', 'b'], records, header) });
  return warnings.map(({ code, file, line, count, what, expected }) => ({ code, file, line, count, what, expected }));
};

test('a value that is not of the declared type is told with line, field, column and what was expected, and counted', async () => {
  expect(
    await warningsOf([
      '1 10 . A G . . . GT:GQ 0/1:30 0/1:.',
      '1 20 . A G . . . GT:GQ 0/1:30 0/1:high',
      '1 30 . A G . . . GT:GQ 0/1:2x 0/1:40',
    ]),
  ).toEqual([
    {
      code: 'IDUN_VCF_SAMPLE_TYPE',
      file: 'a.vcf',
      line: 6 + 1,
      count: 2,
      what: expect.stringMatching(/^GQ of sample 2 \(column 11\) in line 7 .*high/),
      expected: expect.stringContaining('Type'),
    },
  ]);
});

test('lists have as many values as Number=R and Number=G ask for', async () => {
  expect(
    await warningsOf([
      '1 10 . A G . . . GT:AD:PL 0/1:3,4:10,0,20 0/0:7:0,1,2',
      '1 20 . A G,T . . . GT:AD:PL 0/1:3,4,0:1,2,3,4,5,6 0/2:.:.',
      '1 30 . A G . . . GT:PL 0/1:10,0 1/1:5,3,0',
    ]),
  ).toMatchObject([
    {
      code: 'IDUN_VCF_SAMPLE_NUMBER',
      line: 6,
      count: 2,
      what: expect.stringMatching(/^AD of sample 2 .* 1 values instead of 2/),
    },
  ]);
});

test('fields that fit cause no warning, haploid calls and reference blocks included', async () => {
  expect(
    await warningsOf(['1 10 . A G . . . GT:AD:PL 0/1:3,4:10,0,20 1:0,9:30,0', '1 20 . A G . . . GT:GQ 0/1:30 ./.']),
  ).toEqual([]);
});

test('of a large file a sixteenth is looked at', () => {
  const checks = new SampleChecks();
  const layout = { onlyGenotype: false } as FormatLayout;
  const record = { samples: 0, end: 999 } as RecordFields;
  const due = Array.from({ length: 10_000 }, () => checks.isDue(record, layout));
  expect(due.slice(0, 65)).toEqual(Array(65).fill(true));
  const share = due.filter(Boolean).length / due.length;
  expect(share).toBeGreaterThan(0.06);
  expect(share).toBeLessThan(0.08);
  checks.reset();
  expect(checks.isDue(record, { ...layout, onlyGenotype: true })).toBe(false);
  expect(checks.isDue(record, layout)).toBe(true);
});
