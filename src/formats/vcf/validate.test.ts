import { describe, expect, it } from 'vitest';
import type { FormatError } from '../error.ts';
import { checkVcf } from './index.ts';

const head = (version: string, ...lines: string[]) => [`##fileformat=VCFv${version}`, ...lines];
const sites = '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO';
const definitions = [
  '##contig=<ID=1,length=1000>',
  '##INFO=<ID=ONE,Number=1,Type=Integer,Description="x">',
  '##INFO=<ID=PER,Number=A,Type=Float,Description="x">',
  '##INFO=<ID=ALL,Number=R,Type=Integer,Description="x">',
  '##INFO=<ID=FLAG,Number=0,Type=Flag,Description="x">',
  '##INFO=<ID=CHAR,Number=1,Type=Character,Description="x">',
  '##INFO=<ID=TEXT,Number=.,Type=String,Description="x">',
  '##FORMAT=<ID=MY,Number=2,Type=Integer,Description="x">',
];

interface Checked {
  code?: string;
  line?: number | undefined;
  message?: string;
  warnings: string[];
}

function check(lines: string[], strict = false): Checked {
  try {
    const { warnings } = checkVcf([new TextEncoder().encode(`${lines.join('\n')}\n`)], { strict });
    return { warnings: warnings.map((warning) => warning.rule) };
  } catch (error) {
    const { code, place, message } = error as FormatError;
    if (!code) throw error;
    return { code, line: place.line, message, warnings: [] };
  }
}

function site(
  columns: Partial<Record<'chrom' | 'pos' | 'id' | 'ref' | 'alt' | 'qual' | 'filter' | 'info', string>>,
  version = '4.3',
) {
  const { chrom = '1', pos = '100', id = '.', ref = 'A', alt = 'C', qual = '.', filter = 'PASS', info = '.' } = columns;
  return check([...head(version, ...definitions), sites, [chrom, pos, id, ref, alt, qual, filter, info].join('\t')]);
}

function samples(format: string, columns: string[], alt = 'C', version = '4.3') {
  const names = columns.map((_, i) => `s${i}`).join('\t');
  return check([
    ...head(version, ...definitions),
    `${sites}\tFORMAT\t${names}`,
    ['1', '100', '.', 'A', alt, '.', 'PASS', '.', format, ...columns].join('\t'),
  ]);
}

