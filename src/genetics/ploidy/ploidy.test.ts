import { expect, test } from 'vitest';
import { noPar, parRegions } from '../contigs/index.ts';
import { expectedPloidy } from './index.ts';

const par = parRegions('GRCh38');

test('autosomes and unplaced contigs are diploid, the mitochondrion haploid, whatever the sex', () => {
  for (const sex of ['male', 'female', 'unknown'] as const) {
    expect(expectedPloidy('autosome', sex, 5, par)).toBe(2);
    expect(expectedPloidy('other', sex, 5, par)).toBe(2);
    expect(expectedPloidy('MT', sex, 5, par)).toBe(1);
  }
});

test('X and Y of men change at the borders of the pseudo-autosomal regions', () => {
  expect([9999, 10000, 2781478, 2781479].map((p) => expectedPloidy('X', 'male', p, par))).toEqual([1, 2, 2, 1]);
  expect([56887901, 56887902].map((p) => expectedPloidy('Y', 'male', p, par))).toEqual([1, 2]);
  expect(expectedPloidy('X', 'male', 10000, noPar)).toBe(1);
});

test('women have two X and no Y', () => {
  expect([0, 20000, 5_000_000].map((p) => expectedPloidy('X', 'female', p, par))).toEqual([2, 2, 2]);
  expect([0, 20000, 5_000_000].map((p) => expectedPloidy('Y', 'female', p, par))).toEqual([0, 0, 0]);
});

test('an unknown sex leaves X and Y to the call', () => {
  expect(expectedPloidy('X', 'unknown', 5_000_000, par)).toBeNull();
  expect(expectedPloidy('Y', 'unknown', 20000, par)).toBeNull();
  expect(expectedPloidy('X', 'unknown', 20000, par)).toBe(2);
});

test('a synthetic reference brings its own regions', () => {
  const own = { X: [{ start: 0, end: 100 }], Y: [{ start: 0, end: 50 }] };
  expect(expectedPloidy('Y', 'male', 49, own)).toBe(2);
  expect(expectedPloidy('Y', 'male', 50, own)).toBe(1);
});
