import { expect, test } from 'vitest';
import { dueOf, shareUsed } from './due.ts';

const now = new Date('2026-11-22T12:00:00Z').getTime();

test('a deadline is late, today, later or none', () => {
  expect(dueOf('2026-11-22T11:59:59Z', now)).toBe('late');
  expect(dueOf('2026-11-23T11:00:00Z', now)).toBe('today');
  expect(dueOf('2026-11-23T12:00:00Z', now)).toBe('later');
  expect(dueOf(null, now)).toBe('none');
});

test('the share of the time used stays between none and all', () => {
  expect(shareUsed('2026-11-20T12:00:00Z', '2026-11-24T12:00:00Z', now)).toBe(0.5);
  expect(shareUsed('2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z', now)).toBe(1);
  expect(shareUsed('2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z', now)).toBe(0);
  expect(shareUsed('2026-11-22T12:00:00Z', '2026-11-22T12:00:00Z', now)).toBe(1);
});
