const year = 365.25;
const months = (n: number): number => n * (year / 12);

/**
 * The Directory's ranges of age (its list AgeRanges) as the register asks for them: whole days of life from and before. Its two last
 * meet at 80.
 */
const ranges = [
  { key: 'newborn', from: 0, before: months(2) },
  { key: 'infant', from: months(2), before: 2 * year },
  { key: 'child', from: 2 * year, before: 13 * year },
  { key: 'adolescent', from: 13 * year, before: 18 * year },
  { key: 'young-adult', from: 18 * year, before: 25 * year },
  { key: 'adult', from: 25 * year, before: 45 * year },
  { key: 'middle-aged', from: 45 * year, before: 65 * year },
  { key: 'aged', from: 65 * year, before: 80 * year },
  { key: 'very-aged', from: 80 * year, before: 131 * year },
] as const;

export type AgeRange = (typeof ranges)[number]['key'];

/** The ranges as the register's condition on age at sampling has them: years, the last one whole. */
export const ageRanges = ranges.map(({ key, from, before }) => ({
  key,
  ageAtSampling: { from: from / year, to: before / year - 1 },
}));
