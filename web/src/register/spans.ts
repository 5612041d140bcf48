/** Units in which people say a stretch of time. */
export const units = ['days', 'months', 'years'] as const;
export type Unit = (typeof units)[number];

const daysOf: Record<Unit, number> = { days: 1, months: 365.25 / 12, years: 365.25 };

/** A stretch of time as it is written: so many of a unit, before or after. */
export interface Span {
  number: number;
  unit: Unit;
  before: boolean;
}

/** Whole days of a span; before is negative. */
export function daysOfSpan({ number, unit, before }: Span): number {
  const days = Math.round(number * daysOf[unit]);
  return before && days > 0 ? -days : days;
}

/** The span that gives so many days, in the largest unit that gives exactly as many. */
export function spanOfDays(days: number): Span {
  const size = Math.abs(days);
  const before = days < 0;
  for (const unit of ['years', 'months'] as const) {
    const number = Math.round(size / daysOf[unit]);
    // Thirteen months are said as months, and so are 26 weeks; 400 days are not.
    if (number > 0 && Math.abs(size - number * daysOf[unit]) <= 0.5) return { number, unit, before };
  }
  // Round years are written as 365 days a year too.
  if (size > 0 && size % 365 === 0) return { number: size / 365, unit: 'years', before };
  return { number: size, unit: 'days', before };
}
