import { expect, test } from 'vitest';
import { makeRandom } from './random.ts';

test('the same seed and label give the same numbers, another label others', () => {
  const draw = (seed: number, label: string): number[] => Array.from({ length: 5 }, makeRandom(seed, label).next);
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
  expect(draw(7, 'a')).not.toEqual(draw(8, 'a'));
});

test('a fork does not depend on how much was drawn before it', () => {
  const early = makeRandom(1).fork('x').next();
  const late = makeRandom(1);
  for (let i = 0; i < 100; i++) late.next();
  expect(late.fork('x').next()).toBe(early);
});

test('means and variances are those of the distributions', () => {
  const random = makeRandom(3);
  const mean = (draw: () => number): number => Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b, 0) / 20_000;
  expect(mean(() => random.next())).toBeCloseTo(0.5, 1);
  expect(mean(() => random.exponential())).toBeCloseTo(1, 1);
  expect(mean(() => random.poisson(2.5))).toBeCloseTo(2.5, 1);
  expect(mean(() => random.normal(0, 2) ** 2)).toBeCloseTo(4, 0);
  expect(mean(() => random.between(1, 6))).toBeCloseTo(3.5, 1);
  expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
});
