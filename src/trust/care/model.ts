import { z } from 'zod';

const day = 86_400_000;

/** What a care relation follows from, and for how long it holds unless said otherwise. Data: practice changes. */
export const relationKinds = {
  referral: { usualDays: 180 },
  admission: { usualDays: 30 },
  conference: { usualDays: 14 },
} as const satisfies Record<string, { usualDays: number }>;

export type RelationKind = keyof typeof relationKinds;

export const relationKindNames = Object.keys(relationKinds) as [RelationKind, ...RelationKind[]];

/** No relation outlives this without being made again. */
export const longestRelation = 2 * 365 * day;

/** How long an emergency opening lasts. */
export const emergencyLifetime = 4 * 3600_000;

/** When a relation that begins now ends, unless said otherwise. */
export function usualEnd(kind: RelationKind, from: Date): Date {
  return new Date(from.getTime() + relationKinds[kind].usualDays * day);
}

export const careRelationSchema = z.object({
  id: z.string().describe('car_…'),
  person: z.string().describe('per_…'),
  personName: z.string().nullable(),
  sex: z.string(),
  born: z.string().nullable(),
  organisation: z.string().describe('Name of the department'),
  organisationId: z.string(),
  kind: z.enum(relationKindNames),
  from: z.date(),
  until: z.date().nullable(),
  begunBy: z.string(),
  endReason: z.string().nullable(),
});

/** A department's part in a patient's treatment. */
export type CareRelation = z.infer<typeof careRelationSchema>;

export const emergencySchema = z.object({
  id: z.string().describe('emg_…'),
  person: z.string().describe('per_…'),
  account: z.string().describe('acc_… of who opened'),
  accountName: z.string(),
  organisation: z.string().nullable(),
  reason: z.string(),
  openedAt: z.date(),
  closesAt: z.date(),
  reviewedAt: z.date().nullable(),
  outcome: z.enum(['justified', 'unjustified']).nullable(),
  note: z.string().nullable(),
});

/** One patient opened by one person outside a care relation. */
export type EmergencyOpening = z.infer<typeof emergencySchema>;
