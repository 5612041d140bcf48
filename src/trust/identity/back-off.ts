import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { readOrMakeKey } from '../../platform/keys/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** Wrong tries that cost nothing; each later one doubles the wait, up to `longestWait` seconds. */
const freeTries = 5;
const longestWait = 900;
/** Tries are forgotten after a day without one. */
const memory = 24 * 3600_000;

/** The key of the hashes of logins. */
export function openLoginKey(dataDir: string): Buffer {
  return readOrMakeKey(dataDir, 'login.key', () => randomBytes(32));
}

/** Under which wrong tries at stepping up are counted: whoever guesses at the door must not lock out somebody who is inside. */
export const stepUpLogin = (accountId: string): string => `step-up:${accountId}`;

/** A keyed hash of something typed as a login: people also type passwords there. */
export function hashLogin(key: Uint8Array, login: string): Buffer {
  return createHmac('sha256', key).update(login).digest();
}

/**
 * Counts a try before it is known whether it is right, so that many at once are not more than many in a row.
 * @throws Problem IDUN_SIGN_IN_WAIT while the login must wait, whether or not there is such an account
 */
export async function countTry(db: Db, loginHash: Buffer, clock: Clock): Promise<void> {
  const now = clock.now();
  const forgotten = new Date(now.getTime() - memory);
  const failures = sql`case when f.last_failed_at < ${forgotten} then 1 else f.failures + 1 end`;
  const wait = sql`case when ${failures} < ${freeTries} then 0
    else least(${longestWait}, power(2, least(${failures} - ${freeTries}, 20))) end`;
  const { rows } = await sql`insert into trust.sign_in_failures as f
      (login_hash, failures, last_failed_at, next_attempt_at) values (${loginHash}, 1, ${now}, ${now})
    on conflict (login_hash) do update set failures = ${failures}, last_failed_at = ${now},
      next_attempt_at = ${now}::timestamptz + make_interval(secs => ${wait})
    where f.next_attempt_at <= ${now} returning 1`.execute(db);
  if (rows.length > 0) return;
  const found = await sql<{ at: Date }>`select next_attempt_at as at from trust.sign_in_failures
    where login_hash = ${loginHash}`.execute(db);
  const seconds = Math.max(1, Math.ceil(((found.rows[0]?.at ?? now).getTime() - now.getTime()) / 1000));
  throw new Problem(errors.wait, 'There were several wrong tries in a row with this login.', {
    retryAfter: seconds,
    action: `Wait ${seconds} seconds, or sign in with a passkey.`,
  });
}

/** After a right one: earlier wrong tries no longer count. */
export async function forgetTries(db: Db, loginHash: Buffer): Promise<void> {
  await sql`delete from trust.sign_in_failures where login_hash = ${loginHash}`.execute(db);
}
