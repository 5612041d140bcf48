import { expect, it } from 'vitest';
import {
  type Condition,
  chosenValues,
  completed,
  isComplete,
  newCondition,
  readAddress,
  toggleValue,
} from './model.ts';

it('a condition counts when it says something, and groups without what is still being written', () => {
  const empty: Condition = { field: 'sex', any: [] };
  const full: Condition = { field: 'sex', any: ['female'] };
  expect([empty, full, newCondition('age'), newCondition('affected')].map(isComplete)).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(completed([{ any: [empty, { not: full }] }, { all: [empty] }, empty])).toEqual([{ any: [{ not: full }] }]);
});

it('a facet’s value makes, widens, narrows and ends its condition', () => {
  const one = toggleValue([], 'sex', 'female');
  const two = toggleValue(one, 'sex', 'male');
  expect(chosenValues(two, 'sex')).toEqual(['female', 'male']);
  expect(toggleValue(toggleValue(two, 'sex', 'female'), 'sex', 'male')).toEqual([]);
});

it('an address gives the conditions it holds, and nothing that is none', () => {
  const conditions = [
    { not: { any: [{ field: 'gene', gene: 'PCSK9' }] } },
    { field: 'cpr', any: ['x'] },
    { field: 'age', from: 'x' },
    7,
  ];
  expect(readAddress({ data: 'synthetic', conditions }, 'real')).toEqual({
    data: 'synthetic',
    conditions: [{ not: { any: [{ field: 'gene', gene: 'PCSK9' }] } }],
  });
  expect(readAddress('x', 'real')).toEqual({ data: 'real', conditions: [] });
});
