import { expect, test } from 'vitest';
import { holdsNul } from './nul-check.ts';

test('U+0000 is found in keys and values at any depth, and nowhere else', () => {
  for (const value of ['a\0', { a: ['x', { b: '\0' }] }, { 'k\0': 1 }]) expect(holdsNul(value)).toBe(true);
  for (const value of ['', null, undefined, 0, { a: [1, 'x', { b: '\u0001' }] }, Buffer.from([0])]) {
    expect(holdsNul(value)).toBe(false);
  }
});
