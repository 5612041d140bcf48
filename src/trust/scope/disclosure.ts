import type { DisclosureRule } from './scope.ts';

/** Counts above zero and below this stay hidden in research; the public minimum is a setting of the installation. */
export const researchMinimum = 3;

/** Fewest people whose frequencies leave under a disclosure rule, where they are no published group. */
export const fewestPeople = 20;

/** Whether two sets are so alike, without being the same, that telling both would tell of the few between them. */
export function tooAlike(difference: number, rule: DisclosureRule): boolean {
  return rule.minimumCount > 0 && difference > 0 && difference < rule.minimumCount;
}
