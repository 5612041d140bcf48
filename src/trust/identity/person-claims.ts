import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Account } from './accounts.ts';
import { errors } from './errors.ts';
import type { LinkedPerson } from './manage-accounts.ts';

/** Keeps who the owner of an account says they are; nobody known takes an earlier word back. */
export async function claimPerson(
  trx: Db,
  { accountNo }: Account,
  person: LinkedPerson | undefined,
  clock: Clock = systemClock,
): Promise<void> {
  await sql`delete from trust.person_claims where account_no = ${accountNo}`.execute(trx);
  if (person === undefined) return;
  await sql`insert into trust.person_claims (account_no, person_no, claimed_at)
    values (${accountNo}, ${person.personNo}, ${clock.now()})`.execute(trx);
}

/**
 * The person that both the account's owner and an administrator mean.
 * @throws Problem IDUN_PERSON_NOT_CLAIMED, the same whether the number is unknown or another's
 */
export async function requireClaimed(
  db: Db,
  accountId: string,
  person: LinkedPerson | undefined,
): Promise<LinkedPerson> {
  const { rows } = await sql`select 1 from trust.person_claims c join trust.accounts a using (account_no)
    where a.id = ${accountId} and c.person_no = ${person?.personNo ?? null}`.execute(db);
  if (person !== undefined && rows.length > 0) return person;
  throw new Problem(errors.personNotClaimed, 'The owner of the account has not stated this number.', {
    action: 'Ask them to state it on their profile, with a fresh sign-in, and compare it with their proof.',
  });
}
