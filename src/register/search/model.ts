import { z } from 'zod';

const word = z.string().trim().min(1).max(200);
const words = z.array(word).min(1).max(200);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD');
const year = z.number().int().min(1850).max(2079);
const age = z.number().int().min(0).max(130);
const days = z.number().int().min(-40_000).max(40_000);
const amount = z.number().int().min(1).max(200);
const codes = z.array(word).min(1).max(200);

/** Events of a register: codes with everything under them; all of it without codes. */
const eventsOf = { register: word, codes: codes.optional() };

const ordered = (from: string | number | undefined, to: string | number | undefined): boolean =>
  from === undefined || to === undefined || from <= to;
const range = <T extends z.ZodType<string | number>>(of: T) =>
  z
    .strictObject({ from: of.optional(), to: of.optional() })
    .refine(
      ({ from, to }) => (from !== undefined || to !== undefined) && ordered(from, to),
      'a range needs a beginning or an end, in order',
    );

/** Days from an event to the sampling: negative is before it. */
const windowSchema = z
  .strictObject({
    /** The person's first event, any of them, or death. */
    after: z.union([
      z.literal('death'),
      z.strictObject({ ...eventsOf, which: z.enum(['first', 'any']).default('first') }),
    ]),
    fromDays: days,
    toDays: days,
  })
  .refine(({ fromDays, toDays }) => fromDays <= toDays, 'a window ends after it begins');
export type SamplingWindow = z.output<typeof windowSchema>;

/** Which specimens. Everything stated must hold of the same specimen. */
const specimensSchema = z.strictObject({
  biobank: words.optional(),
  collection: words.optional(),
  type: words.optional(),
  temperature: words.optional(),
  state: words.optional(),
  /** Handling codes; `*` stands for any element, as in `SER-*-A-*-*-*-*`. */
  sprec: words.optional(),
  taken: range(day).optional(),
  ageAtSampling: range(age).optional(),
  /** What is left. */
  volumeUl: range(z.number().int().min(0).max(0xffffffff)).optional(),
  thaws: range(z.number().int().min(0).max(255)).optional(),
  window: windowSchema.optional(),
});
export type SpecimenFilter = z.output<typeof specimensSchema>;

const specimenCondition = specimensSchema.extend({
  field: z.literal('specimen'),
  /** At least so many of one person. */
  atLeast: amount.default(1),
  /** With two or more: days between one of a series and the next. */
  gapDays: z.strictObject({ from: days.min(0), to: days.min(0) }).optional(),
});

const eventCondition = z.strictObject({
  field: z.literal('event'),
  ...eventsOf,
  /** Whether dates and ages are asked of any event or of the person's first. */
  which: z.enum(['first', 'any']).default('any'),
  when: range(day).optional(),
  ageAtEvent: range(age).optional(),
  atLeast: amount.default(1),
});

type FieldCondition =
  | { field: 'sex' | 'region' | 'municipality'; any: string[] }
  | { field: 'birthYear'; from?: number | undefined; to?: number | undefined }
  /** Age on a day, today where none is stated; of the living then. */
  | { field: 'age'; from?: number | undefined; to?: number | undefined; on?: string | undefined }
  | { field: 'living' | 'genome'; is: boolean }
  | { field: 'died'; from?: string | undefined; to?: string | undefined }
  | z.output<typeof eventCondition>
  | z.output<typeof specimenCondition>;
/** One question about a person, or questions put together. */
export type Condition = FieldCondition | { all: Condition[] } | { any: Condition[] } | { not: Condition };
export type SpecimenCondition = z.output<typeof specimenCondition>;
export type EventCondition = z.output<typeof eventCondition>;

const isRange = ({ from, to }: { from?: number | string | undefined; to?: number | string | undefined }): boolean =>
  (from !== undefined || to !== undefined) && ordered(from, to);
const inOrder = 'a range needs a beginning or an end, in order';

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: z.enum(['sex', 'region', 'municipality']), any: words }),
    z
      .strictObject({ field: z.literal('birthYear'), from: year.optional(), to: year.optional() })
      .refine(isRange, inOrder),
    z
      .strictObject({ field: z.literal('age'), from: age.optional(), to: age.optional(), on: day.optional() })
      .refine(isRange, inOrder),
    z.strictObject({ field: z.enum(['living', 'genome']), is: z.boolean() }),
    z.strictObject({ field: z.literal('died'), from: day.optional(), to: day.optional() }).refine(isRange, inOrder),
    eventCondition,
    specimenCondition,
    z.strictObject({ all: z.array(condition).min(1).max(30) }),
    z.strictObject({ any: z.array(condition).min(1).max(30) }),
    z.strictObject({ not: condition }),
  ]),
) as z.ZodType<Condition>;

/** Real data, the made-up people of the demo, and a generated nation are three nations; a question is to one. */
export const worldSchema = z.enum(['real', 'synthetic', 'generated']);
export type World = z.infer<typeof worldSchema>;

/** Whom a question means: people to whom every condition applies. */
export const querySchema = z.strictObject({
  data: worldSchema.default('real'),
  conditions: z.array(condition).max(30).default([]),
});
export type Query = z.output<typeof querySchema>;
