import { expect, test } from 'vitest';
import type { Fact } from './catalogue-api.ts';
import { factsOf, valuesOf } from './facts.ts';

const fact = (sampleType: string | null, code: string | null, sex: string | null): Fact => ({
  ...{ sampleType, sex, ageRange: null, samples: 20, donors: 10, asOf: '2026-11-22' },
  disease: code === null ? null : { ontology: 'ICD-10', code },
});
const facts = [
  fact(null, null, null),
  fact('serum', null, 'male'),
  fact('serum', 'C00-D48', null),
  fact('dna', 'C00-D48', 'male'),
];

test('rows agree with every choice; values are those that occur', () => {
  expect(valuesOf(facts, 'disease')).toEqual(['C00-D48']);
  expect(valuesOf(facts, 'sampleType')).toEqual(['serum', 'dna']);
  expect(factsOf(facts, {})).toHaveLength(4);
  expect(factsOf(facts, { sampleType: 'serum' })).toEqual([facts[1], facts[2]]);
  expect(factsOf(facts, { disease: 'C00-D48', sex: 'male' })).toEqual([facts[3]]);
});
