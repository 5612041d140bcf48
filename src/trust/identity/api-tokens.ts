import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { hashSecret } from './secrets.ts';
import { limits } from './session-limits.ts';
import { joinVisit, type Session, visitColumns } from './sessions.ts';
import { listVisits } from './visits.ts';

/** A program's token as its owner sees it; the token itself is shown once. */
export interface ApiToken {
  /** `tok_…` */
  id: string;
  name: string;
  role: string;
  organisation: string | null;
  /** The acts it is limited to; null: all of the role's. */
  scopes: string[] | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

const tokenColumns = sql`t.id, t.name, h.role, o.name as organisation, t.scopes, t.created_at as "createdAt",
  t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"`;

const tokenRows = sql`trust.api_tokens t join trust.role_holdings h using (holding_no)
  left join trust.organisations o on o.organisation_no = h.organisation_no`;

/** The tokens of an account that hold, latest first. */
export async function listTokens(db: Db, accountId: string, clock: Clock = systemClock): Promise<ApiToken[]> {
  const { rows } = await sql<ApiToken>`select ${tokenColumns} from ${tokenRows}
    join trust.accounts a on a.account_no = t.account_no
    where a.id = ${accountId} and t.kind = 'api' and t.revoked_at is null and t.expires_at > ${clock.now()}
    order by t.created_at desc`.execute(db);
  return rows;
}

/** What a token is for. */
export interface NewToken {
  name: string;
  /** `hol_…`, the role in which the program acts. */
  holding: string;
  scopes?: readonly string[] | undefined;
  until: Date;
}

const mostTokens = 50;

/**
 * Makes a token for a program that acts in one of a person's roles. It never opens what needs a fresh proof of the person.
 * @returns the token, shown once; only its SHA-256 is stored
 * @throws Problem IDUN_HOLDING_NOT_YOURS, IDUN_TOKEN_TERMS
 */
export async function makeToken(
  trx: Db,
  accountId: string,
  given: NewToken,
  clock: Clock = systemClock,
): Promise<{ secret: string; token: ApiToken }> {
  const now = clock.now();
  const visit = (await listVisits(trx, accountId, clock)).find(({ id }) => id === given.holding);
  if (visit === undefined) throw new Problem(errors.notYours, 'A token acts in a role that you hold now.');
  if (given.until <= now || given.until.getTime() > now.getTime() + limits.apiToken) {
    throw new Problem(errors.tokenTerms, 'The token would be over already, or would hold for more than a year.', {
      expected: 'an end within a year from now',
    });
  }
  if ((await listTokens(trx, accountId, clock)).length >= mostTokens) {
    throw new Problem(errors.tokenTerms, `There are ${mostTokens} tokens already.`, { action: 'Take old ones back.' });
  }
  const secret = `idun_api_${randomBase62(43)}`;
  const id = newId('tok');
  await sql`insert into trust.api_tokens (id, secret_hash, kind, account_no, holding_no, name, scopes, created_at,
      expires_at)
    select ${id}, ${hashSecret(secret)}, 'api', h.account_no, h.holding_no, ${given.name},
      ${given.scopes === undefined ? null : [...given.scopes]}::text[], ${now}, ${given.until}
    from trust.role_holdings h where h.id = ${given.holding}`.execute(trx);
  const token = (await listTokens(trx, accountId, clock)).find((one) => one.id === id)!;
  return { secret, token };
}

/** Takes a token back, from the next request on. @throws Problem IDUN_TOKEN_UNKNOWN */
export async function revokeToken(trx: Db, accountId: string, id: string, clock: Clock = systemClock): Promise<void> {
  const { rows } = await sql`update trust.api_tokens t set revoked_at = ${clock.now()} from trust.accounts a
    where a.account_no = t.account_no and a.id = ${accountId} and t.id = ${id} and t.revoked_at is null
    returning 1`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.tokenUnknown, 'No token of yours has this id.');
}

/** Uses of a token within this time of the last noted one are not noted again. */
const notedEvery = 60_000;
/** The log has one entry for a token's work within this time; what it reads has its own entries. */
const recordedEvery = 3600_000;

interface TokenRow extends Omit<Session, 'tokenScopes'> {
  scopes: string[] | null;
  lastUsedAt: Date | null;
}

/** The session of a program's token, if it holds: it lives for this one request. */
export async function findToken(
  { db, recordAct }: { db: Db; recordAct: RecordAct },
  secret: string,
  clock: Clock = systemClock,
): Promise<Session | undefined> {
  const now = clock.now();
  const { rows } = await sql<TokenRow>`select t.id, a.kind, ${visitColumns},
      coalesce(h.purpose, 'statistics') as purpose,
      case t.kind when 'api' then 'token' else 'assertion' end as authentication,
      null::timestamptz as "steppedUpUntil", t.expires_at as "expiresAt", t.scopes, t.last_used_at as "lastUsedAt"
    from trust.api_tokens t ${joinVisit('t', now)}
    where t.secret_hash = ${hashSecret(secret)} and t.revoked_at is null and t.expires_at > ${now}
      and a.disabled_at is null`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { scopes, lastUsedAt, ...rest } = row;
  const session: Session = { ...rest, tokenScopes: scopes };
  const idle = lastUsedAt === null ? Number.POSITIVE_INFINITY : now.getTime() - lastUsedAt.getTime();
  if (idle > notedEvery) {
    await sql`update trust.api_tokens set last_used_at = ${now} where id = ${row.id}`.execute(db);
  }
  if (idle > recordedEvery) await recordAct(db, session, { action: 'token.use', object: row.id });
  return session;
}
