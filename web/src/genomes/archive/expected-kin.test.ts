import { expect, it } from 'vitest';
import { kinUnexpected } from './expected-kin.ts';

it.each([
  ['a parent and child as registered', 'parent-child', 'parent-child', 0.25, false],
  ['a registered parent who is not', 'unrelated', 'parent-child', 0.02, true],
  ['one person with one genome', 'same-genome', 'same-person', 0.5, false],
  ['one person with two genomes', 'unrelated', 'same-person', 0.01, true],
  ['two people with one genome', 'same-genome', null, 0.5, true],
  ['siblings of one family', 'full-siblings', 'same-family', 0.25, false],
  ['siblings no pedigree names', 'full-siblings', null, 0.25, true],
  ['strangers', 'unrelated', null, 0, false],
])('%s', (_, relation, expected, kinship, strange) => {
  expect(kinUnexpected({ relation, expected, kinship })).toBe(strange);
});

it('an uncertain pair is strange only when what is registered is not possible', () => {
  const pair = { relation: 'uncertain', kinship: 0.2, among: ['parent-child', 'full-siblings'] };
  expect(kinUnexpected({ ...pair, expected: 'parent-child' })).toBe(false);
  expect(kinUnexpected({ ...pair, among: ['second-degree', 'third-degree'], expected: 'parent-child' })).toBe(true);
  expect(kinUnexpected({ ...pair, expected: null })).toBe(true);
});
