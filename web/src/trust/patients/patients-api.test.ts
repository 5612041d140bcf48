import { expect, test } from 'vitest';
import { maybeNumber } from './patients-api.ts';

test('what may be a civil registration number is told from variants, genes and ids', () => {
  // No number of anybody: the day is the 99th.
  for (const text of ['9999991234', '999999-1234', ' 999999 1234 ', '999999-AB12']) {
    expect(maybeNumber(text), text).toBe(true);
  }
  for (const text of ['1-55051215-G-A', 'BRCA2', 'rs1234567890', '13:32315086-32400268', 'per_4f', '12345']) {
    expect(maybeNumber(text), text).toBe(false);
  }
});
