import { z } from 'zod';
import { conditionNames, containers, materialNames, units } from './material.ts';
import { decisionNames, discrepancyKinds } from './reception/discrepancy-rules.ts';
import { runKindNames } from './runs/kinds.ts';
import { specimenStates } from './status.ts';

/** Answers over HTTP: dates are ISO 8601 text. */
const instant = z.string();
const maybe = instant.nullable();

export const specimenAnswer = z.object({
  id: z.string(),
  biobank: z.string(),
  collection: z.string().nullable(),
  barcode: z.string(),
  requisition: z.string().nullable(),
  block: z.string().nullable(),
  lineage: z.enum(['new', 'aliquot', 'derived', 'pooled']),
  pooled: z.boolean(),
  type: z.enum(materialNames),
  container: z.string().nullable(),
  unit: z.enum(units),
  initialAmount: z.number(),
  amount: z.number(),
  given: z.number(),
  concentration: z.number().nullable(),
  thaws: z.number(),
  sprecVersion: z.string().nullable(),
  sprec: z.string().nullable(),
  collectedAt: maybe,
  receivedAt: maybe,
  condition: z.string().nullable(),
  temperature: z.string().nullable(),
  state: z.enum(specimenStates),
  changedAt: instant,
  donors: z.array(z.string()),
});

export const detailAnswer = specimenAnswer.extend({
  codes: z.array(z.object({ namespace: z.string(), code: z.string() })),
  tree: z.array(
    z.object({
      ...{ id: z.string(), barcode: z.string(), type: z.string(), amount: z.number(), unit: z.string() },
      ...{ state: z.enum(specimenStates), lineage: z.string(), parents: z.array(z.string()) },
    }),
  ),
  custody: z.array(
    z.object({
      ...{ seq: z.number(), act: z.string(), happenedAt: instant, recordedAt: instant, recordedBy: z.string() },
      ...{ fromState: z.string().nullable(), toState: z.string(), amountChange: z.number(), thawsChange: z.number() },
      ...{
        other: z.string().nullable(),
        facts: z.record(z.string(), z.unknown()),
        digest: z.string(),
        entry: z.string(),
      },
    }),
  ),
  consent: z.array(
    z.object({
      ...{ stage: z.string(), object: z.string(), askedAt: instant, askedBy: z.string(), scopes: z.array(z.string()) },
      ...{ form: z.string().nullable(), maskEpoch: z.number(), open: z.boolean(), because: z.string() },
    }),
  ),
  results: z.array(
    z.object({
      ...{ run: z.string(), kind: z.enum(runKindNames), method: z.string(), performedAt: instant, measure: z.string() },
      ...{ value: z.number().nullable(), text: z.string().nullable(), unit: z.string() },
      givenBackBy: z.string().nullable(),
    }),
  ),
});

export const specimenPage = z.object({
  items: z.array(specimenAnswer),
  next: z.string().nullable(),
  total: z.number(),
  unfiltered: z.number(),
  facets: z.record(z.string(), z.array(z.object({ value: z.string().nullable(), count: z.number() }))).optional(),
});

export const orderAnswer = z.object({
  ...{ id: z.string(), requisition: z.string(), collection: z.string(), person: z.string().nullable() },
  ...{ kit: z.string().nullable(), visit: z.string().nullable(), sender: z.string().nullable(), collectedAt: maybe },
  ...{ expectedOn: z.string().nullable(), state: z.enum(['open', 'complete', 'closed']), orderedAt: instant },
  lines: z.array(
    z.object({
      ...{ line: z.number(), type: z.string(), container: z.string().nullable(), amount: z.number().nullable() },
      ...{ barcode: z.string().nullable(), specimen: z.string().nullable() },
    }),
  ),
});

const kind = z.enum(Object.keys(discrepancyKinds) as [keyof typeof discrepancyKinds]);

export const scannedAnswer = z.object({
  code: z.string(),
  outcome: z.enum(['received', 'held', 'again', 'order', 'discrepancy']),
  specimen: z.string().nullable(),
  requisition: z.string().nullable(),
  discrepancies: z.array(z.object({ id: z.string(), kind })),
});

export const discrepancyAnswer = z.object({
  ...{ id: z.string(), reception: z.string(), kind, code: z.string().nullable(), place: z.string().nullable() },
  ...{ requisition: z.string().nullable(), specimen: z.string().nullable(), foundAt: instant },
  ...{
    decision: z.enum(decisionNames).nullable(),
    decidedAt: maybe,
    decidedBy: z.string().nullable(),
    note: z.string().nullable(),
  },
});

export const closedAnswer = z.object({
  ...{ id: z.string(), closed: z.boolean(), received: z.number() },
  ...{ missing: z.array(discrepancyAnswer), undecided: z.array(discrepancyAnswer) },
});

export const receptionAnswer = z.object({
  ...{ id: z.string(), biobank: z.string(), sender: z.string().nullable(), temperature: z.string().nullable() },
  ...{ note: z.string().nullable(), arrivedAt: instant, closedAt: maybe, received: z.number(), undecided: z.number() },
});

export const receptionDetailAnswer = receptionAnswer.extend({
  scans: z.array(
    z.object({
      ...{ code: z.string(), place: z.string().nullable(), scannedAt: instant, times: z.number() },
      ...{
        specimen: z.string().nullable(),
        requisition: z.string().nullable(),
        type: z.enum(materialNames).nullable(),
      },
      state: z.enum(specimenStates).nullable(),
      discrepancies: z.array(z.object({ id: z.string(), kind, decision: z.enum(decisionNames).nullable() })),
    }),
  ),
  orders: z.array(orderAnswer.omit({ person: true })),
});

export const flowAnswer = z.object({
  items: z.array(z.object({ week: z.string(), came: z.number(), made: z.number(), left: z.number() })),
});

/** A tube as an order or a kit names it. */
export const tubeBody = z.object({
  type: z.enum(materialNames),
  container: z.enum(containers).optional(),
  amount: z.number().min(0).optional(),
  barcode: z.string().min(1).max(80).optional(),
});

export const kitAnswer = z.object({
  ...{ id: z.string(), code: z.string(), kind: z.string(), collection: z.string(), tubes: z.array(tubeBody) },
  ...{ state: z.string(), expiresOn: z.string().nullable(), sentTo: z.string().nullable() },
  ...{ visit: z.string().nullable(), came: z.number(), changedAt: instant },
});

/** What is known of a tube when it is scanned. */
export const tubeFacts = {
  condition: z.enum(conditionNames).optional(),
  temperature: z.string().max(40).optional(),
  type: z.enum(materialNames).optional(),
  container: z.enum(containers).optional(),
  amount: z.number().min(0).optional(),
  collectedAt: z.iso.datetime().optional(),
  block: z.string().max(80).optional(),
  sprec: z.object({ code: z.string().max(40), version: z.enum(['2.0', '3.0', '4.0']) }).optional(),
};

export const inventoryAnswer = z.object({
  ...{ biobank: z.string(), rows: z.number(), imported: z.number(), byType: z.record(z.string(), z.number()) },
  ...{ faults: z.array(z.object({ line: z.number(), column: z.string(), fault: z.string() })), faultCount: z.number() },
});
