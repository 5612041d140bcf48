import { describe, expect, it } from 'vitest';
import { checkVcf } from './index.ts';

function order(...lines: string[]): string {
  const body = lines.map((line) => {
    const [chrom, pos, ref, alt] = line.split(' ');
    return `${chrom}\t${pos}\t.\t${ref}\t${alt}\t.\t.\t.`;
  });
  const text = ['##fileformat=VCFv4.3', '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO', ...body].join('\n');
  try {
    checkVcf([new TextEncoder().encode(`${text}\n`)]);
    return 'ok';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the order of lines', () => {
  it.each([
    [['1 5 A C', '1 5 A G', '1 6 C T', '2 1 A C', 'X 1 A C']],
    [['1 5 A <DEL>', '1 5 A <DEL>']],
    [['1 5 A <NON_REF>', '1 6 C <NON_REF>']],
    [['1 5 A .', '1 5 A .']],
    [['1 5 A C', '<1> 6 A C', '1 7 A C']],
    [['1 5 AT A', '1 6 T A', '1 6 T TT']],
    [['1 5 A ]2:5]A', '1 5 A ]2:5]A']],
  ])('%j is right', (lines) => {
    expect(order(...lines)).toBe('ok');
  });

  it.each([
    [['1 6 A C', '1 5 A C'], 'Line 4 (1:5) comes after position 6.'],
    [['1 6 A C', '2 1 A C', '1 7 A C'], 'Line 5 is of contig 1, whose lines ended before.'],
    [['1 5 A C', '1 5 A C'], 'Line 4 repeats an allele of line 3 (1:5).'],
    [['1 5 a c', '1 5 A C'], 'repeats an allele'],
    [['1 5 A C', '1 5 A G,C'], 'repeats an allele'],
    [['1 123 TAT TGT', '1 124 A G'], 'Line 4 repeats an allele of line 3 (1:124).'],
    [['1 123 AT AAT,AA', '1 124 T A'], 'repeats an allele'],
    [['1 5 ATTTTT ACTTTT', '1 5 A G', '1 6 T C'], 'Line 5 repeats an allele of line 3'],
  ])('%j is refused', (lines, message) => {
    expect(order(...lines)).toContain(message);
  });

  it('remembers only what can still be repeated', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `1 ${i + 1} ${'A'.repeat(50)} ${'A'.repeat(49)}C`);
    expect(order(...lines)).toBe('ok');
    expect(order(...lines, `1 5000 ${'A'.repeat(60)} ${'A'.repeat(49)}C${'A'.repeat(10)}`)).toContain(
      'Line 5003 repeats an allele of line 5002',
    );
  });
});
