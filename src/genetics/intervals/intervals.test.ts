import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containsInterval,
  containsPosition,
  coveredBases,
  intersectIntervals,
  listIntervals,
  mergeIntervals,
  overlapsInterval,
  subtractIntervals,
  uniteIntervals,
} from './index.ts';

const size = 60;
const intervals = fc.array(
  fc.tuple(fc.nat(size), fc.nat(12)).map(([start, length]) => ({ start, end: Math.min(size, start + length) })),
  { maxLength: 12 },
);

function bases(list: readonly { start: number; end: number }[]): Set<number> {
  const out = new Set<number>();
  for (const { start, end } of list) for (let p = start; p < end; p++) out.add(p);
  return out;
}

test('touching intervals are joined and empty ones dropped', () => {
  const set = mergeIntervals([
    { start: 10, end: 20 },
    { start: 5, end: 10 },
    { start: 30, end: 30 },
    { start: 40, end: 41 },
  ]);
  expect(listIntervals(set)).toEqual([
    { start: 5, end: 20 },
    { start: 40, end: 41 },
  ]);
});

test('set algebra agrees with sets of bases', () => {
  fc.assert(
    fc.property(intervals, intervals, (left, right) => {
      const [a, b] = [mergeIntervals(left), mergeIntervals(right)];
      const [inA, inB] = [bases(left), bases(right)];
      expect(bases(listIntervals(a))).toEqual(inA);
      expect(coveredBases(a)).toBe(inA.size);
      expect(bases(listIntervals(intersectIntervals(a, b)))).toEqual(new Set([...inA].filter((p) => inB.has(p))));
      expect(bases(listIntervals(uniteIntervals(a, b)))).toEqual(new Set([...inA, ...inB]));
      expect(bases(listIntervals(subtractIntervals(a, b)))).toEqual(new Set([...inA].filter((p) => !inB.has(p))));
    }),
  );
});

test('questions about a stretch agree with sets of bases', () => {
  fc.assert(
    fc.property(intervals, fc.nat(size), fc.integer({ min: 1, max: 15 }), (list, start, length) => {
      const set = mergeIntervals(list);
      const inside = bases(list);
      const stretch = Array.from({ length }, (_, i) => start + i);
      expect(containsPosition(set, start)).toBe(inside.has(start));
      expect(containsInterval(set, start, start + length)).toBe(stretch.every((p) => inside.has(p)));
      expect(overlapsInterval(set, start, start + length)).toBe(stretch.some((p) => inside.has(p)));
    }),
  );
});
