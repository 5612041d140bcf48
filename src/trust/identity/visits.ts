import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { holdsAt } from './holding-validity.ts';
import type { Session } from './sessions.ts';

/** A role somebody may act in now. */
export interface Visit {
  /** `hol_…` */
  id: string;
  role: string;
  organisationId: string | null;
  organisation: string | null;
  purpose: string;
  /** When it ends; null: no end is set. */
  until: Date | null;
}

/** The holdings an account may act in at this time, in the order they were granted. */
export async function listVisits(db: Db, accountId: string, clock: Clock = systemClock): Promise<Visit[]> {
  const now = clock.now();
  const { rows } = await sql<Visit>`select h.id, h.role, o.id as "organisationId", o.name as organisation, h.purpose,
      h.valid_to as until
    from trust.role_holdings h join trust.accounts a using (account_no)
    left join trust.organisations o on o.organisation_no = h.organisation_no
    where a.id = ${accountId} and ${holdsAt(now)}
    order by h.holding_no`.execute(db);
  return rows;
}

/**
 * Makes another of the person's holdings the session's active one. What was opened by stepping up closes: it was for the other role.
 * @throws Problem IDUN_HOLDING_NOT_YOURS unless the account of the session holds it now
 */
export async function switchVisit(
  trx: Db,
  session: Session,
  holdingId: string,
  clock: Clock = systemClock,
): Promise<Visit> {
  const visits = session.accountId === null ? [] : await listVisits(trx, session.accountId, clock);
  const visit = visits.find(({ id }) => id === holdingId);
  if (visit === undefined || session.kind !== 'person') {
    throw new Problem(errors.notYours, 'The account of this session does not hold that role now.', {
      action: 'Choose one of the roles listed in your session, or ask your administrator for it.',
    });
  }
  await sql`update trust.sessions s set holding_no = h.holding_no, stepped_up_until = null
    from trust.role_holdings h where s.id = ${session.id} and h.id = ${holdingId}`.execute(trx);
  await sql`update trust.accounts a set last_holding_no = h.holding_no from trust.role_holdings h
    where h.id = ${holdingId} and a.account_no = h.account_no`.execute(trx);
  return visit;
}
