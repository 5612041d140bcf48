import { expect, test } from 'vitest';
import { civilOf, dayOf, isoDate } from './civil-days.ts';
import { centuryDigits, makeSyntheticCpr, passesModulus11 } from './cpr-number.ts';
import { makeRandom } from './random.ts';

test('civil dates and days are each other’s inverse', () => {
  expect(dayOf(1970, 1, 1)).toBe(0);
  expect(isoDate(dayOf(2024, 2, 29))).toBe('2024-02-29');
  expect(civilOf(dayOf(1899, 12, 31) + 1)).toEqual({ year: 1900, month: 1, day: 1 });
});

test('modulus 11 is the register’s', () => {
  expect(passesModulus11('0707614285')).toBe(true);
  expect(passesModulus11('0707614286')).toBe(false);
});

test('a synthetic number can be nobody’s and still tells sex, day and century', () => {
  const random = makeRandom(5);
  const taken = new Set<string>();
  for (const [year, month, day] of [
    [1931, 5, 9],
    [1999, 12, 31],
    [2000, 1, 1],
    [2026, 10, 30],
  ] as const) {
    for (const sex of ['male', 'female'] as const) {
      const number = makeSyntheticCpr(dayOf(year, month, day), sex, random, taken);
      expect(number).toMatch(/^\d{6}-\d{4}$/);
      const digits = number.replace('-', '');
      expect(Number(digits.slice(0, 2))).toBe(day + 60);
      expect(passesModulus11(digits)).toBe(false);
      expect(passesModulus11(String(day).padStart(2, '0') + digits.slice(2))).toBe(false);
      expect(centuryDigits(year)).toContain(Number(digits[6]));
      expect(Number(digits[9]) % 2).toBe(sex === 'male' ? 1 : 0);
    }
  }
  expect(taken.size).toBe(8);
});
