import { expect, test } from 'vitest';
import { makeVcfRedactor, redactPed } from './redact-vcf.ts';
import { makeScrubber, scrubReport } from './scrub-text.ts';

test('names go as whole words, also from file names, and nothing longer is touched', () => {
  const scrub = makeScrubber(['NA12', 'NA12-father']);
  expect(scrub('NA12, NA123, xNA12, NA12.vcf.gz, dataset:NA12 and NA12-father.')).toBe(
    '[erased], NA123, xNA12, [erased].vcf.gz, dataset:[erased] and [erased].',
  );
  expect(scrub('run5_NA12-trio.vcf.gz NA12-mother NA123-x.vcf')).toBe(
    'run5_[erased]-trio.vcf.gz NA12-mother NA123-x.vcf',
  );
  expect(makeScrubber(['a.b*'])('a.b* axb*')).toBe('[erased] axb*');
});

test('a report forgets one genome', () => {
  const report = {
    genomes: [{ id: 'g1' }, { id: 'g2' }],
    relatedness: [{ a: 'g1', b: 'g2' }],
    findings: [{ genome: 'g1', what: 'S1 is odd' }, { genome: 'g2', what: 'S2 is like S1' }, { what: 'S1, S2' }],
  };
  expect(scrubReport(report, 'g1', makeScrubber(['S1']))).toEqual({
    genomes: [{ id: 'g2' }],
    relatedness: [],
    findings: [{ genome: 'g2', what: 'S2 is like [erased]' }, { what: '[erased], S2' }],
  });
});

test('a sample’s column goes, with records that were its own and alleles that only it had', () => {
  const redactor = makeVcfRedactor('B');
  const lines = [
    '##SAMPLE=<ID=B,Description="x">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tC',
    '1\t10\trs1\tA\tG\t50\tPASS\tAC=2\tGT:DP\t0/1:9\t0/1:8\t0/0:7',
    '1\t20\trs2\tA\tACCGT\t50\tPASS\tAC=1\tGT:DP\t0/0:9\t0/1:8\t./.:.',
    '1\t30\trs3\tA\tG,TTT\t50\tPASS\tAC=1,1\tGT\t0|1\t2|0\t0',
    '1\t40\t.\tA\t<NON_REF>\t.\t.\tEND=90\tGT\t0/0\t0/0\t0/0',
    '1\t95\t.\tA\tC,<NON_REF>\t.\t.\t.\tGT\t0/0\t1/1\t0/0',
  ];
  expect(lines.map((line) => redactor.line(line))).toEqual([
    '##SAMPLE=<ID=[erased],Description="x">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tC',
    '1\t10\trs1\tA\tG\t50\tPASS\tAC=2\tGT:DP\t0/1:9\t0/0:7',
    null,
    '1\t30\t.\tA\tG,<ERASED>\t50\tPASS\t.\tGT\t0|1\t0',
    '1\t40\t.\tA\t<NON_REF>\t.\t.\tEND=90\tGT\t0/0\t0/0',
    null,
  ]);
  expect([...redactor.unique].filter(([, unique]) => unique).map(([key]) => key)).toEqual([
    '1\t20\tA\tACCGT',
    '1\t30\tA\tTTT',
    '1\t95\tA\tC',
  ]);
});

test('a PED file without one of its people', () => {
  expect(redactPed('F1 c f m 1 2\nF1\tm\t0\t0\t2\t1\nF1 f 0 0 1 1', ['m'])).toBe(
    'F1\tc\tf\t0\t1\t2\nF1\tf\t0\t0\t1\t1',
  );
});
