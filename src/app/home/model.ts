import { z } from 'zod';

/** Something that waits for this person. What it says in words is the screen's; here are its code and its values. */
export const waitingSchema = z.object({
  kind: z.string(),
  id: z.string(),
  href: z.string().nullable(),
  /** A name or id to show; null where the kind says all. */
  label: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  since: z.string(),
  deadline: z.string().nullable(),
});

/** Something that changed since the person was here. */
export const changeSchema = z.object({
  kind: z.string(),
  id: z.string(),
  href: z.string().nullable(),
  label: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  at: z.string(),
});

/** Something the person opened lately. */
export const recentSchema = z.object({
  kind: z.enum(['genome', 'submission', 'variant', 'region', 'dataset', 'patient', 'entry']),
  key: z.string(),
  href: z.string(),
  label: z.string(),
  at: z.string(),
});

/** Amounts over time, one bar each. */
export const seriesSchema = z.object({
  kind: z.string(),
  step: z.enum(['day', 'week']),
  points: z.array(z.object({ at: z.string(), value: z.number() })),
});

export const homeSchema = z.object({
  role: z.string(),
  at: z.string(),
  /** When the person was last here before this session; null on the first visit, which then looks a week back. */
  since: z.string().nullable(),
  lookedBackTo: z.string(),
  waiting: z.array(waitingSchema),
  changes: z.array(changeSchema),
  recent: z.array(recentSchema),
  series: z.array(seriesSchema),
});

export type Waiting = z.infer<typeof waitingSchema>;
export type Change = z.infer<typeof changeSchema>;
export type Recent = z.infer<typeof recentSchema>;
export type RecentKind = Recent['kind'];
export type Series = z.infer<typeof seriesSchema>;
export type Home = z.infer<typeof homeSchema>;
