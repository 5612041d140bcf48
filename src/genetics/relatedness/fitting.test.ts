import { expect, test } from 'vitest';
import { fittingRelations, type Kinship } from './index.ts';

const pair = (kinship: number, ibs0: number, sites = 4000): Kinship => ({
  kinship,
  sites,
  ibs0,
  hetHet: sites / 5,
  hetA: sites / 3,
  hetB: sites / 3,
});

test.each([
  ['the same genome', 0.49, 4, ['same-genome']],
  ['a parent and child', 0.24, 2, ['parent-child']],
  ['siblings', 0.26, 60, ['full-siblings']],
  ['an aunt', 0.12, 120, ['second-degree']],
  ['strangers', -0.02, 300, ['unrelated']],
  ['people of two populations', -0.3, 500, ['unrelated']],
])('many sites: %s', (_, kinship, ibs0, among) => {
  expect(fittingRelations(pair(kinship, ibs0), 4000)).toMatchObject({ relation: among[0], among });
});

test('few sites leave more possible, and linked sites are few', () => {
  expect(fittingRelations(pair(0.24, 1, 300), 300)).toMatchObject({
    relation: 'uncertain',
    among: ['parent-child', 'full-siblings', 'second-degree'],
  });
  expect(fittingRelations(pair(0.12, 120), 250).relation).toBe('uncertain');
  expect(fittingRelations(pair(0.24, 1, 150), 150)).toMatchObject({ relation: 'unknown', among: [] });
});

test('an estimate that fits nothing is uncertain between its neighbours', () => {
  expect(fittingRelations(pair(0.38, 0), 4000)).toMatchObject({
    relation: 'uncertain',
    among: expect.arrayContaining(['same-genome']),
  });
});
