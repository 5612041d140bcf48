import { expect, test } from 'vitest';
import { isId, newId } from './index.ts';

test('ids are typed, random and 22 base62 characters long', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId('gen')));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^gen_[0-9A-Za-z]{22}$/);
});

test('an id of another type is not accepted', () => {
  const id = newId('per');
  expect(isId('per', id)).toBe(true);
  expect(isId('gen', id)).toBe(false);
  expect(isId('per', `${id}x`)).toBe(false);
});
