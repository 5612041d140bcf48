import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { hashSecret } from './secrets.ts';
import { limits } from './session-limits.ts';

/** What was begun: whose answer may finish it, and what it must be compared with. */
export interface Ceremony<T> {
  kind: string;
  accountNo?: number | undefined;
  /** Only this session may finish it. */
  sessionId?: string | undefined;
  payload: T;
}

/** Notes something begun, to be finished once and soon. @returns the secret that finishes it */
export async function beginCeremony<T>(db: Db, given: Ceremony<T>, clock: Clock): Promise<string> {
  const secret = randomBase62(43);
  const now = clock.now();
  await sql`delete from trust.ceremonies where expires_at < ${now}`.execute(db);
  await sql`insert into trust.ceremonies (secret_hash, kind, account_no, session_id, payload, expires_at)
    values (${hashSecret(secret)}, ${given.kind}, ${given.accountNo ?? null}, ${given.sessionId ?? null},
      ${JSON.stringify(given.payload)}::jsonb, ${new Date(now.getTime() + limits.ceremony)})`.execute(db);
  return secret;
}

/**
 * Takes up what was begun; whoever comes second, whether it succeeded or not, must begin again.
 * @throws Problem IDUN_CEREMONY_OVER
 */
export async function takeCeremony<T>(
  db: Db,
  asked: { kind: string; secret: string; sessionId?: string | undefined },
  clock: Clock,
): Promise<{ accountNo: number | null; payload: T }> {
  const { rows } = await sql<{ accountNo: number | null; payload: T }>`delete from trust.ceremonies
    where secret_hash = ${hashSecret(asked.secret)} and kind = ${asked.kind} and expires_at > ${clock.now()}
      and session_id is not distinct from ${asked.sessionId ?? null}
    returning account_no as "accountNo", payload`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.ceremonyOver, 'This was finished before, took too long, or was begun elsewhere.', {
    action: 'Begin again.',
  });
}