describe('the fixed columns', () => {
  it.each([
    [{ pos: '0' }],
    [{ pos: '1001' }],
    [{ id: 'rs1;rs2' }],
    [{ alt: 'C,<DEL>,*' }],
    [{ alt: '.' }],
    [{ filter: '.' }],
    [{ filter: 'q10;s50' }],
    [{ qual: '1e3' }],
    [{ chrom: '<1>' }],
    [{ info: 'ONE=1;PER=0.5;ALL=1,2;FLAG;CHAR=x;TEXT=a,b,c' }],
    [{ info: 'ONE=.;PER=.' }],
    [{ alt: 'C,G', info: 'PER=0.5,.;ALL=1,2,3' }],
    [{ info: 'TEXT=with space' }],
    [{ info: 'ONE=2147483647' }],
    [{ info: 'ONE=-2147483640' }],
  ])('%j is taken without a warning', (columns) => {
    expect(site(columns)).toEqual({ warnings: [] });
  });

  it.each([
    [{ chrom: '' }, 'CHROM'],
    [{ chrom: 'a b' }, 'CHROM'],
    [{ chrom: '<1' }, 'CHROM'],
    [{ pos: 'x' }, 'POS'],
    [{ pos: '1002' }, 'POS_BEYOND_CONTIG'],
    [{ pos: '1000', ref: 'AC' }, 'POS_BEYOND_CONTIG'],
    [{ id: '' }, 'ID'],
    [{ id: 'a;' }, 'ID'],
    [{ id: 'a b' }, 'ID'],
    [{ ref: '' }, 'REF'],
    [{ ref: '.' }, 'REF'],
    [{ ref: 'A,C' }, 'REF'],
    [{ alt: '' }, 'ALT'],
    [{ alt: 'C,' }, 'ALT'],
    [{ alt: 'C,.' }, 'ALT'],
    [{ alt: 'R' }, 'ALT_AMBIGUOUS'],
    [{ alt: 'C,C' }, 'ALT_DUPLICATE'],
    [{ alt: 'A' }, 'ALT_DUPLICATE'],
    [{ qual: 'high' }, 'QUAL'],
    [{ qual: '' }, 'QUAL'],
    [{ filter: '' }, 'FILTER'],
    [{ filter: 'a b' }, 'FILTER'],
    [{ filter: 'a;;b' }, 'FILTER'],
    [{ filter: 'a\0b' }, 'FILTER'],
    [{ filter: '0' }, 'FILTER_NAME'],
    [{ filter: 'a;a' }, 'FILTER_NAME'],
    [{ info: '=5' }, 'INFO'],
    [{ info: 'A B=5' }, 'INFO'],
    [{ info: 'TEXT=a\0b' }, 'CONTROL_CHARACTER'],
    [{ info: 'other=a\0b' }, 'CONTROL_CHARACTER'],
    [{ info: 'AC=x' }, 'INFO_RESERVED'],
    [{ info: 'DB=1' }, 'INFO_RESERVED'],
    [{ info: 'DP=-1' }, 'INFO_RANGE'],
    [{ info: 'ONE=2147483648' }, 'INFO_RANGE'],
    [{ info: 'ONE=-2147483641' }, 'INFO_RANGE'],
  ])('%j is refused', (columns, code) => {
    expect(site(columns)).toMatchObject({ code: `IDUN_VCF_${code}`, line: 11 });
  });

  it.each([
    [{ ref: 'M', alt: 'C' }, 'ref-ambiguous'],
    [{ ref: 'MA', alt: 'M' }, 'ref-ambiguous'],
    [{ qual: '-5' }, 'qual-negative'],
    [{ filter: 'PASS;q10' }, 'filter-pass'],
    [{ id: 'a;a' }, 'id-duplicate'],
    [{ info: 'ONE=1;' }, 'info-empty'],
    [{ info: '' }, 'info-empty'],
    [{ info: 'ONE=1;ONE=2' }, 'info-duplicate'],
    [{ info: 'new=1;new=2' }, 'info-duplicate'],
    [{ info: 'ONE=1.5' }, 'info-type'],
    [{ info: 'PER=x' }, 'info-type'],
    [{ info: 'FLAG=1' }, 'info-type'],
    [{ info: 'CHAR=xy' }, 'info-type'],
    [{ info: 'ONE=1,2' }, 'info-number'],
    [{ info: 'PER=1,2' }, 'info-number'],
    [{ info: 'ALL=1' }, 'info-number'],
    [{ info: 'ONE' }, 'info-value'],
    [{ info: 'ONE=' }, 'info-value'],
    [{ info: 'a-b=1' }, 'info-key'],
    [{ chrom: 'HLA:1' }, 'contig-colon'],
  ])('%j gives the warning %s', (columns, rule) => {
    expect(site(columns).warnings).toEqual([rule]);
  });

  it('does not allow spaces in INFO before 4.3', () => {
    expect(site({ info: 'TEXT=with space' }, '4.2').warnings).toEqual(['info-whitespace']);
  });

  it('counts a warning on every line and keeps the first', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `1\t${i + 1}\t.\tA\tC\t.\t.\tONE=1.5`);
    const text = new TextEncoder().encode(`${[...head('4.3', ...definitions), sites, ...lines].join('\n')}\n`);
    expect(checkVcf([text]).warnings).toMatchObject([{ rule: 'info-type', line: 11, count: 50 }]);
  });
});

