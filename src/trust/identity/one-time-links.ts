import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { hashSecret } from './secrets.ts';
import { limits } from './session-limits.ts';
import { findSession, type OpenedSession } from './sessions.ts';

/** A link's secret, good once within a day; only its hash is stored. */
export async function createOneTimeLink(db: Db, clock: Clock = systemClock): Promise<string> {
  const secret = randomBase62(32);
  const now = clock.now();
  await sql`insert into trust.one_time_links (secret_hash, created_at, expires_at)
    values (${hashSecret(secret)}, ${now}, ${new Date(now.getTime() + limits.link)})`.execute(db);
  return secret;
}

/**
 * Uses a link up and opens an operator session.
 * @returns the session and the secret of its cookie
 * @throws Problem IDUN_LINK_USED when it was used before, has expired or never was
 */
export async function openSession(db: Db, linkSecret: string, clock: Clock = systemClock): Promise<OpenedSession> {
  const now = clock.now();
  const secret = randomBase62(43);
  const expiresAt = new Date(now.getTime() + limits.operatorSession);
  // One statement: of two requests with the same link, the row lock lets one through.
  const { rows } = await sql`with used as (
      update trust.one_time_links set used_at = ${now}
      where secret_hash = ${hashSecret(linkSecret)} and used_at is null and expires_at > ${now} returning 1)
    insert into trust.sessions (id, secret_hash, kind, purpose, created_at, seen_at, expires_at)
    select ${newId('ses')}, ${hashSecret(secret)}, 'operator', 'operation', ${now}, ${now}, ${expiresAt}
    from used returning 1`.execute(db);
  if (rows.length === 0) {
    throw new Problem(errors.linkUsed, 'The link was used before, has expired, or is not one of this database.', {
      action: 'Start Idun again, or run `idun session link`, for a new one.',
    });
  }
  return { session: (await findSession(db, secret, clock))!, secret };
}
