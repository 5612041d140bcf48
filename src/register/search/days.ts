import { dayOf, firstDayOf, noDay } from '../columns/index.ts';

/** Days of a range of dates, both included; no day lies in none. */
export function dayRange(range: { from?: string | undefined; to?: string | undefined } | undefined): {
  low: number;
  high: number;
} {
  if (range === undefined) return { low: 0, high: noDay };
  return {
    low: range.from === undefined ? 0 : dayOf(range.from),
    high: range.to === undefined ? noDay - 1 : dayOf(range.to),
  };
}

const daysOfYear = 365.25;

/** Days of life of somebody of whole years of age, a year being 365.25 days: as near as two days without a calendar. */
export function lifeDays(age: { from?: number | undefined; to?: number | undefined } | undefined): {
  low: number;
  high: number;
} {
  return {
    low: Math.ceil((age?.from ?? 0) * daysOfYear),
    high: age?.to === undefined ? 100_000 : Math.ceil((age.to + 1) * daysOfYear) - 1,
  };
}

/** Days of birth of those who have so many whole years on a day, by the calendar. */
export function birthDays(
  age: { from?: number | undefined; to?: number | undefined },
  on: string,
): { low: number; high: number } {
  const high = age.from === undefined ? dayOf(on) : dayOf(yearsBefore(on, age.from));
  const before = age.to === undefined ? null : yearsBefore(on, age.to + 1);
  return { low: before === null || before < '1900' ? 0 : dayOf(before) + 1, high };
}

// Born on a leap day: a birthday is the first of March where there is none.
function yearsBefore(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) - years;
  if (year < 1900) return '1899-12-31';
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDay = date.slice(5) === '02-29' && !leap ? '02-28' : date.slice(5);
  return `${year}-${monthDay}`;
}

/** Days of birth in years. */
export function yearRange({ from, to }: { from?: number | undefined; to?: number | undefined }): {
  low: number;
  high: number;
} {
  return {
    low: from === undefined ? 0 : firstDayOf(from),
    high: to === undefined ? noDay - 1 : firstDayOf(to + 1) - 1,
  };
}
