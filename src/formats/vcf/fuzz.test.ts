import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../error.ts';
import type { MutationKind } from './index.ts';
import { checkVcf, mutateVcf, mutationKinds } from './index.ts';

const text = [
  '##fileformat=VCFv4.3',
  '##contig=<ID=1,length=100000>',
  '##contig=<ID=2>',
  '##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency, of \\"alleles\\"">',
  '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence">',
  '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
  '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">',
  '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">',
  '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc',
  '1\t100\trs1\tA\tC\t50.5\tPASS\tAC=2;AF=0.333;AN=6;DB\tGT:AD:PL\t0/1:3,4:10,0,20\t0/0:9,0:0,9,90\t./.:.:.',
  '1\t200\t.\tAT\tA,ATT\t1e3\tq10;s50\tAF=0.1,0.2;CSQ=x|y|z,a|b|c\tGT:AD:PL\t1/2:1,2,3:1,2,3,4,5,6\t0|1:1,1,1\t.',
  '1\t300\t.\tG\t<DEL>\t.\t.\tSVTYPE=DEL;END=400;SVLEN=-100\tGT\t0/1\t1/1\t0/0',
  '2\t5\t.\tG\tG]1:300]\t.\tPASS\tSVTYPE=BND\tGT\t0/1\t.|.\t0',
  '2\t9\t.\tC\t<*>\t.\t.\tEND=20\tGT:DP\t0/0:25\t0/0:.\t0/0',
  '',
].join('\n');
const bytes = new TextEncoder().encode(text);

/** The error's code, or "taken"; any other exception fails the test. */
function outcome(input: Uint8Array, strict: boolean): string {
  try {
    checkVcf([input], { strict, file: 'fuzz.vcf' });
    return 'taken';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.code).toMatch(/^IDUN_VCF_[A-Z0-9_]+$/);
    expect(error.message).toMatch(/\.$/);
    expect(error.place.expected).toBeTruthy();
    return error.code;
  }
}

describe('damaged files', () => {
  it('starts from a file that passes strictly', () => {
    expect(outcome(bytes, true)).toBe('taken');
  });

  it('never give anything but a FormatError, whatever is done to the bytes', () => {
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      remove: fc.nat(8),
      insert: fc.uint8Array({ maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, strict) => {
        let damaged = bytes;
        for (const { at, remove, insert } of edits) {
          damaged = Buffer.concat([damaged.subarray(0, at), insert, damaged.subarray(at + remove)]);
        }
        outcome(damaged, strict);
      }),
      { numRuns: 3000 },
    );
  });

  it('never give anything but a FormatError for lines made of the parts of VCF', () => {
    const part = fc.constantFrom(
      '\t',
      ';',
      '=',
      ',',
      ':',
      '/',
      '|',
      '.',
      '0',
      '1',
      'A',
      'C',
      '<',
      '>',
      '[',
      ']',
      '*',
      'GT',
      'DP',
      'AC',
      '"',
      ' ',
      '%',
      '-',
      '\r',
      '\u00e6',
    );
    const column = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    const start = text.indexOf('1\t100');
    fc.assert(
      fc.property(fc.array(column, { minLength: 6, maxLength: 14 }), (columns) => {
        outcome(Buffer.from(`${text.slice(0, start)}${columns.join('\t')}\n`), false);
      }),
      { numRuns: 3000 },
    );
  });

  it('are told by the seed: the same seed does the same', () => {
    for (let seed = 0; seed < 50; seed++) expect(mutateVcf(bytes, seed)).toEqual(mutateVcf(bytes, seed));
    expect(new Set(Array.from({ length: 300 }, (_, seed) => mutateVcf(bytes, seed).kind)).size).toBe(
      mutationKinds.length,
    );
  });

  // kinds that can never leave a valid file, and every code they may give
  const always: [MutationKind, RegExp][] = [
    ['genotype-out-of-range', /GT_RANGE/],
    ['genotype-garbage', /GT$/],
    ['add-column', /COLUMN_COUNT/],
    ['drop-column', /./],
    ['position-garbage', /POS|UNSORTED/],
    ['reference-garbage', /REF/],
    ['utf16', /ENCODING/],
    ['swap-lines', /UNSORTED|CONTIGUOUS/],
  ];

  it.each(always)('%s is always found', (kind, code) => {
    for (let seed = 0; seed < 200; seed++) {
      const found = outcome(mutateVcf(bytes, seed, kind).bytes, false);
      expect(found, `seed ${seed}`).not.toBe('taken');
      expect(found, `seed ${seed}`).toMatch(code);
    }
  });

  it('cut anywhere are found, but for a cut after a whole line', () => {
    const bodyStart = text.indexOf('1\t100');
    for (let size = 0; size < bytes.length; size++) {
      const whole = size >= bodyStart && bytes[size - 1] === 10;
      expect(outcome(bytes.slice(0, size), false) === 'taken', `cut at ${size}`).toBe(whole);
    }
  });

  it.each(mutationKinds)('%s gives a clear answer for every seed', (kind) => {
    for (let seed = 0; seed < 200; seed++)
      expect(outcome(mutateVcf(bytes, seed, kind).bytes, seed % 2 === 0)).toBeTruthy();
  });
});
