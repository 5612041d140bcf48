import { z } from 'zod';
import { consentUses } from '../columns/index.ts';
import { facetNames, mostSources } from './facet-names.ts';

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
  /** Uses that its donor agreed to, all of them. */
  consent: z.array(z.enum(consentUses)).min(1).max(consentUses.length).optional(),
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

/** Whom a question means: people to whom every condition applies. */
export const querySchema = z.strictObject({
  data: worldSchema.default('real'),
  conditions: z.array(condition).max(30).default([]),
});
export type Query = z.output<typeof querySchema>;

const anchor = z.union([z.enum(['birth', 'death']), z.strictObject(eventsOf)]);
const crossColumn = z.enum(['biobank', 'collection', 'type', 'temperature', 'state', 'sprec']);

/** What can be asked of a query beside its counts; each is a route and a command of its name. */
export const askSchemas = {
  count: z.strictObject({ query: querySchema }),
  funnel: z.strictObject({ query: querySchema }),
  facets: z.strictObject({
    query: querySchema,
    /** All without it. */
    facets: z.array(z.enum(facetNames)).max(facetNames.length).optional(),
    /** Codes under a code of a register, or the top of its tree. */
    codes: z
      .array(z.strictObject({ register: word, under: word.optional() }))
      .max(6)
      .default([]),
  }),
  cross: z.strictObject({ query: querySchema, rows: crossColumn, columns: crossColumn }),
  overlap: z.strictObject({
    query: querySchema,
    sources: z
      .array(z.strictObject({ label: word, condition }))
      .min(2)
      .max(mostSources),
  }),
  lags: z.strictObject({ query: querySchema, anchor, stepDays: z.number().int().min(1).max(3660).default(365) }),
  courses: z.strictObject({ query: querySchema, anchor }),
  match: z.strictObject({
    query: querySchema,
    event: z.strictObject(eventsOf),
    perCase: z.number().int().min(1).max(20).default(4),
    rule: z
      .strictObject({
        sex: z.boolean().default(true),
        region: z.boolean().default(false),
        birthYears: z.number().int().min(0).max(50).default(1),
        samplingDays: z.number().int().min(0).max(20_000).nullable().default(null),
        biobank: z.boolean().default(false),
      })
      .prefault({}),
    /** Whom controls are taken from, beside being at risk. */
    pool: z.array(condition).max(10).default([]),
    /** Which specimens of controls will do, where sampling days are matched. */
    specimens: specimensSchema.default({}),
    reuse: z.boolean().default(true),
    seed: z.number().int().min(0).max(0xffffffff).default(1),
    /** Whether to say what relaxing each part of the rule would give; it takes as long again for each. */
    relax: z.boolean().default(false),
  }),
} as const;
export type AskName = keyof typeof askSchemas;
export type Ask<N extends AskName> = z.output<(typeof askSchemas)[N]>;
