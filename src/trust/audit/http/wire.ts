import { z } from 'zod';

export const both = z.object({ da: z.string(), en: z.string() });
export const headSchema = z.object({
  size: z.number(),
  root: z.string(),
  timestamp: z.number(),
  signedAt: z.string(),
  keyId: z.string(),
  signature: z.string(),
});
const organisation = z.object({ id: z.string(), name: z.string() });

export const foundEntrySchema = z.object({
  number: z.number(),
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  actorName: z.string().nullable(),
  role: z.string().nullable(),
  organisation: organisation.nullable(),
  purpose: z.string(),
  legalBasis: z.string(),
  action: z.string(),
  object: z.string(),
  detail: z.unknown(),
  subjects: z.array(z.string()),
  reason: z.string().nullable(),
  refused: z.boolean(),
  leaf: z.number().nullable(),
  intact: z.boolean(),
});

export const citizenLogSchema = z.object({
  person: z.string(),
  items: z.array(
    z.object({
      number: z.number(),
      id: z.string(),
      at: z.string(),
      what: both,
      by: z.object({ role: both, organisation: z.string().nullable(), self: z.boolean() }),
      why: z.object({ purpose: both, legalBasis: z.string(), reason: z.string().nullable() }),
      refused: z.boolean(),
      action: z.string(),
      leaf: z.number().nullable(),
    }),
  ),
  next: z.number().nullable(),
  completeness: z.object({
    logSize: z.number(),
    pending: z.number(),
    aboutThisPerson: z.number(),
    shown: z.number(),
    withheld: z.array(z.object({ reason: both, count: z.number() })),
    head: headSchema.nullable(),
    statement: both,
  }),
});

export const unusualSchema = z.object({
  from: z.string(),
  to: z.string(),
  rules: z.array(
    z.object({
      id: z.string(),
      title: both,
      explanation: both,
      parameters: z.record(z.string(), z.union([z.number(), z.string()])),
    }),
  ),
  items: z.array(
    z.object({
      rule: z.string(),
      at: z.string(),
      actor: z.string(),
      actorName: z.string().nullable(),
      role: z.string().nullable(),
      organisation: organisation.nullable(),
      reason: both,
      numbers: z.array(z.object({ label: both, value: z.number() })),
      entries: z.array(z.string()),
      severity: z.enum(['notice', 'warning', 'serious']),
    }),
  ),
});

const text = z.string().min(1).max(200).optional();
const date = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .transform((value) => new Date(value))
  .optional();

export const filterSchema = z.object({
  actor: text,
  action: text,
  subject: text,
  from: date,
  to: date,
  role: text,
  organisation: text,
  text,
});
export const periodSchema = z.object({ from: date, to: date });
