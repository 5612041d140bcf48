import { sql } from 'kysely';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import type { Act, Scope } from '../../trust/scope/index.ts';

/** Whose start page it is, and how far back it looks. */
export interface Who {
  session: RequestSession;
  accountId: string;
  role: string;
  now: Date;
  /** End of the visit before this one. */
  lastHere: Date | null;
  since: Date;
  db: Db;
  database: DatabaseHandle;
  /** A scope of the request for an act; null where the role does not allow it. */
  scopeFor(act: Act): Promise<Scope | null>;
}

/** When the account was last seen in a session before this one. */
export async function lastHere(db: Db, account: string, session: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(s.seen_at) as at
    from trust.sessions s join trust.accounts a using (account_no)
    where a.id = ${account} and s.id <> ${session}
      and s.created_at < (select created_at from trust.sessions where id = ${session})`.execute(db);
  return rows[0]?.at ?? null;
}
