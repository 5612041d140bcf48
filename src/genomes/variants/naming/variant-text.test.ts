import { expect, test } from 'vitest';
import { readRegionText, readVariantText } from './index.ts';

const pcsk9 = { kind: 'allele', start: 55051214, ref: 'G', alt: 'A' };

test.each([
  ['1-55051215-G-A', '1'],
  ['1:55051215:G:A', '1'],
  ['chr1:55051215G>A', 'chr1'],
  ['chr1:55,051,215 g>a', 'chr1'],
  ['NC_000001.11:g.55051215G>A', 'NC_000001.11'],
  ['chr1_55051215_G_A', 'chr1'],
  ['1\t55051215\trs11591147\tG\tA', '1'],
  ['HLA-A*01:01-55051215-G-A', 'HLA-A*01:01'],
])('%s names the same variant', (text, contig) => {
  expect(readVariantText(text)).toEqual({ ...pcsk9, contig });
});

test('identifiers are told apart from alleles', () => {
  expect(readVariantText(' rs11591147 ')).toEqual({ kind: 'id', id: 'rs11591147' });
  expect(readVariantText('COSM9')).toEqual({ kind: 'id', id: 'COSM9' });
});

test('structural alleles keep their text', () => {
  const at = { kind: 'structural', contig: '1', start: 999 };
  expect(readVariantText('1-1000-N-<DEL>')).toEqual({ ...at, ref: 'N', alt: '<DEL>' });
  expect(readVariantText('1:1000:g:G]17:198982]')).toEqual({ ...at, ref: 'G', alt: 'G]17:198982]' });
  expect(readVariantText('1-1000-A-*')).toEqual({ ...at, ref: 'A', alt: '*' });
});

test.each(['1-0-G-A', '1-5-G-G', '1-5-G-X', '', '17 is a nice number', '1-99999999999-A-C'])(
  '%j is refused',
  (text) => {
    expect(() => readVariantText(text)).toThrow(expect.objectContaining({ code: 'IDUN_VARIANT_BAD_KEY' }));
  },
);

test('regions are 1-based and closed outside, 0-based and half-open inside', () => {
  expect(readRegionText('1:55040000-55070000')).toEqual({ contig: '1', start: 55039999, end: 55070000 });
  expect(readRegionText('chr1:1,000-2,000')).toEqual({ contig: 'chr1', start: 999, end: 2000 });
  expect(readRegionText('chr1:7')).toEqual({ contig: 'chr1', start: 6, end: 7 });
  expect(readRegionText('X:100-')).toEqual({ contig: 'X', start: 99, end: null });
  expect(readRegionText('MT')).toEqual({ contig: 'MT', start: 0, end: null });
});

test.each(['1:0-5', '1:9-5', '1:a-b', '1 2'])('region %j is refused', (text) => {
  expect(() => readRegionText(text)).toThrow(expect.objectContaining({ code: 'IDUN_VARIANT_BAD_REGION' }));
});
