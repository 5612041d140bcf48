import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../error.ts';
import { checkVcf } from '../vcf/index.ts';
import { isBcf, makeBcfReader } from './index.ts';

const headerText = [
  '##fileformat=VCFv4.3',
  '##FILTER=<ID=PASS,Description="All filters passed",IDX=0>',
  '##contig=<ID=chr1,length=1000,IDX=0>',
  '##contig=<ID=chr2,IDX=5>',
  '##INFO=<ID=DB,Number=0,Type=Flag,Description="x",IDX=3>',
  '##INFO=<ID=AC,Number=A,Type=Integer,Description="x",IDX=1>',
  '##INFO=<ID=NAME,Number=1,Type=String,Description="x",IDX=300>',
  '##FILTER=<ID=q10,Description="x",IDX=4>',
  '##FORMAT=<ID=GT,Number=1,Type=String,Description="x",IDX=2>',
  '##FORMAT=<ID=GL,Number=G,Type=Float,Description="x",IDX=7>',
  '##FORMAT=<ID=FT,Number=1,Type=String,Description="x",IDX=6>',
  '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc',
].join('\n');

const u32 = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
const u16 = (value: number) => [value & 255, value >>> 8];
const text = (value: string) => [(value.length << 4) | 7, ...Buffer.from(value)];
const float = (value: number) => [...new Uint8Array(new Float32Array([value]).buffer)];
const missing = [1, 0, 0x80, 0x7f];
const end = [2, 0, 0x80, 0x7f];

function file(records: number[][], version = [2, 2], header = headerText): Uint8Array {
  const bytes = [...Buffer.from(`${header}\n\0`)];
  return new Uint8Array([...Buffer.from('BCF'), ...version, ...u32(bytes.length), ...bytes, ...records.flat()]);
}

interface Parts {
  contig?: number;
  position?: number;
  samples?: number;
  filter?: number[];
  info?: number[][];
  fields?: number[][];
}

function record({
  contig = 5,
  position = 9,
  samples = 3,
  filter = [0x11, 4],
  info = [],
  fields = [],
}: Parts): number[] {
  const shared = [
    ...u32(contig),
    ...u32(position),
    ...u32(1),
    ...float(29.5),
    ...u16(info.length),
    ...u16(3),
    ...u32((fields.length << 24) | samples),
    ...text('rs1'),
    ...text('A'),
    ...text('C'),
    ...text('<DEL>'),
    ...filter,
    ...info.flat(),
  ];
  const individual = fields.flat();
  return [...u32(shared.length), ...u32(individual.length), ...shared, ...individual];
}

const full = record({
  filter: [0x21, 0, 4],
  info: [
    [0x11, 3, 0x00],
    [0x11, 1, 0x22, ...u16(300), ...u16(0x8000)],
    // an index over one byte, and a string whose length does not fit four bits
    [0x12, ...u16(300), 0xf7, 0x11, 20, ...Buffer.from('twenty characters ok')],
  ],
  fields: [
    // 0|1, ./., haploid 2
    [0x11, 2, 0x21, 2, 5, 0, 0, 6, 0x81],
    [
      0x11,
      7,
      0x35,
      ...float(-0.5),
      ...float(0),
      ...float(-12.25),
      ...missing,
      ...end,
      ...end,
      ...float(-1),
      ...end,
      ...end,
    ],
    [0x11, 6, 0x47, ...Buffer.from('PASSq\0\0\0'), 7, 0, 0, 0],
  ],
});
const fullLine =
  'chr2\t10\trs1\tA\tC,<DEL>\t29.5\tPASS;q10\tDB;AC=300,.;NAME=twenty characters ok\tGT:GL:FT\t0|1:-0.5,0,-12.25:PASS\t./.:.:q\t2:-1:.\n';

function decode(bytes: Uint8Array, chunk = bytes.length): string[] {
  const reader = makeBcfReader({ file: 'a.bcf', maxHeaderBytes: 100_000, maxRecordBytes: 100_000 });
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunk) out.push(...reader.push(bytes.subarray(at, at + chunk)));
  out.push(...reader.end());
  return out.map(String);
}

