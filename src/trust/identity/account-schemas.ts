import { z } from 'zod';
import type { Holding } from './holdings.ts';
import type { AccountWithHoldings } from './manage-accounts.ts';
import type { Review, ReviewItem } from './reviews.ts';

const time = z.string();

/** A holding as administrators see it. */
export const holdingSchema = z.object({
  id: z.string(),
  account: z.object({ id: z.string(), name: z.string() }),
  role: z.string(),
  organisationId: z.string().nullable(),
  organisation: z.string().nullable(),
  purpose: z.string(),
  from: time,
  until: time.nullable(),
  grantedBy: z.string(),
  source: z.enum(['granted', 'claims']),
  endReason: z.string().nullable(),
  reviewedAt: time.nullable(),
});

/** An account as administrators see it. */
export const accountSchema = z.object({
  id: z.string(),
  kind: z.enum(['person', 'service']),
  name: z.string(),
  login: z.string().nullable(),
  person: z.string().nullable(),
  demo: z.boolean(),
  createdAt: time,
  disabledAt: time.nullable(),
  lastSignInAt: time.nullable(),
  holdings: z.array(holdingSchema),
});

/** A review, and with its list. */
export const reviewSchema = z.object({
  id: z.string(),
  organisation: z.object({ id: z.string(), name: z.string() }),
  openedBy: z.string(),
  openedAt: time,
  dueAt: time,
  closedAt: time.nullable(),
  items: z.number(),
  waiting: z.number(),
});

export const reviewListSchema = reviewSchema.extend({
  list: z.array(
    z.object({
      holding: holdingSchema,
      lastSignInAt: time.nullable(),
      decision: z.enum(['confirmed', 'ended', 'lapsed']).nullable(),
      decidedBy: z.string().nullable(),
      decidedAt: time.nullable(),
    }),
  ),
});

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A holding for the wire; dense numbers stay inside. */
export function toHolding(holding: Holding): z.infer<typeof holdingSchema> {
  const { id, role, organisationId, organisation, purpose, grantedBy, source, endReason } = holding;
  return {
    ...{ id, role, organisationId, organisation, purpose, grantedBy, source, endReason },
    account: { id: holding.accountId, name: holding.accountName },
    from: holding.from.toISOString(),
    until: iso(holding.until),
    reviewedAt: iso(holding.reviewedAt),
  };
}

/** An account for the wire. */
export function toAccount(account: AccountWithHoldings): z.infer<typeof accountSchema> {
  const { id, kind, name, login, demo, personId } = account;
  return {
    ...{ id, kind, name, login, demo, person: personId },
    createdAt: account.createdAt.toISOString(),
    disabledAt: iso(account.disabledAt),
    lastSignInAt: iso(account.lastSignInAt),
    holdings: account.holdings.map(toHolding),
  };
}

/** A review for the wire. */
export function toReview(review: Review): z.infer<typeof reviewSchema> {
  const { id, openedBy, items, waiting } = review;
  return {
    ...{ id, openedBy, items, waiting },
    organisation: { id: review.organisationId, name: review.organisation },
    openedAt: review.openedAt.toISOString(),
    dueAt: review.dueAt.toISOString(),
    closedAt: iso(review.closedAt),
  };
}

/** A review with its list for the wire. */
export function toReviewList(review: Review & { list: ReviewItem[] }): z.infer<typeof reviewListSchema> {
  const list = review.list.map(({ holding, lastSignInAt, decision, decidedBy, decidedAt }) => {
    const decided = { decision, decidedBy, decidedAt: iso(decidedAt) };
    return { holding: toHolding(holding), lastSignInAt: iso(lastSignInAt), ...decided };
  });
  return { ...toReview(review), list };
}
