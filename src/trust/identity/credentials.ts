import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Account } from './accounts.ts';
import { errors } from './errors.ts';
import { obviousWords } from './obvious-words.ts';
import { listPasskeys, type Passkey } from './passkeys.ts';
import { hashPassword } from './passwords.ts';
import { countRecoveryCodes } from './recovery-codes.ts';

/** How somebody can sign in; no secret is among it. */
export interface Credentials {
  passwordChangedAt: Date | null;
  passkeys: Passkey[];
  recoveryCodes: { left: number; createdAt: Date | null };
  federated: { issuer: string; linkedAt: Date }[];
}

/** An account's ways in. */
export async function readCredentials(db: Db, account: Pick<Account, 'accountNo'>): Promise<Credentials> {
  const { accountNo } = account;
  const password = await sql<{ at: Date }>`select changed_at as at from trust.passwords
    where account_no = ${accountNo}`.execute(db);
  const federated = await sql<{ issuer: string; linkedAt: Date }>`select issuer, linked_at as "linkedAt"
    from trust.federated_identities where account_no = ${accountNo} order by linked_at`.execute(db);
  return {
    passwordChangedAt: password.rows[0]?.at ?? null,
    passkeys: await listPasskeys(db, account),
    recoveryCodes: await countRecoveryCodes(db, account),
    federated: federated.rows,
  };
}

const shortestPassword = 12;

// NIST SP 800-63B §5.1.1.2: length and not being an obvious one; no rules about kinds of characters.
function checkPassword(password: string, { login, name }: Pick<Account, 'login' | 'name'>): void {
  const lower = password.toLowerCase();
  const words = [login, ...name.toLowerCase().split(/\s+/), ...obviousWords];
  const rest = words
    .filter((word) => word !== null && word.length > 2)
    .reduce<string>((text, word) => text.replaceAll(word!, ''), lower);
  const long = [...password].length >= shortestPassword;
  const varied = new Set(rest).size >= 5;
  if (long && varied) return;
  throw new Problem(errors.weakPassword, 'It is short, repeats itself, or consists of your name.', {
    expected: `at least ${shortestPassword} characters that are not your name; several words make a good one`,
  });
}

/**
 * Gives an account a password and ends its other sessions: whoever knew the old one is out.
 * @throws Problem IDUN_PASSWORD_WEAK
 */
export async function setPassword(
  trx: Db,
  account: Pick<Account, 'accountNo' | 'login' | 'name'>,
  password: string,
  { keep, clock = systemClock }: { keep?: string | undefined; clock?: Clock } = {},
): Promise<void> {
  checkPassword(password, account);
  const hash = await hashPassword(password);
  await sql`insert into trust.passwords (account_no, hash, changed_at)
    values (${account.accountNo}, ${hash}, ${clock.now()})
    on conflict (account_no) do update set hash = excluded.hash, changed_at = excluded.changed_at`.execute(trx);
  await sql`update trust.sessions set ended_at = ${clock.now()} where account_no = ${account.accountNo}
    and ended_at is null and id is distinct from ${keep ?? null}`.execute(trx);
}
