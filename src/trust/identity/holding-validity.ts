import { type RawBuilder, sql } from 'kysely';

/** That a row `h` of role_holdings holds at this time: begun, not ended, and its organisation not closed. */
export function holdsAt(now: Date): RawBuilder<boolean> {
  return sql`(h.valid_from <= ${now} and (h.valid_to is null or h.valid_to > ${now}) and not exists (
    select 1 from trust.organisations c where c.organisation_no = h.organisation_no and c.closed_at is not null))`;
}
