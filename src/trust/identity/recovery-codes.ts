import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { randomBase62 } from '../../platform/ids/index.ts';
import type { Account } from './accounts.ts';
import { hashSecret } from './secrets.ts';

const codesEach = 10;

// 22 characters of base62 are 131 bits, so that a plain hash is enough; letters that look alike stay, since it is pasted or scanned.
const codeForm = /^[0-9A-Za-z]{22}$/;

/** A code as it is stored, however it was spaced when typed. */
function readCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '');
  return codeForm.test(code) ? code : undefined;
}

/** Makes an account ten new codes; those it had are worth nothing from now on. Shown once. */
export async function makeRecoveryCodes(
  trx: Db,
  { accountNo }: Pick<Account, 'accountNo'>,
  clock: Clock = systemClock,
): Promise<string[]> {
  const codes = Array.from({ length: codesEach }, () => randomBase62(22));
  await sql`delete from trust.recovery_codes where account_no = ${accountNo}`.execute(trx);
  await sql`insert into trust.recovery_codes (account_no, code_hash, created_at)
    select ${accountNo}, unnest(${codes.map(hashSecret)}::bytea[]), ${clock.now()}`.execute(trx);
  return codes.map((code) => code.replaceAll(/(.{6})(?=.)/g, '$1-'));
}

/** Uses a code up. @returns whether it was one of this account's that nobody had used; of many at once one is told so */
export async function takeRecoveryCode(
  db: Db,
  { accountNo }: Pick<Account, 'accountNo'>,
  typed: string,
  clock: Clock = systemClock,
): Promise<boolean> {
  const code = readCode(typed);
  if (code === undefined) return false;
  const { rows } = await sql`update trust.recovery_codes set used_at = ${clock.now()}
    where account_no = ${accountNo} and code_hash = ${hashSecret(code)} and used_at is null returning 1`.execute(db);
  return rows.length > 0;
}

/** How many codes an account has left, and when they were made. */
export async function countRecoveryCodes(
  db: Db,
  { accountNo }: Pick<Account, 'accountNo'>,
): Promise<{ left: number; createdAt: Date | null }> {
  const { rows } = await sql<{ left: number; createdAt: Date | null }>`select
      count(*) filter (where used_at is null) as left, max(created_at) as "createdAt"
    from trust.recovery_codes where account_no = ${accountNo}`.execute(db);
  return rows[0]!;
}
