import fc from 'fast-check';
import { dateOf } from '../columns/index.ts';
import type { Condition } from './model.ts';
import { biobanks, codes, firstDay, states, types } from './testing.ts';

const optional = { requiredKeys: [] } as { requiredKeys: never[] };
const day = fc.integer({ min: firstDay - 100, max: firstDay + 4100 }).map((one) => dateOf(one)!);

function range<T extends string | number>(of: fc.Arbitrary<T>): fc.Arbitrary<{ from?: T; to?: T }> {
  return fc.tuple(of, of, fc.constantFrom('from', 'to', 'both')).map(([a, b, which]): { from?: T; to?: T } => {
    const [from, to]: [T, T] = a <= b ? [a, b] : [b, a];
    return { ...(which === 'to' ? {} : { from }), ...(which === 'from' ? {} : { to }) };
  });
}

const some = <T extends string>(words: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...words], { minLength: 1 });
const events = {
  register: fc.constantFrom('diagnoses', 'procedures'),
  codes: fc.option(some(codes), { nil: undefined }),
};
const which = fc.constantFrom('first' as const, 'any' as const);

const window = fc
  .record({
    after: fc.oneof(fc.constant('death' as const), fc.record({ ...events, which })),
    a: fc.integer({ min: -1500, max: 1500 }),
    b: fc.integer({ min: -1500, max: 1500 }),
  })
  .map(({ after, a, b }) => ({ after, fromDays: Math.min(a, b), toDays: Math.max(a, b) }));

const specimenFields = fc.record(
  {
    biobank: some(biobanks),
    type: some(types),
    sprec: fc.constantFrom<string[]>(
      ['SER-*-*-*-*-*-*'],
      ['*-SST-B-*-N-A-*'],
      ['SER-SST-A-B-N-A-A', 'PL1-*-*-*-*-*-C'],
    ),
    temperature: some(['-18 to -35', 'liquid nitrogen']),
    state: some(states),
    consent: some(['research', 'recontact', 'companies', 'none'] as const),
    taken: range(day),
    ageAtSampling: range(fc.nat(70)),
    volumeUl: range(fc.nat(1000)),
    thaws: range(fc.nat(4)),
    window,
  },
  optional,
);

const gapDays = fc.tuple(fc.nat(1500), fc.nat(1500)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

const field: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constant('sex' as const), any: some(['female', 'male']) }),
  fc.record({ field: fc.constant('region' as const), any: some(['A', 'B', 'C']) }),
  range(fc.integer({ min: 1935, max: 2001 })).map((one): Condition => ({ field: 'birthYear', ...one })),
  fc
    .tuple(range(fc.nat(70)), fc.option(day, { nil: undefined }))
    .map(([one, on]): Condition => ({ field: 'age', ...one, on })),
  fc.record({ field: fc.constantFrom('living' as const, 'genome' as const), is: fc.boolean() }),
  range(day).map((one): Condition => ({ field: 'died', ...one })),
  fc
    .tuple(
      fc.record({ ...events, which, atLeast: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ when: range(day), ageAtEvent: range(fc.nat(70)) }, optional),
    )
    .map(([one, more]): Condition => ({ field: 'event', ...one, ...more })),
  fc
    .tuple(specimenFields, fc.integer({ min: 1, max: 3 }), fc.option(gapDays, { nil: undefined }))
    .map(([one, atLeast, gap]): Condition => ({ field: 'specimen', ...one, atLeast, gapDays: gap })),
);

/** Any condition, up to three deep. */
export const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ one: Condition }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: field },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie('one') }) },
  ),
})).one;
