import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Purpose } from '../scope/index.ts';
import { errors } from './errors.ts';

/** Somebody who opened a one-time link. */
export interface Session {
  /** `ses_…` */
  id: string;
  kind: 'operator';
  purpose: Purpose;
  organisation: string | null;
  expiresAt: Date;
}

const linkLifetime = 24 * 3600_000;
const sessionLifetime = 12 * 3600_000;

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A link's secret, good once within a day; only its hash is stored. */
export async function createOneTimeLink(db: Db, clock: Clock = systemClock): Promise<string> {
  const secret = randomBase62(32);
  const now = clock.now();
  await sql`insert into trust.one_time_links (secret_hash, created_at, expires_at)
    values (${hashSecret(secret)}, ${now}, ${new Date(now.getTime() + linkLifetime)})`.execute(db);
  return secret;
}

/**
 * Uses a link up and opens an operator session.
 * @returns the session and the secret of its cookie
 * @throws Problem IDUN_LINK_USED when it was used before, has expired or never was
 */
export async function openSession(db: Db, linkSecret: string, clock: Clock = systemClock) {
  const now = clock.now();
  const secret = randomBase62(43);
  const session: Session = {
    id: newId('ses'),
    kind: 'operator',
    purpose: 'operation',
    organisation: null,
    expiresAt: new Date(now.getTime() + sessionLifetime),
  };
  // One statement: of two requests with the same link, the row lock lets one through.
  const { rows } = await sql`with used as (
      update trust.one_time_links set used_at = ${now}
      where secret_hash = ${hashSecret(linkSecret)} and used_at is null and expires_at > ${now} returning 1)
    insert into trust.sessions (id, secret_hash, kind, purpose, created_at, expires_at)
    select ${session.id}, ${hashSecret(secret)}, ${session.kind}, ${session.purpose}, ${now}, ${session.expiresAt}
    from used returning 1`.execute(db);
  if (rows.length === 0) {
    throw new Problem(errors.linkUsed, 'The link was used before, has expired, or is not one of this database.', {
      action: 'Start Idun again, or run `idun session link`, for a new one.',
    });
  }
  return { session, secret };
}

/** The session of a cookie's secret, if it holds. */
export async function findSession(db: Db, secret: string, clock: Clock = systemClock): Promise<Session | undefined> {
  const { rows } =
    await sql<Session>`select id, kind, purpose, organisation, expires_at as "expiresAt" from trust.sessions
    where secret_hash = ${hashSecret(secret)} and ended_at is null and expires_at > ${clock.now()}`.execute(db);
  return rows[0];
}

/** Ends a session now. */
export async function endSession(db: Db, id: string, clock: Clock = systemClock): Promise<void> {
  await sql`update trust.sessions set ended_at = ${clock.now()} where id = ${id} and ended_at is null`.execute(db);
}
