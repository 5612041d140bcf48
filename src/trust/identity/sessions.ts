import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { holdsAt } from './holding-validity.ts';
import { hashSecret } from './secrets.ts';
import { limits } from './session-limits.ts';

/** A session as every request carries it. */
export type Session = RequestSession;

/** How somebody proved who they are. */
export type Authentication = Extract<Session['authentication'], 'password' | 'passkey' | 'federated'>;

/** A session and the secret of its cookie, which is known to the browser alone. */
export interface OpenedSession {
  session: Session;
  secret: string;
}

interface SessionRow extends Omit<Session, 'tokenScopes' | 'expiresAt'> {
  expiresAt: Date;
  seenAt: Date;
}

/** Requests within this time of the last noted one leave the row alone. */
const seenEvery = 60_000;

/** The account, its person and its active holding as a session carries them; `a`, `h` and `o` are the joined tables. */
export const visitColumns = sql`a.id as "accountId", a.name as "accountName", a.person_id as "personId",
  coalesce(a.demo, false) as demo, h.id as "holdingId", h.role, o.organisation_no as "organisationNo",
  o.id as "organisationId", o.name as organisation`;

/** Joins the holding numbered `holding_no` of table `alias` as far as it holds at this time. */
export function joinVisit(alias: 's' | 't', now: Date) {
  return sql`left join trust.accounts a on a.account_no = ${sql.ref(`${alias}.account_no`)}
    left join trust.role_holdings h on h.holding_no = ${sql.ref(`${alias}.holding_no`)} and ${holdsAt(now)}
    left join trust.organisations o on o.organisation_no = h.organisation_no`;
}

/** The session of a cookie's secret, if it holds; a person's is also ended by half an hour without a request. */
export async function findSession(db: Db, secret: string, clock: Clock = systemClock): Promise<Session | undefined> {
  const now = clock.now();
  const idleSince = new Date(now.getTime() - limits.idle);
  const { rows } = await sql<SessionRow>`select s.id, s.kind, ${visitColumns},
      case when s.kind = 'operator' then s.purpose else coalesce(h.purpose, 'statistics') end as purpose,
      s.authentication, case when s.stepped_up_until > ${now} then s.stepped_up_until end as "steppedUpUntil",
      s.expires_at as "expiresAt", s.seen_at as "seenAt"
    from trust.sessions s ${joinVisit('s', now)}
    where s.secret_hash = ${hashSecret(secret)} and s.ended_at is null and s.expires_at > ${now}
      and (s.kind = 'operator' or (s.seen_at > ${idleSince} and a.disabled_at is null))`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { seenAt, ...session } = row;
  const stale = now.getTime() - seenAt.getTime() > seenEvery;
  if (stale) await sql`update trust.sessions set seen_at = ${now} where id = ${row.id}`.execute(db);
  const idleEnd = (stale ? now : seenAt).getTime() + limits.idle;
  const expiresAt = row.kind === 'operator' ? row.expiresAt : new Date(Math.min(row.expiresAt.getTime(), idleEnd));
  return { ...session, expiresAt, tokenScopes: null };
}

/** Who signed in, and how. */
export interface SignedIn {
  accountNo: number;
  authentication: Authentication;
  /** What the browser calls itself, shortened, for the person's own list of sessions. */
  browser?: string | undefined;
}

/**
 * Opens a session for a person who proved who they are. The visit is the one they had last if it still holds, else their first.
 * The secret is always a new one, so that a session planted in a browser before signing in is worth nothing.
 */
export async function openPersonSession(trx: Db, given: SignedIn, clock: Clock = systemClock): Promise<OpenedSession> {
  const now = clock.now();
  const secret = randomBase62(43);
  const strong = given.authentication !== 'federated';
  await sql`insert into trust.sessions (id, secret_hash, kind, purpose, account_no, holding_no, authentication,
      authenticated_at, stepped_up_until, browser, created_at, seen_at, expires_at)
    select ${newId('ses')}, ${hashSecret(secret)}, 'person', 'statistics', a.account_no, (
        select h.holding_no from trust.role_holdings h
        where h.account_no = a.account_no and ${holdsAt(now)}
        order by (h.holding_no = a.last_holding_no) desc nulls last, h.holding_no limit 1),
      ${given.authentication}, ${now}, ${strong ? new Date(now.getTime() + limits.stepUp) : null},
      ${given.browser?.slice(0, 200) ?? null}, ${now}, ${now}, ${new Date(now.getTime() + limits.personSession)}
    from trust.accounts a where a.account_no = ${given.accountNo} and a.disabled_at is null`.execute(trx);
  await sql`update trust.accounts set last_sign_in_at = ${now} where account_no = ${given.accountNo}`.execute(trx);
  const session = await findSession(trx, secret, clock);
  if (session === undefined) throw new Problem(errors.signInFailed, 'The account is closed.');
  return { session, secret };
}

/** Ends a session now. */
export async function endSession(db: Db, id: string, clock: Clock = systemClock): Promise<void> {
  await sql`update trust.sessions set ended_at = ${clock.now()} where id = ${id} and ended_at is null`.execute(db);
}

/** A session as its owner sees it in a list. */
export interface OpenSession {
  id: string;
  authentication: Session['authentication'];
  browser: string | null;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

/** The sessions that a person has open, latest first. */
export async function listSessions(db: Db, accountId: string, clock: Clock = systemClock): Promise<OpenSession[]> {
  const now = clock.now();
  const { rows } = await sql<OpenSession>`select s.id, s.authentication, s.browser, s.created_at as "createdAt",
      s.seen_at as "seenAt", s.expires_at as "expiresAt"
    from trust.sessions s join trust.accounts a using (account_no)
    where a.id = ${accountId} and s.ended_at is null and s.expires_at > ${now}
      and s.seen_at > ${new Date(now.getTime() - limits.idle)}
    order by s.created_at desc`.execute(db);
  return rows;
}

/** Ends an account's sessions, all or the one named. @returns how many were open */
export async function endSessionsOf(
  db: Db,
  accountId: string,
  { only, clock = systemClock }: { only?: string | undefined; clock?: Clock } = {},
): Promise<number> {
  const { rows } = await sql`update trust.sessions s set ended_at = ${clock.now()} from trust.accounts a
    where a.account_no = s.account_no and a.id = ${accountId} and s.ended_at is null
      and (${only ?? null}::text is null or s.id = ${only ?? null}) returning 1`.execute(db);
  return rows.length;
}

/** Opens dangerous acts for a while, after the person of the session has proven again who they are. @returns until when */
export async function stepUp(db: Db, sessionId: string, clock: Clock = systemClock): Promise<Date> {
  const until = new Date(clock.now().getTime() + limits.stepUp);
  await sql`update trust.sessions set stepped_up_until = ${until} where id = ${sessionId}`.execute(db);
  return until;
}
