import { describe, expect, test } from 'vitest';
import { type Candidate, planPicks } from './plan.ts';

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Wishes of so many equivalent tubes each, in so many racks. */
function makeWishes(seed: number, wishes: number, racks: number, most: number): Candidate<number>[][] {
  const draw = numbers(seed);
  return Array.from({ length: wishes }, (_, wish) =>
    Array.from({ length: 1 + draw(most) }, (__, i) => {
      const rack = draw(racks);
      return { rack, order: rack * 100 + draw(96), tube: wish * 100 + i };
    }),
  );
}

/** The least racks that serve every wish, by trying all sets of racks. */
function least(wishes: readonly (readonly Candidate<number>[])[], racks: number): number {
  const masks = wishes.map((list) => list.reduce((mask, { rack }) => mask | (1 << rack), 0));
  let best = racks;
  for (let set = 0; set < 1 << racks; set++) {
    if (masks.some((mask) => (mask & set) === 0)) continue;
    let count = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) count++;
    best = Math.min(best, count);
  }
  return best;
}

describe('a pick plan', () => {
  test('gives every wish one of its tubes, in the order of walking', () => {
    const wishes = makeWishes(7, 400, 60, 4);
    const { picks, racks } = planPicks(wishes);
    expect(picks.map(({ wish }) => wish).sort((a, b) => a - b)).toEqual(wishes.map((_, i) => i));
    for (const { wish, candidate } of picks) expect(wishes[wish]).toContain(candidate);
    expect(picks.map(({ candidate }) => candidate.order)).toEqual(
      picks.map(({ candidate }) => candidate.order).sort((a, b) => a - b),
    );
    expect(racks).toBe(new Set(picks.map(({ candidate }) => candidate.rack)).size);
    // No rack of it is needless.
    for (const rack of new Set(picks.map(({ candidate }) => candidate.rack))) {
      const open = new Set(picks.map(({ candidate }) => candidate.rack).filter((one) => one !== rack));
      expect(wishes.every((list) => list.some((one) => open.has(one.rack)))).toBe(false);
    }
  });

  test('moves each rack once when there is nothing to choose', () => {
    const wishes = makeWishes(3, 5000, 300, 1);
    expect(planPicks(wishes).racks).toBe(new Set(wishes.map(([one]) => one!.rack)).size);
    expect(planPicks([[], [{ rack: 1, order: 1, tube: 1 }]]).picks).toHaveLength(1);
  });

  test('is the least there is, or one rack more, where all sets of racks can be tried', () => {
    let same = 0;
    let tried = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const racks = 6 + (seed % 7);
      const wishes = makeWishes(seed, 8 + (seed % 13), racks, 3);
      const best = least(wishes, racks);
      const got = planPicks(wishes).racks;
      expect(got).toBeLessThanOrEqual(best + 1);
      if (got === best) same++;
      tried++;
    }
    expect(same / tried).toBeGreaterThan(0.93);
  });

  test('10,000 tubes of 40,000 equivalent ones are planned well within a second', () => {
    const wishes = makeWishes(11, 10_000, 4000, 7);
    planPicks(wishes.slice(0, 500));
    const began = process.cpuUsage();
    const { racks } = planPicks(wishes);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(1000);
    const first = new Set(wishes.map(([one]) => one!.rack)).size;
    expect(racks).toBeLessThan(0.6 * first);
  });
});
