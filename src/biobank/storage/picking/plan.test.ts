import { describe, expect, test } from 'vitest';
import { type Candidate, planPicks, type Wish } from './plan.ts';

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

const each = <T>(wishes: readonly (readonly Candidate<T>[])[], take = 1): Wish<T>[] =>
  wishes.map((candidates) => ({ take, candidates }));

/** The least racks that serve every wish, by trying all sets of racks. */
function least(wishes: readonly Wish<number>[], racks: number, wanted = Number.POSITIVE_INFINITY): number {
  const most = wishes.reduce((sum, { take, candidates }) => sum + Math.min(take, candidates.length), 0);
  let best = racks;
  for (let set = 0; set < 1 << racks; set++) {
    const got = wishes.reduce((sum, { take, candidates }) => {
      const there = candidates.filter(({ rack }) => (set & (1 << rack)) !== 0).length;
      return sum + Math.min(take, there);
    }, 0);
    if (got < Math.min(wanted, most)) continue;
    let count = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) count++;
    best = Math.min(best, count);
  }
  return best;
}

describe('a pick plan', () => {
  test('gives every wish one of its tubes, in the order of walking', () => {
    const wishes = makeWishes(7, 400, 60, 4);
    const { picks, racks } = planPicks(each(wishes));
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
    expect(planPicks(each(wishes)).racks).toBe(new Set(wishes.map(([one]) => one!.rack)).size);
    expect(planPicks(each([[], [{ rack: 1, order: 1, tube: 1 }]])).picks).toHaveLength(1);
  });

  test('is the least there is, or one rack more, where all sets of racks can be tried', () => {
    let same = 0;
    let tried = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const racks = 6 + (seed % 7);
      const wishes = makeWishes(seed, 8 + (seed % 13), racks, 3);
      const best = least(each(wishes), racks);
      const got = planPicks(each(wishes)).racks;
      expect(got).toBeLessThanOrEqual(best + 1);
      if (got === best) same++;
      tried++;
    }
    expect(same / tried).toBeGreaterThan(0.93);
  });

  test('takes several of a wish, and so many of all, from the least racks or one more', () => {
    let same = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const racks = 6 + (seed % 5);
      const take = 1 + (seed % 3);
      const wishes = each(makeWishes(seed, 6 + (seed % 9), racks, 6), take);
      const most = wishes.reduce((sum, { candidates }) => sum + Math.min(take, candidates.length), 0);
      const count = seed % 2 === 0 ? most : Math.ceil(most / 2);
      const { picks, racks: got } = planPicks(wishes, count);
      expect(picks).toHaveLength(count);
      expect(new Set(picks.map(({ candidate }) => candidate.tube)).size).toBe(count);
      for (const [wish, { candidates }] of wishes.entries()) {
        const own = picks.filter((one) => one.wish === wish);
        expect(own.length).toBeLessThanOrEqual(take);
        for (const { candidate } of own) expect(candidates).toContain(candidate);
      }
      const best = least(wishes, racks, count);
      expect(got).toBeLessThanOrEqual(best + 1);
      if (got === best) same++;
    }
    expect(same).toBeGreaterThan(90);
    const draw = numbers(5);
    const many = Array.from({ length: 900 }, (_, tube) => ({
      rack: Math.floor(Math.sqrt(draw(1600))),
      order: tube,
      tube,
    }));
    const sizes = Array.from({ length: 40 }, (_, no) => many.filter(({ rack }) => rack === no).length).sort(
      (a, b) => b - a,
    );
    let [left, fewest] = [300, 0];
    while (left > 0) left -= sizes[fewest++]!;
    expect(planPicks([{ take: 300, candidates: many }]).racks).toBe(fewest);
  });

  test('10,000 tubes of 40,000 equivalent ones are planned well within a second', () => {
    const wishes = makeWishes(11, 10_000, 4000, 7);
    planPicks(each(wishes.slice(0, 500)));
    const began = process.cpuUsage();
    const { racks } = planPicks(each(wishes));
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(1000);
    const first = new Set(wishes.map(([one]) => one!.rack)).size;
    expect(racks).toBeLessThan(0.6 * first);
  });
});
