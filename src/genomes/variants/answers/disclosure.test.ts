import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDisclosure, groupAnswer } from './index.ts';

const answer = (group: string, ac: number) =>
  groupAnswer(group, { ac, an: 100, hom: ac > 1 ? 1 : 0, hemi: 0, het: ac, missing: 0, unknown: 0 });
const rule = { minimumCount: 5 };
const shown = (groups: [string, number][]) =>
  applyDisclosure(
    groups.map(([group, ac]) => answer(group, ac)),
    rule,
  ).map((g) => g.protected ?? g.ac);

test('a small count hides everything that derives from it; zero and large counts stay', () => {
  const [all, dataset, other] = applyDisclosure(
    [answer('all', 3), answer('dataset:a', 3), answer('dataset:b', 0)],
    rule,
  );
  for (const group of [all, dataset]) {
    expect(group).toMatchObject({ ac: null, af: null, hom: null, hemi: null, het: null, faf95: null, protected: '<5' });
    expect(group!.an).toBe(100);
  }
  expect(other).toMatchObject({ ac: 0, af: 0 });
});

test('a hidden count cannot be had by subtracting the others', () => {
  expect(
    shown([
      ['all', 30],
      ['sex:female', 28],
      ['sex:male', 2],
    ]),
  ).toEqual([30, 'complement', '<5']);
  expect(
    shown([
      ['all', 60],
      ['dataset:a', 30],
      ['dataset:b', 28],
      ['dataset:c', 2],
    ]),
  ).toEqual([60, 30, 'complement', '<5']);
  expect(
    shown([
      ['all', 9],
      ['sex:female', 3],
      ['sex:male', 2],
    ]),
  ).toEqual([9, '<5', '<5']);
  // Two more carriers are in no published group: subtraction gives the sum of two unknowns only.
  expect(
    shown([
      ['all', 30],
      ['affected:yes', 2],
      ['affected:no', 21],
    ]),
  ).toEqual([30, '<5', 21]);
});

test('a small rest that no group names is hidden as well', () => {
  expect(
    shown([
      ['all', 30],
      ['unrelated', 28],
    ]),
  ).toEqual([30, 'complement']);
  expect(
    shown([
      ['all', 30],
      ['unrelated', 20],
    ]),
  ).toEqual([30, 20]);
  expect(
    shown([
      ['all', 30],
      ['patientGroup:a', 10],
      ['patientGroup:b', 17],
    ]),
  ).toEqual([30, 'complement', 17]);
});

test('no protection without a minimum', () => {
  const groups = [answer('all', 1), answer('sex:male', 1)];
  expect(applyDisclosure(groups, { minimumCount: 0 })).toEqual(groups);
});

test('whatever the counts, no small one is shown or is the only unknown of a kind', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 0, max: 8 }), (parts, rest) => {
      const total = parts.reduce((a, b) => a + b, rest);
      const groups = applyDisclosure([answer('all', total), ...parts.map((ac, i) => answer(`dataset:${i}`, ac))], rule);
      for (const { ac } of groups) expect(ac === null || ac === 0 || ac >= 5).toBe(true);
      if (groups[0]!.ac === null) return;
      const hidden = groups.slice(1).filter((g) => g.ac === null);
      const known = groups.slice(1).reduce((sum, g) => sum + (g.ac ?? 0), 0);
      const gap = total - known;
      const unknowns = hidden.length + (rest > 0 ? 1 : 0);
      // One unknown alone is exactly the gap: it must not be a small count.
      if (unknowns === 1) expect(gap >= 5).toBe(true);
    }),
  );
});
