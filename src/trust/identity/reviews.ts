import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Administered, administeredBy, assertAdministered, numbersWithin } from '../organisations/index.ts';
import type { RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { holdsAt } from './holding-validity.ts';
import { endHolding, type Holding, holdingColumns } from './holdings.ts';
import type { AdministrationDeps } from './manage-accounts.ts';

/** A list of rights to confirm or end until a day. */
export interface Review {
  /** `rev_…` */
  id: string;
  organisationNo: number;
  organisationId: string;
  organisation: string;
  openedBy: string;
  openedAt: Date;
  dueAt: Date;
  closedAt: Date | null;
  /** How many are on the list, and how many still wait. */
  items: number;
  waiting: number;
}

export type Decision = 'confirmed' | 'ended' | 'lapsed';

/** One right on the list. */
export interface ReviewItem {
  holding: Holding;
  lastSignInAt: Date | null;
  decision: Decision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
}

const reviewColumns = sql`r.id, r.organisation_no as "organisationNo", o.id as "organisationId", o.name as organisation,
  r.opened_by as "openedBy", r.opened_at as "openedAt", r.due_at as "dueAt", r.closed_at as "closedAt",
  (select count(*) from trust.review_items i where i.review_no = r.review_no) as items,
  (select count(*) from trust.review_items i where i.review_no = r.review_no and i.decision is null) as waiting`;

// Rights from an outside provider's claims are confirmed by it at each sign-in and end within a day: no list has them.
/** Rights that nobody has confirmed for this long are put on a list, which is due a month later. */
const reviewEvery = 182 * 24 * 3600_000;
const timeToAnswer = 30 * 24 * 3600_000;

async function insertReview(
  trx: Db,
  given: { organisationNo: number; by: string; dueAt: Date },
  clock: Clock,
): Promise<string> {
  const id = newId('rev');
  const now = clock.now();
  const within = [...(await numbersWithin(trx, given.organisationNo))];
  await sql`with review as (
      insert into trust.reviews (id, organisation_no, opened_by, opened_at, due_at)
      values (${id}, ${given.organisationNo}, ${given.by}, ${now}, ${given.dueAt}) returning review_no)
    insert into trust.review_items (review_no, holding_no)
    select review_no, holding_no from review, trust.role_holdings h
    where h.organisation_no = any(${within}::int[]) and ${holdsAt(now)} and h.source = 'granted'`.execute(trx);
  return id;
}

/** Opens a review of everything that is held in an organisation and below it. @throws Problem IDUN_ORGANISATION_NOT_YOURS */
export async function openReview(
  deps: AdministrationDeps,
  given: { organisationNo: number; dueAt?: Date | undefined },
): Promise<Review> {
  const { db, recordAct, who, clock = systemClock } = deps;
  const dueAt = given.dueAt ?? new Date(clock.now().getTime() + timeToAnswer);
  return await db.transaction().execute(async (trx) => {
    assertAdministered(await administeredBy(trx, who), given.organisationNo);
    const by = who.accountId ?? who.id;
    const id = await insertReview(trx, { organisationNo: given.organisationNo, by, dueAt }, clock);
    const review = await findReview(trx, id);
    const detail = { organisation: review.organisationId, items: review.items, dueAt };
    await recordAct(trx, who, { action: 'reviews.open', object: id, detail });
    return review;
  });
}

async function findReview(db: Db, id: string): Promise<Review> {
  const { rows } = await sql<Review>`select ${reviewColumns} from trust.reviews r
    join trust.organisations o using (organisation_no) where r.id = ${id}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.reviewNotFound, 'No review has this id.');
}

/** The reviews in what is administered, the open ones that are due first before the others. */
export async function listReviews(db: Db, { within }: Administered): Promise<Review[]> {
  const { rows } = await sql<Review>`select ${reviewColumns} from trust.reviews r
    join trust.organisations o using (organisation_no)
    where ${within === null} or r.organisation_no = any(${[...(within ?? [])]}::int[])
    order by r.closed_at is not null, r.due_at, r.review_no limit 500`.execute(db);
  return rows;
}

/** A review with its list. @throws Problem IDUN_REVIEW_NOT_FOUND, IDUN_ORGANISATION_NOT_YOURS */
export async function readReview(
  { db, who }: Pick<AdministrationDeps, 'db' | 'who'>,
  id: string,
): Promise<Review & { list: ReviewItem[] }> {
  const review = await findReview(db, id);
  assertAdministered(await administeredBy(db, who), review.organisationNo);
  type Row = Holding & Omit<ReviewItem, 'holding'>;
  const { rows } = await sql<Row>`select ${holdingColumns}, a.last_sign_in_at as "lastSignInAt", i.decision,
      i.decided_by as "decidedBy", i.decided_at as "decidedAt"
    from trust.reviews r join trust.review_items i using (review_no)
    join trust.role_holdings h on h.holding_no = i.holding_no join trust.accounts a on a.account_no = h.account_no
    left join trust.organisations o on o.organisation_no = h.organisation_no
    where r.id = ${id} order by o.name, h.role, a.name`.execute(db);
  const list = rows.map(({ lastSignInAt, decision, decidedBy, decidedAt, ...holding }) => {
    return { holding, lastSignInAt, decision, decidedBy, decidedAt };
  });
  return { ...review, list };
}

/**
 * Confirms or ends one right on the list; the last decision closes the review. Nobody confirms their own.
 * @throws Problem IDUN_REVIEW_DECIDED, IDUN_ACCOUNT_ONESELF, IDUN_ORGANISATION_NOT_YOURS
 */
export async function decideItem(
  deps: AdministrationDeps,
  given: { review: string; holding: string; decision: 'confirmed' | 'ended' },
): Promise<Review & { list: ReviewItem[] }> {
  const { db, recordAct, who, clock = systemClock } = deps;
  const { review: id, holding, decision } = given;
  const by = who.accountId ?? who.id;
  await db.transaction().execute(async (trx) => {
    const { list } = await readReview({ db: trx, who }, id);
    const item = list.find((one) => one.holding.id === holding);
    if (item === undefined) throw new Problem(errors.holdingNotFound, 'This right is not on the list.');
    if (item.holding.accountId === who.accountId) {
      throw new Problem(errors.oneself, 'Your own rights are confirmed by somebody else.');
    }
    const now = clock.now();
    const decided = await sql`update trust.review_items i set decision = ${decision}, decided_by = ${by},
        decided_at = ${now}
      from trust.reviews r, trust.role_holdings h
      where r.review_no = i.review_no and h.holding_no = i.holding_no and r.id = ${id} and h.id = ${holding}
        and i.decision is null and r.closed_at is null returning 1`.execute(trx);
    if (decided.rows.length === 0) throw new Problem(errors.reviewDecided, 'This right was decided on already.');
    if (decision === 'ended') await endHolding(trx, holding, { by, reason: `review ${id}` }, clock);
    else
      await sql`update trust.role_holdings set reviewed_at = ${now}, reviewed_by = ${by} where id = ${holding}`.execute(
        trx,
      );
    await closeIfDone(trx, id, now);
    const detail = { review: id, account: item.holding.accountId };
    await recordAct(trx, who, { action: `holdings.${decision}`, object: holding, detail });
  });
  return await readReview({ db, who }, id);
}

async function closeIfDone(trx: Db, id: string, now: Date): Promise<void> {
  await sql`update trust.reviews r set closed_at = ${now} where id = ${id} and closed_at is null and not exists (
    select 1 from trust.review_items i where i.review_no = r.review_no and i.decision is null)`.execute(trx);
}

/** Ends what nobody confirmed in time. @returns how many rights lapsed */
export async function lapseOverdue(
  { db, recordAct }: { db: Db; recordAct: RecordAct },
  clock: Clock = systemClock,
): Promise<number> {
  const now = clock.now();
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ review: string; holding: string }>`update trust.review_items i
        set decision = 'lapsed', decided_by = 'review', decided_at = ${now}
      from trust.reviews r, trust.role_holdings h
      where r.review_no = i.review_no and h.holding_no = i.holding_no and i.decision is null
        and r.closed_at is null and r.due_at < ${now}
      returning r.id as review, h.id as holding`.execute(trx);
    for (const { review, holding } of rows) {
      await endHolding(trx, holding, { by: 'review', reason: `not confirmed in review ${review}` }, clock);
      await recordAct(trx, null, { action: 'holdings.lapsed', object: holding, detail: { review } });
    }
    for (const review of new Set(rows.map((row) => row.review))) await closeIfDone(trx, review, now);
    return rows.length;
  });
}

/** Opens the reviews that are due: of every organisation on top of the tree with a right nobody has looked at for half a year. */
export async function openDueReviews(
  { db, recordAct }: { db: Db; recordAct: RecordAct },
  clock: Clock = systemClock,
): Promise<number> {
  const now = clock.now();
  const since = new Date(now.getTime() - reviewEvery);
  return await db.transaction().execute(async (trx) => {
    // One server at a time, or two would open the same review.
    await sql`select pg_advisory_xact_lock(hashtextextended('idun.reviews', 0))`.execute(trx);
    const { rows } = await sql<{ no: number }>`with recursive tree as (
        select organisation_no, organisation_no as top from trust.organisations where part_of_no is null
        union all select o.organisation_no, t.top from trust.organisations o join tree t on o.part_of_no = t.organisation_no)
      select distinct t.top as no from tree t join trust.role_holdings h using (organisation_no)
      where ${holdsAt(now)} and h.source = 'granted'
        and coalesce(h.reviewed_at, h.granted_at) < ${since}
        and not exists (select 1 from trust.reviews r where r.organisation_no = t.top and r.closed_at is null)`.execute(
      trx,
    );
    const dueAt = new Date(now.getTime() + timeToAnswer);
    for (const { no } of rows) {
      const id = await insertReview(trx, { organisationNo: no, by: 'calendar', dueAt }, clock);
      await recordAct(trx, null, { action: 'reviews.open', object: id, detail: { dueAt } });
    }
    return rows.length;
  });
}