describe('the sample columns', () => {
  it.each([
    ['GT', ['0/1', './.', '.', '1|0', '1']],
    ['GT:DP:PL', ['0/1:5:1,2,3', '0/0', './.:.:.', '0:5:1,2', '1/1/1:3:1,2,3,4', './.:5:1,2,3']],
    ['DP', ['5', '.']],
    ['GT:MY', ['0/1:1,2', '0/1:.', '0/1:.,.']],
    ['GT:FT:PS', ['0|1:PASS:100', '0|1:q10;x:.']],
  ])('%s %j is taken without a warning', (format, columns) => {
    expect(samples(format, columns)).toEqual({ warnings: [] });
  });

  it.each([
    [
      'GT',
      ['0/1', '0/2'],
      'GT_RANGE',
      'GT of sample 2 (column 11) in line 11 has allele number 2; the line has 1 ALT allele.',
    ],
    ['GT:DP', ['0/7:3'], 'GT_RANGE', 'allele number 7'],
    ['GT', ['0/x'], 'GT', "cannot be read: '0/x'"],
    ['GT', [''], 'GT', 'cannot be read'],
    ['GT:DP', [':3'], 'GT', 'cannot be read'],
    ['GT', ['0/1:5'], 'GT', 'cannot be read'],
    ['GT:DP', ['0/1:5:6'], 'SAMPLE_FIELDS', 'has 3 fields instead of 2'],
    ['GT:DP', ['0/1:x'], 'SAMPLE_TYPE', "DP of sample 1 (column 10) in line 11 is no Integer: 'x'"],
    ['GT:GL', ['0/1:a,b,c'], 'SAMPLE_TYPE', 'no Float'],
    ['GT:DP:DP', ['0/1:1:1'], 'FORMAT', 'a key twice'],
    ['GT::DP', ['0/1::1'], 'FORMAT', 'an empty key'],
    ['DP:GT', ['1:0/1'], 'FORMAT_GT_FIRST', 'GT is key 2'],
  ])('%s %j is refused', (format, columns, code, message) => {
    const found = samples(format, columns);
    expect(found).toMatchObject({ code: `IDUN_VCF_${code}`, line: 11 });
    expect(found.message).toContain(message);
  });

  it.each([
    ['GT:PL', ['0/1:1,2'], 'sample-number'],
    ['GT:MY', ['0/1:1'], 'sample-number'],
    ['GT:DP', ['0/1:'], 'sample-empty'],
    ['GT:A-B', ['0/1:1'], 'format-key'],
    ['GT', ['|0/1'], 'genotype-prefix'],
  ])('%s %j gives the warning %s', (format, columns, rule) => {
    expect(samples(format, columns).warnings).toEqual([rule]);
  });

  it('may start a genotype with a phasing sign from 4.4', () => {
    expect(samples('GT:DP', ['|0/1:3', '/1:2'], 'C', '4.4')).toEqual({ warnings: [] });
  });

  it('count local alleles from 4.5', () => {
    const good = samples('GT:LAA:LAD:LPL', ['2/3:2,3:20,30,10:90,80,0,100,110,120', '0/0::30:0'], 'C,G,T', '4.5');
    expect(good).toEqual({ warnings: [] });
    const bad = samples('GT:LAA:LAD', ['2/3:2,3:20,30'], 'C,G,T', '4.5');
    expect(bad.warnings).toEqual(['sample-number']);
  });

  it('warn of allele 1 where ALT is missing, as the corpus has it, and refuse allele 2', () => {
    expect(samples('GT', ['0/1'], '.').warnings).toEqual(['genotype-without-alt']);
    expect(samples('GT', ['0/2'], '.').code).toBe('IDUN_VCF_GT_RANGE');
  });

  it('never name a sample or show its name in an error', () => {
    const lines = [...head('4.2'), `${sites}\tFORMAT\t010190-1234`, '1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/9'];
    expect(check(lines).message).not.toContain('010190');
  });

  it.each([
    [['1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1'], 10],
    [['1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\t0/1\t0/1'], 12],
    [['1\t1\t.\tA\tC\t.\t.\t.'], 8],
  ])('of another number than in the header are refused', (lines, found) => {
    const error = check([...head('4.2'), `${sites}\tFORMAT\ta\tb`, ...lines]);
    expect(error).toMatchObject({ code: 'IDUN_VCF_COLUMN_COUNT', line: 3 });
    expect(error.message).toContain(`has ${found} columns; the #CHROM line has 11`);
  });

  it('without any in the header are refused', () => {
    const error = check([...head('4.2'), sites, '1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1']);
    expect(error.code).toBe('IDUN_VCF_COLUMN_COUNT');
  });
});