function refusal(bytes: Uint8Array): FormatError {
  try {
    decode(bytes);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('the file was taken');
}

describe('a record', () => {
  it('with every type of value is decoded, whatever the chunks', () => {
    for (const size of [1, 7, 100, 100_000]) {
      const [header, ...lines] = decode(file([full, full]), size);
      expect(header).toBe(`${headerText.replaceAll(/,IDX=\d+/g, '')}\n`);
      expect(lines.join('')).toBe(fullLine + fullLine);
    }
  });

  it('is valid VCF afterwards', () => {
    const all = decode(file([full]));
    expect(checkVcf(all.map((part) => Buffer.from(part)))).toMatchObject({ records: 1 });
  });

  it('without fields, filters and INFO has dots', () => {
    expect(decode(file([record({ contig: 0, filter: [0x00] })]))[1]).toBe(
      'chr1\t10\trs1\tA\tC,<DEL>\t29.5\t.\t.\t.\t.\t.\t.\n',
    );
  });

  it('of BCF 2.1, which pads with missing, is decoded', () => {
    const padded = record({ fields: [[0x11, 2, 0x21, 2, 4, 2, 0x80, 0x80, 0x80]] });
    expect(decode(file([padded], [2, 1]))[1]).toContain('\tGT\t0/1\t0/.\t./.\n');
  });

  it('keeps a phasing sign of the first allele from VCF 4.4', () => {
    const phased = record({ fields: [[0x11, 2, 0x21, 3, 4, 3, 5, 2, 4]] });
    expect(decode(file([phased], [2, 2], headerText.replace('VCFv4.3', 'VCFv4.4')))[1]).toContain(
      '\tGT\t|0/1\t0|1\t0/1\n',
    );
    expect(decode(file([phased]))[1]).toContain('\tGT\t0/1\t0|1\t0/1\n');
  });
});

describe('a damaged file', () => {
  it('cut anywhere is refused, but for a cut after a record', () => {
    const bytes = file([full, full]);
    const whole = new Set([file([]).length, file([full]).length, bytes.length]);
    for (let size = 0; size < bytes.length; size++) {
      if (whole.has(size)) expect(decode(bytes.slice(0, size)).length).toBeGreaterThan(0);
      else expect(refusal(bytes.slice(0, size)).code, `cut at ${size}`).toBe('IDUN_BCF_TRUNCATED');
    }
  });

  it.each([
    [
      'another magic',
      new Uint8Array([...Buffer.from('BAM\x01'), ...u32(9), ...u32(9)]),
      'MALFORMED',
      'does not start with BCF',
    ],
    ['BCF 1', file([], [1, 1]), 'VERSION', 'BCF version 1.1'],
    ['BCF 2.3', file([], [2, 3]), 'VERSION', 'BCF version 2.3'],
    [
      'a huge header',
      new Uint8Array([...Buffer.from('BCF\x02\x02'), ...u32(0xffffffff)]),
      'TOO_LARGE',
      '4294967295 bytes',
    ],
    ['a huge record', file([[...u32(0x7fffffff), ...u32(0x7fffffff)]]), 'TOO_LARGE', 'Record 1'],
    [
      'a record too short',
      file([[...u32(3), ...u32(0), 1, 2, 3]]),
      'MALFORMED',
      'Record 1: its shared part is 3 bytes',
    ],
    [
      'an unknown contig',
      file([full, record({ contig: 3 })]),
      'MALFORMED',
      'Record 2: the header has no contig with index 3',
    ],
    ['a negative contig', file([record({ contig: -1 })]), 'MALFORMED', 'no contig with index -1'],
    ['an unknown filter', file([record({ filter: [0x11, 99] })]), 'MALFORMED', 'no key with index 99'],
    ['another number of samples', file([record({ samples: 2 })]), 'MALFORMED', 'it has 2 samples; the header has 3'],
    [
      'a vector over the end',
      file([record({ info: [[0x11, 1, 0xf3, 0x13, ...u32(1_000_000)]] })]),
      'MALFORMED',
      'runs over the end',
    ],
    ['a negative length', file([record({ info: [[0x11, 1, 0xf3, 0x13, ...u32(-5)]] })]), 'MALFORMED', 'length -5'],
    ['an unknown type', file([record({ info: [[0x11, 1, 0x1e]] })]), 'MALFORMED', 'type 14'],
    ['text as a key', file([record({ info: [[0x17, 65, 0x11, 1]] })]), 'MALFORMED', 'an integer has type 7'],
    ['an index given twice', file([], [2, 2], headerText.replace('IDX=7', 'IDX=1')), 'MALFORMED', 'which is taken'],
    ['a huge index', file([], [2, 2], headerText.replace('IDX=7', 'IDX=999999999')), 'MALFORMED', 'too large'],
  ])('with %s is refused', (_, bytes, code, message) => {
    const error = refusal(bytes);
    expect(error.code).toBe(`IDUN_BCF_${code}`);
    expect(error.message).toContain(message);
    expect(error.place.file).toBe('a.bcf');
  });

  it('with a header that is no VCF header is refused', () => {
    expect(refusal(file([], [2, 2], '##fileformat=VCFv4.3\n')).code).toBe('IDUN_VCF_HEADER_MISSING');
    expect(refusal(file([], [2, 2], '')).code).toMatch(/^IDUN_VCF_/);
  });

  it('never gives anything but a FormatError', () => {
    const bytes = file([full, full]);
    const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const damaged = bytes.slice();
        for (const [at, byte] of edits) damaged[at] = byte;
        try {
          decode(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('isBcf', () => {
  it('knows the magic', () => {
    expect(isBcf(file([]))).toBe(true);
    expect(isBcf(Buffer.from('##fileformat=VCFv4.2'))).toBe(false);
    expect(isBcf(new Uint8Array())).toBe(false);
  });
});
