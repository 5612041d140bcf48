import { expect, test } from 'vitest';
import { readEgressSearch } from './egress-search.ts';

test('filters of an address are taken as they are meant, and nothing else', () => {
  expect(readEgressSearch({ outcome: 'refused', host: 'a.example', other: 1 })).toEqual({
    outcome: 'refused',
    host: 'a.example',
  });
  expect(readEgressSearch({ outcome: 'stolen', host: '' })).toEqual({});
  expect(readEgressSearch({ host: 7 })).toEqual({});
});
