import { describe, expect, it } from 'vitest';
import { isRsId, parseVariantKey, shortAllele, variantKey, variantKind } from './variant-key.ts';

describe('variant keys', () => {
  it('reads what people write', () => {
    const expected = { chrom: '1', pos: 55051215, ref: 'G', alt: 'A' };
    expect(parseVariantKey('1-55051215-G-A')).toEqual(expected);
    expect(parseVariantKey(' 1-55051215-g-a ')).toEqual(expected);
    expect(parseVariantKey('1:55051215G>A')).toEqual(expected);
    expect(parseVariantKey('1:55,051,215 G>A')).toEqual(expected);
    expect(parseVariantKey('1:55051215:G:A')).toEqual(expected);
    expect(parseVariantKey('chr1:55051215G>A')?.chrom).toBe('chr1');
    expect(parseVariantKey('NC_000001.11:g.55051215G>A')?.chrom).toBe('NC_000001.11');
    expect(parseVariantKey('HLA-A-12-G-A')?.chrom).toBe('HLA-A');
  });

  it('refuses what is not a variant', () => {
    for (const text of ['', 'PCSK9', '1:55040000-55070000', '1-0-G-A', '1-12-G-<DEL>', 'rs28362286']) {
      expect(parseVariantKey(text)).toBeNull();
    }
  });

  it('writes and reads the same key', () => {
    const key = 'X-2781480-CTT-C';
    expect(variantKey(parseVariantKey(key)!)).toBe(key);
  });

  it('knows rsIDs, shortens long alleles and names the change', () => {
    expect(isRsId('rs28362286')).toBe(true);
    expect(isRsId('rsx')).toBe(false);
    expect(shortAllele('ACGT')).toBe('ACGT');
    expect(shortAllele('A'.repeat(1200))).toBe(`${'A'.repeat(12)}…(1200)`);
    expect(variantKind({ ref: 'G', alt: 'A' })).toBe('snv');
    expect(variantKind({ ref: 'GT', alt: 'AC' })).toBe('mnv');
    expect(variantKind({ ref: 'G', alt: 'GA' })).toBe('insertion');
    expect(variantKind({ ref: 'GA', alt: 'G' })).toBe('deletion');
    expect(variantKind({ ref: 'G', alt: '<DEL>' })).toBe('structural');
    expect(variantKind({ ref: 'G', alt: 'G]17:198982]' })).toBe('structural');
  });
});
