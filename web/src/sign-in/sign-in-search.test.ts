import { expect, test } from 'vitest';
import { safeTarget } from './sign-in-search.ts';

test('signing in leads to a page of this house only', () => {
  expect(safeTarget('/genomes?state=all')).toBe('/genomes?state=all');
  for (const next of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', 'javascript:0', '']) {
    expect(safeTarget(next), next).toBe('/');
  }
  expect(safeTarget(undefined)).toBe('/');
});
