import { expect, test } from 'vitest';
import type { DeclaredIndividual } from './individual.ts';
import { declaredFamilies, matchSamples } from './match-samples.ts';

const individual = (id: string, more: Partial<DeclaredIndividual> = {}): DeclaredIndividual => ({
  id,
  sex: 'female',
  affected: null,
  family: 'F1',
  mother: null,
  father: null,
  samples: [],
  file: 'trio.ped',
  ...more,
});

test('samples without a pedigree are their own individuals', () => {
  expect(matchSamples(['A', 'B'], []).samples).toMatchObject([
    { sample: 'A', individual: 'A', declared: false, sex: 'unknown' },
    { sample: 'B', individual: 'B' },
  ]);
});

test('a biosample leads to its individual; a rename and a declared sex apply', () => {
  const declared = [
    individual('patient-1', { samples: ['tube7'], affected: true }),
    individual('mother', { sex: 'female' }),
  ];
  const { samples, withoutSample } = matchSamples(['tube7', 'x'], declared, { x: 'X9' }, { X9: 'male' });
  expect(samples).toMatchObject([
    { sample: 'tube7', individual: 'patient-1', sex: 'female', affected: true, family: 'F1', declared: true },
    { fileName: 'x', sample: 'X9', individual: 'X9', sex: 'male' },
  ]);
  expect(withoutSample.map((i) => i.id)).toEqual(['mother']);
});

test('families among the samples', () => {
  const declared = [
    individual('c', { mother: 'm', father: 'f' }),
    individual('m'),
    individual('f', { sex: 'male' }),
    individual('half', { mother: 'm', father: 'elsewhere' }),
  ];
  const { samples } = matchSamples(['f', 'c', 'm', 'half'], declared);
  expect(declaredFamilies(samples)).toEqual([
    { child: 1, mother: 2, father: 0 },
    { child: 3, mother: 2, father: null },
  ]);
});

test('names that lead nowhere or to two people are refused', () => {
  expect(() => matchSamples(['A'], [], { B: 'C' })).toThrow(/--rename names the sample B/);
  expect(() => matchSamples(['A'], [], {}, { B: 'male' })).toThrow(/--sex names the sample B/);
  expect(() => matchSamples(['A', 'B'], [], { A: 'B' })).toThrow(/Two samples/);
  expect(() => matchSamples(['A'], [individual('A'), individual('A', { family: 'F2', line: 4 })])).toThrow(
    expect.objectContaining({ code: 'IDUN_SAMPLE_UNKNOWN', extra: expect.objectContaining({ line: 4 }) }),
  );
});
