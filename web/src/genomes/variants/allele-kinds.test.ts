import { expect, it } from 'vitest';
import type { RegionAllele } from '../../api/answers.ts';
import { kindOf, narrowAlleles } from './allele-kinds.ts';

const allele = (ref: string, alt: string, filters: string[] = []) => ({ ref, alt, filters }) as RegionAllele;

it('an allele is a substitution, an insertion, a deletion, or something else', () => {
  const kinds = [allele('A', 'G'), allele('A', 'AT'), allele('AT', 'A'), allele('AT', 'GC'), allele('AT', 'GCC')];
  expect(kinds.map(kindOf)).toEqual(['snv', 'insertion', 'deletion', 'other', 'other']);
});

it('alleles are narrowed by filter and kind, and each count leaves its own choice out', () => {
  const rows = [
    allele('A', 'G', ['PASS']),
    allele('A', 'T', ['q10', 's50']),
    allele('A', 'AT', ['PASS']),
    allele('C', 'T'),
  ];
  const { kept, facets } = narrowAlleles(rows, { filters: ['PASS'], kind: ['snv'] });
  expect(kept).toEqual([rows[0]]);
  expect(facets['kind']).toEqual([
    { value: 'snv', count: 1 },
    { value: 'insertion', count: 1 },
  ]);
  expect(facets['filters']).toEqual([
    { value: 'PASS', count: 1 },
    { value: 'q10', count: 1 },
    { value: 's50', count: 1 },
    { value: '', count: 1 },
  ]);
  expect(narrowAlleles(rows, {}).kept).toBe(rows);
});
