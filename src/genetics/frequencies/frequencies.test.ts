import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faf95, filteringAlleleFrequency, hardyWeinbergTest, wilsonInterval } from './index.ts';

/** P(X ≥ count) summed term by term: slow and plain. */
function poissonAtLeast(count: number, mean: number): number {
  let below = 0;
  let logFactorial = 0;
  for (let k = 0; k < count; k++) {
    if (k > 0) logFactorial += Math.log(k);
    below += Math.exp(k * Math.log(mean) - mean - logFactorial);
  }
  return 1 - below;
}

test('FAF95 has the published quantiles (half of chi-squared with 2·AC degrees of freedom)', () => {
  expect(faf95(2, 1)!).toBeCloseTo(0.3553615, 6);
  expect(faf95(3, 1)!).toBeCloseTo(0.8176914, 6);
  expect(faf95(10, 1)!).toBeCloseTo(5.425406, 5);
  expect(faf95(100, 1)!).toBeCloseTo(84.13928, 4);
});

test('a single copy and no copy give 0, no called allele gives null', () => {
  expect([faf95(0, 100), faf95(1, 100), faf95(0, 0)]).toEqual([0, 0, null]);
});

test('FAF95 is the border of the definition', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 1, max: 2_000_000 }), (ac, an) => {
      const mean = faf95(ac, an)! * an;
      expect(poissonAtLeast(ac, mean)).toBeCloseTo(0.05, 9);
      expect(filteringAlleleFrequency(ac, an, 0.95)).toBe(faf95(ac, an));
      expect(filteringAlleleFrequency(ac, an, 0.99)!).toBeLessThan(faf95(ac, an)!);
    }),
  );
});

test('large counts: rising, below AC/AN, and near the normal approximation', () => {
  for (const ac of [5_000, 65_535, 65_536, 1_000_000]) {
    const mean = faf95(ac, 1)!;
    expect(mean).toBeGreaterThan(faf95(ac - 1, 1)!);
    expect(Math.abs(mean - (ac - 1.6448536 * Math.sqrt(ac) + 0.568))).toBeLessThan(0.2);
  }
});

test('Wilson interval', () => {
  const interval = wilsonInterval(10, 100)!;
  expect(interval.lower).toBeCloseTo(0.0552291, 6);
  expect(interval.upper).toBeCloseTo(0.1743657, 6);
  expect(wilsonInterval(0, 50)!.lower).toBe(0);
  expect(wilsonInterval(50, 50)!.upper).toBe(1);
  expect(wilsonInterval(0, 0)).toBeNull();
});

/** All outcomes with the same allele counts, by logarithms of factorials. */
function plainHardyWeinberg(het: number, homRef: number, homAlt: number): number {
  const genomes = het + homRef + homAlt;
  const alternates = het + 2 * homAlt;
  const logFactorial = (n: number) => Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
  const weights = new Map<number, number>();
  for (let h = alternates & 1; h <= Math.min(alternates, 2 * genomes - alternates); h += 2) {
    const alt = (alternates - h) / 2;
    const w = h * Math.LN2 - logFactorial(h) - logFactorial(alt) - logFactorial(genomes - h - alt);
    weights.set(h, w);
  }
  const top = Math.max(...weights.values());
  const seen = Math.exp(weights.get(het)! - top);
  const all = [...weights.values()].map((w) => Math.exp(w - top));
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
  return sum(all.filter((p) => p <= seen * (1 + 1e-8))) / sum(all);
}

test('Hardy–Weinberg: the counts of the paper’s kind and plain enumeration agree', () => {
  expect(hardyWeinbergTest(0, 0, 0)).toBe(1);
  expect(hardyWeinbergTest(57, 14, 50)).toBeCloseTo(plainHardyWeinberg(57, 14, 50), 10);
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(60), (het, homRef, homAlt) => {
      expect(hardyWeinbergTest(het, homRef, homAlt)).toBeCloseTo(plainHardyWeinberg(het, homRef, homAlt), 9);
    }),
  );
});

test('Hardy–Weinberg stays finite where the deviation is extreme', () => {
  expect(hardyWeinbergTest(0, 50_000, 50_000)).toBe(0);
  expect(hardyWeinbergTest(100_000, 0, 0)).toBeLessThan(1e-300);
});
