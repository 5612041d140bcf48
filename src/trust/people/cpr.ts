import { Problem } from '../../platform/problem/index.ts';
import type { CivilDate } from './civil-date.ts';
import { errors } from './errors.ts';

declare const cprBrand: unique symbol;
/** A civil registration or replacement number of ten characters. Never in a URL, a log, an error or a file name. */
export type Cpr = string & { readonly [cprBrand]: true };

/**
 * What a number is: a civil registration number; a national replacement number, which is one person's; or a local one, which two
 * hospitals may have given to two people.
 */
export type CprKind = 'civil' | 'replacement' | 'local-replacement';

/** Whether a text has the form of a number, with or without its hyphen. */
export const looksLikeCpr = (text: string): boolean => /^\d{6}-?\d[\dA-Z]{2}\d$/i.test(text.trim());

/**
 * Reads `DDMMYY-NNNN` or ten characters; replacement numbers may have two letters.
 * @throws Problem IDUN_PERSON_CPR, which does not repeat what was given
 */
export function parseCpr(text: string): Cpr {
  const compact = text.trim().replace('-', '').toUpperCase();
  const day = Number(compact.slice(0, 2));
  const month = Number(compact.slice(2, 4));
  // Replacement numbers of the older kind add 60 to the day.
  const isDay = (day >= 1 && day <= 31) || (day >= 61 && day <= 91);
  if (!looksLikeCpr(text) || !isDay || month < 1 || month > 12) {
    throw new Problem(errors.badCpr, 'The number does not begin with a date, or has not ten characters.', {
      expected: 'DDMMYY-NNNN',
    });
  }
  return compact as Cpr;
}

/** What kind of number it is. Of numbers with letters those with 1 or 7 in the seventh place are given nationally. */
export function cprKind(cpr: Cpr): CprKind {
  if (/[A-Z]/.test(cpr)) return /^.{6}[17]/.test(cpr) ? 'replacement' : 'local-replacement';
  return Number(cpr.slice(0, 2)) > 60 ? 'replacement' : 'civil';
}

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1] as const;

/** Whether the number passes modulus 11. Numbers given since 2007 may fail it and are valid: warn, never reject. */
export function passesModulus11(cpr: Cpr): boolean {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * Number(cpr[i]);
  return sum % 11 === 0;
}

/** What is odd about a number. Nothing of it is a reason to refuse it. */
export type CprWarning = 'modulus-11' | 'not-a-day';

/** What a careful reader would look at again: modulus 11 for civil numbers, and a day that the calendar has not. */
export function cprWarnings(cpr: Cpr): CprWarning[] {
  const warnings: CprWarning[] = [];
  if (cprKind(cpr) === 'civil' && !passesModulus11(cpr)) warnings.push('modulus-11');
  if (!/[A-Z]/.test(cpr) && birthOfCpr(cpr) === null) warnings.push('not-a-day');
  return warnings;
}

/** Seventh digit and two-digit year to century, as the register gives numbers out: below the limit the first, else the second. */
const centuries: readonly { digits: string; limit: number; below: number; else: number }[] = [
  { digits: '0123', limit: 100, below: 1900, else: 1900 },
  { digits: '49', limit: 37, below: 2000, else: 1900 },
  { digits: '5678', limit: 58, below: 2000, else: 1800 },
];

/** The day of birth that the number was given for; null for letters or a day that is none. Never the sex: that is recorded. */
export function birthOfCpr(cpr: Cpr): CivilDate | null {
  if (/[A-Z]/.test(cpr)) return null;
  const [day, month, year] = [0, 2, 4].map((at) => Number(cpr.slice(at, at + 2))) as [number, number, number];
  const rule = centuries.find(({ digits }) => digits.includes(cpr[6]!))!;
  const full = (year < rule.limit ? rule.below : rule.else) + year;
  const date = day > 60 ? day - 60 : day;
  if (date > daysOf(full, month)) return null;
  return { date: `${full}-${two(month)}-${two(date)}`, precision: 'day' };
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return days[month - 1]! + (month === 2 && leap ? 1 : 0);
}
