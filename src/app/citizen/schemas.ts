import { z } from 'zod';

const instant = z.string();
const civilDate = z.object({ date: z.string(), precision: z.enum(['day', 'month', 'year']) });
const scope = z.enum(['genetic', 'material']);
const by = z.enum(['self', 'guardian', 'proxy', 'emergency', 'register', 'staff']);

export const whoQuery = z.object({ person: z.string().max(60).optional() });

const person = z.object({
  id: z.string(),
  name: z.string().nullable(),
  kind: z.enum(['person', 'foetus']),
  sex: z.enum(['male', 'female', 'unknown']),
  born: civilDate.nullable(),
  age: z.number().nullable(),
  died: civilDate.nullable(),
  protected: z.boolean(),
  mayDecide: z.object({ optOut: z.boolean(), project: z.boolean(), see: z.boolean() }),
});
const ward = person.extend({ relation: z.enum(['custody', 'guardian']), until: z.string().nullable() });

export const profileAnswer = z.object({ person, wards: z.array(ward) });
export const wardsAnswer = z.object({ items: z.array(ward) });

export const dataAnswer = z.object({
  person: z.string(),
  genomes: z.array(
    z.object({
      id: z.string(),
      dataset: z.string(),
      source: z.string(),
      type: z.string(),
      assay: z.string(),
      technology: z.string().nullable(),
      addedAt: instant,
      state: z.string(),
      counted: z.boolean(),
      notCounted: z.enum(['opted-out', 'left-dataset', 'not-current']).nullable(),
    }),
  ),
  submissions: z.array(
    z.object({ id: z.string(), dataset: z.string(), receivedAt: instant, state: z.string(), files: z.number() }),
  ),
  datasets: z.array(
    z.object({
      name: z.string(),
      source: z.string(),
      controller: z.string().nullable(),
      purpose: z.string().nullable(),
      legalBasis: z.string().nullable(),
      genomes: z.number(),
      left: z.boolean(),
    }),
  ),
  samples: z.array(z.never()),
  samplesHeld: z.literal('not-connected'),
  identifiers: z.number(),
});

export const usesAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(['dataset', 'agreement']),
      name: z.string(),
      title: z.object({ da: z.string(), en: z.string() }).nullable(),
      controller: z.string().nullable(),
      purpose: z.string().nullable(),
      legalBasis: z.string().nullable(),
      since: instant,
      until: instant.nullable(),
      inUse: z.boolean(),
      stopped: z.enum(['opted-out', 'left-dataset', 'withdrawn', 'lapsed', 'replaced']).nullable(),
      agreement: z.string().nullable(),
      canLeave: z.boolean(),
    }),
  ),
});

const choice = z.object({
  scope,
  out: z.boolean(),
  since: instant.nullable(),
  source: z.enum(['citizen', 'guardian', 'register', 'staff']).nullable(),
  effects: z.object({ out: z.array(z.string()), in: z.array(z.string()) }),
});

export const choicesAnswer = z.object({
  person: z.string(),
  mayChange: z.boolean(),
  mayNot: z.enum(['reason.guardian-decides', 'reason.decides-self', 'reason.deceased', 'reason.stranger']).nullable(),
  choices: z.array(choice),
  maskEpoch: z.number(),
});
export const choiceBody = z.object({ person: z.string().max(60).optional(), scope, out: z.boolean() });
export const choiceAnswer = z.object({
  changed: z.boolean(),
  effectiveAt: instant,
  maskEpoch: z.number(),
  choice,
});

const agreement = z.object({
  id: z.string(),
  form: z.object({
    code: z.string(),
    version: z.number(),
    kind: z.enum(['project', 'biobank', 'care']),
    title: z.object({ da: z.string(), en: z.string() }),
  }),
  givenAt: instant,
  givenBy: z.enum(['self', 'guardian', 'proxy', 'emergency']),
  validTo: instant.nullable(),
  endedAt: instant.nullable(),
  state: z.enum(['in-force', 'withdrawn', 'lapsed', 'replaced']),
  mayWithdraw: z.boolean(),
});
export const agreementsAnswer = z.object({ items: z.array(agreement) });
export const withdrawParams = z.object({ id: z.string().max(60) });
export const withdrawBody = z.object({ person: z.string().max(60).optional() });
export const withdrawAnswer = z.object({ changed: z.boolean(), agreement, maskEpoch: z.number() });

export const leaveBody = z.object({ person: z.string().max(60).optional(), dataset: z.string().min(1).max(100) });
export const leaveAnswer = z.object({ changed: z.boolean(), genomes: z.number(), maskEpoch: z.number() });

export const historyAnswer = z.object({
  items: z.array(
    z.object({
      at: instant,
      what: z.string(),
      scope: scope.nullable(),
      name: z.string().nullable(),
      by: by.nullable(),
    }),
  ),
});
