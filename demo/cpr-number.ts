import { type CivilDay, civilOf } from './civil-days.ts';
import type { Random } from './random.ts';

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Whether ten digits pass the old modulus 11 check of the civil registration number. */
export function passesModulus11(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += weights[i]! * (digits.charCodeAt(i) - 48);
  return sum % 11 === 0;
}

/** Seventh digits that the register uses for a year of birth; the digit says the century. */
export function centuryDigits(year: number): readonly number[] {
  if (year < 1900) return [5, 6, 7, 8];
  if (year < 1937) return [0, 1, 2, 3];
  if (year < 2000) return [0, 1, 2, 3, 4, 9];
  return year < 2037 ? [4, 5, 6, 7, 8, 9] : [5, 6, 7, 8];
}

/**
 * A number of the shape DDMMYY-XXXX that can be nobody's: 60 is added to the day of birth, as in the health services' own test
 * numbers, and the serial fails modulus 11 both as written and with the true day. Odd last digit: male; even: female.
 * @param taken numbers given out already; the new one is added
 */
export function makeSyntheticCpr(born: CivilDay, sex: 'male' | 'female', random: Random, taken: Set<string>): string {
  const { year, month, day } = civilOf(born);
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = `${two(month)}${two(year % 100)}`;
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const middle = two(random.below(100));
    const last = random.below(5) * 2 + (sex === 'male' ? 1 : 0);
    const serial = `${random.pick(centuryDigits(year))}${middle}${last}`;
    const written = `${two(day + 60)}${rest}${serial}`;
    if (passesModulus11(written) || passesModulus11(`${two(day)}${rest}${serial}`)) continue;
    const number = `${written.slice(0, 6)}-${serial}`;
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
  throw new Error(`no free synthetic number is left for one day of birth; ask for fewer people`);
}
