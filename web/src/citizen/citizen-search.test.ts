import { expect, it } from 'vitest';
import { readCitizenSearch } from './citizen-search.ts';

it('takes an id of a person and nothing that could be a number of one', () => {
  expect(readCitizenSearch({ person: 'per_abc123' })).toEqual({ person: 'per_abc123' });
  expect(readCitizenSearch({ person: '010190-5555' })).toEqual({});
  expect(readCitizenSearch({ person: ['per_a', 'per_b'] })).toEqual({});
  expect(readCitizenSearch({})).toEqual({});
});
