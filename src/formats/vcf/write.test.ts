import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkVcf,
  contigLine,
  decodePercent,
  definitionLine,
  encodeValue,
  extendHeader,
  filterLine,
  formatFloat,
  formatNumber,
  parseHeader,
  writeHeader,
  writeInfo,
  writeRecord,
} from './index.ts';

const v43 = { version: '4.3' } as const;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a header', () => {
  it('that was written is read again', () => {
    const description = 'A "quoted" back\\slash, with comma and <brackets>';
    const text = writeHeader({
      lines: [
        contigLine({ name: 'chr1', length: 100, md5: '0'.repeat(32), assembly: 'GRCh38' }),
        definitionLine({
          kind: 'INFO',
          id: 'IDUN_AF',
          number: 'A',
          type: 'Float',
          description,
          source: 'Idun',
          version: '12',
        }),
        definitionLine({ kind: 'FORMAT', id: 'GT', number: '1', type: 'String', description: 'Genotype' }),
        filterLine('q10', 'Low\nquality'),
      ],
      samples: ['a', 'b'],
    });
    const header = parseHeader(bytes(text));
    expect(header.info.get('IDUN_AF')).toMatchObject({ description, type: 'Float' });
    expect(header.filters.get('q10')?.description).toBe('Low quality');
    expect(header.contigs).toMatchObject([{ name: 'chr1', length: 100, assembly: 'GRCh38' }]);
    expect(header.samples).toEqual(['a', 'b']);
  });

  it('of a file is extended, its other lines kept as they stood', () => {
    const own = [
      '##fileformat=VCFv4.2',
      '##odd line=kept',
      '##INFO=<ID=OLD,Number=1,Type=String,Description="old">',
      '##INFO=<ID=AF,Number=A,Type=Float,Description="af">',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta',
    ];
    const header = parseHeader(bytes(`${own.join('\n')}\n`));
    const added = { kind: 'INFO', id: 'OLD', number: 'A', type: 'Integer', description: 'new' } as const;
    expect(extendHeader(header, [added], ['##idun=1']).split('\n')).toEqual([
      own[0],
      own[1],
      own[3],
      '##INFO=<ID=OLD,Number=A,Type=Integer,Description="new">',
      '##idun=1',
      own[4],
      '',
    ]);
  });
});

describe('values', () => {
  it('are encoded from 4.3 and come back', () => {
    expect(encodeValue('a;b=c,d:e%f\tg', v43)).toBe('a%3Bb%3Dc%2Cd%3Ae%25f%09g');
    expect(encodeValue('a;b=c d', { version: '4.2' })).toBe('a_b_c_d');
    fc.assert(fc.property(fc.string(), (text) => decodePercent(encodeValue(text, v43)) === text));
  });

  it.each([
    [0, '0'],
    [1, '1'],
    [-25, '-25'],
    [0.5, '0.5'],
    [1 / 3, '0.333333'],
    [123456.789, '123457'],
    [0.0001234567, '0.000123457'],
    [0.00001234567, '1.23457e-05'],
    [1.5e-300, '1.5e-300'],
    [1234567.5, '1.23457e+06'],
    [99999.95, '99999.9'],
    [100000, '100000'],
    [2500000.5, '2.5e+06'],
    [1571645, '1571645'],
    [-20.5, '-20.5'],
    [0.000625, '0.000625'],
    [1000.5, '1000.5'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%f is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('of INFO are lists, flags and missing', () => {
    expect(writeInfo([], v43)).toBe('.');
    expect(
      writeInfo(
        [
          ['DB', true],
          ['AC', [1, null, 3]],
          ['AF', 0.25],
          ['NAME', 'x;y'],
          ['NONE', []],
        ],
        v43,
      ),
    ).toBe('DB;AC=1,.,3;AF=0.25;NAME=x%3By;NONE=.');
  });
});

describe('formatFloat', () => {
  it.each([
    [1571645, '1.57164e+06'],
    [1571655, '1.57166e+06'],
    [-2489165, '-2.48916e+06'],
    [0.5, '0.5'],
    [-0, '-0'],
    [1e100, '1e+100'],
    [999999.5, '1e+06'],
  ])('%d is %s, ties to the even digit as in C', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });
});

describe('a data line', () => {
  it('that was written passes the strict checks', () => {
    const header = writeHeader({ lines: [], samples: ['a', 'b'] });
    const line = writeRecord(
      {
        chrom: '1',
        position: 10,
        ids: ['rs1', 'rs2'],
        ref: 'A',
        alts: ['C', '<DEL>'],
        quality: 30.25,
        filters: ['PASS'],
        info: [['AC', [1, 2]]],
        format: ['GT', 'DP'],
        samples: ['0/1:5', '1|2:.'],
      },
      v43,
    );
    expect(line).toBe('1\t10\trs1;rs2\tA\tC,<DEL>\t30.25\tPASS\tAC=1,2\tGT:DP\t0/1:5\t1|2:.\n');
    expect(checkVcf([bytes(header + line)], { strict: true })).toMatchObject({ records: 1, warnings: [] });
  });

  it('without anything known is full of dots', () => {
    const line = writeRecord(
      { chrom: '1', position: 1, ids: [], ref: 'N', alts: [], quality: undefined, filters: [], info: [] },
      v43,
    );
    expect(line).toBe('1\t1\t.\tN\t.\t.\t.\t.\n');
  });
});
