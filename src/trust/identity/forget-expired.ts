import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';

const week = 7 * 24 * 3600_000;

/** Removes what can no longer let anybody in or keep anybody out. Sessions stay: the log names them. */
export async function forgetExpired(db: Db, clock: Clock = systemClock): Promise<void> {
  const now = clock.now();
  await sql`delete from trust.ceremonies where expires_at < ${now}`.execute(db);
  await sql`delete from trust.used_assertions where expires_at < ${now}`.execute(db);
  await sql`delete from trust.oidc_records where expires_at < ${now}`.execute(db);
  const quiet = new Date(now.getTime() - week);
  await sql`delete from trust.sign_in_failures where last_failed_at < ${quiet}`.execute(db);
}
