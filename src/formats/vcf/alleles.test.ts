import { describe, expect, it } from 'vitest';
import { alleleKind, classifyAllele, makeAltOffsets, parseBreakend, splitAlts } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const classify = (text: string) => classifyAllele(bytes(text), 0, text.length);

describe('classifyAllele', () => {
  it.each([
    ['A', 'bases'],
    ['acgtnACGTN', 'bases'],
    ['R', 'ambiguous'],
    ['ACM', 'ambiguous'],
    ['*', 'spanningDeletion'],
    ['.', 'missing'],
    ['<*>', 'unspecified'],
    ['<NON_REF>', 'unspecified'],
    ['<X>', 'unspecified'],
    ['<DEL>', 'symbolic'],
    ['<DUP:TANDEM>', 'symbolic'],
    ['<CN0>', 'symbolic'],
    ['G]17:198982]', 'breakend'],
    ['G[17:198982[', 'breakend'],
    [']13:123456]T', 'breakend'],
    ['[17:198983[A', 'breakend'],
    ['C[<ctg1>:1[', 'breakend'],
    ['.A', 'breakend'],
    ['ACG.', 'breakend'],
    ['.[13:123457[', 'breakend'],
    ['', 'invalid'],
    ['<>', 'invalid'],
    ['<DEL', 'invalid'],
    ['<INS>BLAH>', 'invalid'],
    ['<A B>', 'invalid'],
    ['A T', 'invalid'],
    ['A]17:1[', 'invalid'],
    ['A]17]', 'invalid'],
    ['A]:5]', 'invalid'],
    ['Z', 'invalid'],
    ['0', 'invalid'],
    ['..', 'invalid'],
    [']1:5]', 'invalid'],
  ] as const)('%s is %s', (text, kind) => {
    expect(classify(text)).toBe(alleleKind[kind]);
  });
});

describe('parseBreakend', () => {
  it.each([
    ['G]17:198982]', { mateContig: '17', matePosition: 198982, mateRight: false, joinedAfter: true, bases: 'G' }],
    ['GC[17:198982[', { mateContig: '17', matePosition: 198982, mateRight: true, joinedAfter: true, bases: 'GC' }],
    [']13:123456]T', { mateContig: '13', matePosition: 123456, mateRight: false, joinedAfter: false, bases: 'T' }],
    [
      '[HLA-A*01:01:7[A',
      { mateContig: 'HLA-A*01:01', matePosition: 7, mateRight: true, joinedAfter: false, bases: 'A' },
    ],
    ['C[<ctg1>:1[', { mateContig: 'ctg1', matePosition: 1, mateRight: true, joinedAfter: true, bases: 'C' }],
    ['T.', { mateContig: '', matePosition: 0, mateRight: false, joinedAfter: true, bases: 'T' }],
    ['.T', { mateContig: '', matePosition: 0, mateRight: false, joinedAfter: false, bases: 'T' }],
  ])('%s', (text, expected) => {
    expect(parseBreakend(bytes(text), 0, text.length)).toEqual(expected);
  });
});

describe('splitAlts', () => {
  it('gives the offsets of each allele, and none for a dot', () => {
    const out = makeAltOffsets();
    const text = 'xxA,<DEL>,,C';
    expect(splitAlts(bytes(text), 2, text.length, out)).toBe(4);
    expect([0, 1, 2, 3].map((i) => text.slice(out.starts[i], out.ends[i]))).toEqual(['A', '<DEL>', '', 'C']);
    expect(splitAlts(bytes('.'), 0, 1, out)).toBe(0);
  });

  it('grows for a line of many alleles', () => {
    const out = makeAltOffsets();
    const text = Array.from({ length: 500 }, (_, i) => 'A'.repeat(i + 2)).join(',');
    expect(splitAlts(bytes(text), 0, text.length, out)).toBe(500);
    expect(out.ends[499]! - out.starts[499]!).toBe(501);
  });
});
