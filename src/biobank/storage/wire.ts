import { z } from 'zod';
import { containerKinds, labelSchemes } from './container-types.ts';
import { lineKinds } from './racks/compare.ts';

const instant = z.string();
const maybe = z.string().nullable();
const step = z.object({ id: z.string(), name: z.string() });
const labels = z.enum(labelSchemes);

const typeFields = {
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .describe('small letters, numbers and hyphens'),
  name: z.object({ da: z.string().min(1).max(80), en: z.string().min(1).max(80) }),
  kind: z.enum(containerKinds),
  footprint: z.string().min(1).max(40).describe('what it needs of the position it stands in'),
  takes: z.array(z.string().min(1).max(40)).max(40).describe('footprints, or of a rack what specimens are kept in'),
  rows: z.number().int().min(1).max(1000).nullable(),
  columns: z.number().int().min(1).max(1000).nullable(),
  labels,
  managed: z.boolean().describe('false: what is in it is known, and not where'),
  automated: z.boolean(),
  celsius: z.number().min(-273).max(200).nullable(),
  unusable: z.array(z.number().int().min(1)).max(1000),
};

export const typeBody = z.object({
  ...typeFields,
  automated: typeFields.automated.default(false),
  celsius: typeFields.celsius.default(null),
  unusable: typeFields.unusable.default([]),
});
export const typeAnswer = z.object({ ...typeFields, own: z.boolean() });

export const containerHead = z.object({
  ...{ id: z.string(), name: z.string(), barcode: maybe, type: z.string(), kind: z.enum(containerKinds) },
  ...{ parent: maybe, slot: z.number().nullable(), label: maybe, celsius: z.number().nullable() },
  ...{
    automated: z.boolean(),
    managed: z.boolean(),
    rows: z.number().nullable(),
    columns: z.number().nullable(),
    labels,
  },
  ...{ occupied: z.number(), capacity: z.number().nullable(), containers: z.number() },
});

export const ruleAnswer = z.object({ low: z.number().nullable(), high: z.number().nullable(), minutes: z.number() });

export const storesAnswer = z.object({
  biobank: z.string(),
  items: z.array(
    containerHead.extend({
      temperature: z.object({ celsius: z.number(), at: instant }).nullable(),
      rule: ruleAnswer.nullable(),
      ...{ excursion: maybe, full: maybe },
    }),
  ),
});

export const containerAnswer = containerHead.extend({
  path: z.array(step),
  takes: z.array(z.string()),
  unusable: z.array(z.number()),
  below: z.array(containerHead),
  specimens: z.array(
    z.object({
      ...{ slot: z.number().nullable(), label: maybe, specimen: z.string(), barcode: z.string(), type: z.string() },
      ...{
        container: maybe,
        state: z.string(),
        amount: z.number(),
        unit: z.string(),
        requisition: maybe,
        block: maybe,
      },
      ...{ collection: maybe, thaws: z.number(), since: instant },
    }),
  ),
});

const place = z.object({
  ...{ container: z.string(), path: z.array(step), slot: z.number().nullable(), label: maybe, text: z.string() },
});

export const positionAnswer = z.object({
  ...{ specimen: z.string(), barcode: z.string(), state: z.string(), place: place.nullable() },
  history: z.array(z.object({ place, since: instant, until: maybe })),
});

export const placements = z.object({
  items: z.array(z.object({ code: z.string(), specimen: z.string(), from: maybe, to: z.string(), label: maybe })),
});

export const unplacedAnswer = z.object({
  items: z.array(
    z.object({
      ...{ specimen: z.string(), barcode: z.string(), type: z.string(), container: maybe, state: z.string() },
      since: instant,
    }),
  ),
  more: z.boolean(),
});

export const checkAnswer = z.object({
  id: z.string(),
  container: z.object({ id: z.string(), name: z.string(), barcode: maybe }),
  ...{ path: z.string(), scannedAt: instant, scannedBy: z.string(), state: z.enum(['open', 'applied', 'dismissed']) },
  right: z.number(),
  lines: z.array(
    z.object({
      kind: z.enum(lineKinds),
      ...{ code: maybe, specimen: maybe, state: maybe, found: maybe, expected: maybe },
    }),
  ),
  ...{ decidedAt: maybe, decidedBy: maybe, note: maybe },
});

export const decidedAnswer = checkAnswer.extend({
  changed: z.number(),
  left: z.array(z.object({ code: z.string(), why: z.string() })),
});

export const adoptionAnswer = z.object({
  ...{ biobank: z.string(), waiting: z.number(), placed: z.number(), racksMade: z.number(), faultCount: z.number() },
  faults: z.array(z.object({ barcode: z.string(), rack: z.string(), position: z.string(), fault: z.string() })),
});

export const forecastAnswer = z.object({
  ...{ biobank: z.string(), weeks: z.number() },
  items: z.array(
    z.object({
      ...{ store: step, type: z.string(), racks: z.number(), capacity: z.number(), occupied: z.number() },
      ...{ free: z.number(), cameWeekly: z.number(), leftWeekly: z.number(), fullOn: maybe },
    }),
  ),
  flow: z.array(z.object({ store: z.string(), week: z.string(), came: z.number(), left: z.number() })),
  rackPlaces: z.array(z.object({ store: z.string(), footprint: z.string(), free: z.number() })),
});

export const excursionAnswer = z.object({
  ...{ id: z.string(), store: step, probe: z.string(), from: instant, until: maybe, worst: z.number() },
  ...{ low: z.number().nullable(), high: z.number().nullable(), minutes: z.number(), specimens: z.number() },
  ...{ markedAt: maybe, acknowledgedAt: maybe, acknowledgedBy: maybe, note: maybe },
});

export const excursionDetail = excursionAnswer.extend({
  items: z.array(
    z.object({ specimen: z.string(), barcode: z.string(), type: z.string(), state: z.string(), place: maybe }),
  ),
  next: maybe,
});

export const temperaturesAnswer = z.object({
  ...{ store: step, rule: ruleAnswer.nullable(), from: instant, to: instant },
  probes: z.array(
    z.object({
      ...{ probe: z.string(), readings: z.number() },
      points: z.array(z.object({ at: instant, low: z.number(), high: z.number(), mean: z.number() })),
    }),
  ),
  excursions: z.array(excursionAnswer),
});

export const planAnswer = z.object({
  ...{ racks: z.number(), stores: z.number(), unplaced: z.array(z.string()) },
  lines: z.array(
    z.object({ code: z.string(), specimen: z.string(), rack: z.string(), label: maybe, text: z.string() }),
  ),
});
