import { expect, test } from 'vitest';
import { makeGenealogy } from './genealogy.ts';
import { makeRandom } from './random.ts';

test('a mutation is inherited by some leaves, each once, and stays so through recombination', () => {
  const genealogy = makeGenealogy(40, makeRandom(1));
  for (let i = 0; i < 3000; i++) {
    genealogy.recombine();
    const leaves = genealogy.leavesBelowRandomPoint();
    expect(new Set(leaves).size).toBe(leaves.length);
    expect(leaves.length).toBeGreaterThan(0);
    expect(leaves.length).toBeLessThan(40);
    expect(genealogy.totalLength()).toBeGreaterThan(0);
  }
});

test('many mutations are carried by one leaf only, as in a people that grew', () => {
  const genealogy = makeGenealogy(200, makeRandom(2));
  let single = 0;
  for (let i = 0; i < 4000; i++) {
    genealogy.recombine();
    if (genealogy.leavesBelowRandomPoint().length === 1) single++;
  }
  expect(single / 4000).toBeGreaterThan(0.3);
  expect(single / 4000).toBeLessThan(0.8);
});

test('neighbouring trees share most of their branches, distant ones few', () => {
  const genealogy = makeGenealogy(60, makeRandom(3));
  const cherries = (): Set<string> => {
    const pairs = new Set<string>();
    for (let i = 0; i < 4000; i++) {
      const leaves = genealogy.leavesBelowRandomPoint();
      if (leaves.length === 2) pairs.add(leaves.sort((a, b) => a - b).join());
    }
    return pairs;
  };
  const first = cherries();
  genealogy.recombine();
  const near = [...cherries()].filter((pair) => first.has(pair)).length;
  for (let i = 0; i < 2000; i++) genealogy.recombine();
  const far = [...cherries()].filter((pair) => first.has(pair)).length;
  expect(near).toBeGreaterThan(far);
});
