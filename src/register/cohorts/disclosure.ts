import { type Bitmap, countAnd, countBits } from '../../bits/index.ts';
import type { DisclosureRule } from '../../trust/scope/index.ts';
import type { Count, FacetValue } from './model.ts';

/** Protected counts are told in steps of at least so many people, so that two questions that differ by one person look alike. */
export const rounding = 5;

/** What counts are rounded to under a rule; 1 where they are exact. */
export function roundedTo(rule: DisclosureRule): number {
  return rule.minimumCount > 0 ? Math.max(rounding, rule.minimumCount) : 1;
}

/**
 * A count as the rule lets it leave. Exact where the rule has no minimum. Else nobody is nobody, fewer than the minimum is
 * protected, and everything else is told by its step: steps begin at the minimum and are at least as wide, so that the difference
 * of two shown counts may always be nobody, or as many as the minimum.
 */
export function protectCount(persons: number, rule: DisclosureRule): Count {
  if (rule.minimumCount <= 0 || persons === 0) return { persons };
  if (persons < rule.minimumCount) return { persons: null, protected: `<${rule.minimumCount}` };
  const step = roundedTo(rule);
  return { persons: step + step * Math.floor((persons - rule.minimumCount) / step) };
}

/** The difference of two counts as shown; null where it cannot be told. */
export function shownLoss(before: Count, after: Count): number | null {
  return before.persons === null || after.persons === null ? null : Math.max(0, before.persons - after.persons);
}

/** People in one of two sets and not in the other. */
export function symmetricDifference(a: Bitmap, b: Bitmap): number {
  return countBits(a) + countBits(b) - 2 * countAnd(a, b);
}

/** How many of a set have each value, the most frequent first. */
export function countValues(sets: ReadonlyMap<string, Bitmap>, among: Bitmap, rule: DisclosureRule): FacetValue[] {
  return [...sets]
    .map(([value, set]) => ({ value, n: countAnd(set, among) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))
    .map(({ value, n }) => ({ value, ...protectCount(n, rule) }));
}
