import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { holdsAt } from './holding-validity.ts';
import { hashSecret } from './secrets.ts';
import { limits } from './session-limits.ts';

const algorithms = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
/** An assertion may hold no longer than this, so that its `jti` need not be remembered for long. */
const longestAssertion = 5 * 60_000;
const clockTolerance = 30;

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

function refusal(detail: string, cause?: unknown): Problem {
  // RFC 6749 §5.2 names the member `error`, which OAuth clients read.
  return new Problem(errors.assertionRefused, detail, { error: 'invalid_client' }, { cause });
}

/** A public key that a service signs with. */
export interface ServiceKey {
  keyId: string;
  jwk: JWK;
  addedAt: Date;
}

/** The keys of a service's account that count. */
export async function listServiceKeys(db: Db, accountNo: number): Promise<ServiceKey[]> {
  const { rows } = await sql<ServiceKey>`select key_id as "keyId", jwk, added_at as "addedAt" from trust.service_keys
    where account_no = ${accountNo} and removed_at is null order by added_at`.execute(db);
  return rows;
}

/** Adds a service's public key. @throws Problem IDUN_SERVICE_KEY */
export async function addServiceKey(
  trx: Db,
  accountNo: number,
  jwk: JWK,
  clock: Clock = systemClock,
): Promise<ServiceKey> {
  const bad = (detail: string) =>
    new Problem(errors.serviceKey, detail, {
      expected: 'a public key as JWK: EC P-256 or P-384, Ed25519, RSA of 2048 bits',
    });
  if (privateMembers.some((member) => member in jwk))
    throw bad('The key is a private or a shared one; that stays there.');
  const alg = { EC: jwk.crv === 'P-384' ? 'ES384' : 'ES256', OKP: 'EdDSA', RSA: 'PS256' }[String(jwk.kty)];
  if (alg === undefined) throw bad('The kind of key is not one of those that sign.');
  if (jwk.kty === 'RSA' && Buffer.from(jwk.n ?? '', 'base64url').length < 256) throw bad('The key is too short.');
  await importJWK(jwk, alg).catch((error: unknown) => {
    throw new Problem(errors.serviceKey, 'The key cannot be read.', undefined, { cause: error });
  });
  const keyId = jwk.kid ?? randomBase62(16);
  const { rows } = await sql<ServiceKey>`insert into trust.service_keys (account_no, key_id, jwk, added_at)
    values (${accountNo}, ${keyId}, ${JSON.stringify({ ...jwk, kid: keyId })}::jsonb, ${clock.now()})
    on conflict do nothing returning key_id as "keyId", jwk, added_at as "addedAt"`.execute(trx);
  if (rows[0] === undefined) throw bad('The service has or had a key with this id.');
  return rows[0];
}

/** Takes a key back: nothing it signs counts from now on. @throws Problem IDUN_SERVICE_KEY */
export async function removeServiceKey(
  trx: Db,
  accountNo: number,
  keyId: string,
  clock: Clock = systemClock,
): Promise<void> {
  const { rows } = await sql`update trust.service_keys set removed_at = ${clock.now()}
    where account_no = ${accountNo} and key_id = ${keyId} and removed_at is null returning 1`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.serviceKey, 'The service has no key with this id.');
}

interface Service {
  accountNo: number;
  accountId: string;
  holdingNo: number;
}

async function findService(db: Db, id: string, now: Date): Promise<Service | undefined> {
  const { rows } =
    await sql<Service>`select a.account_no as "accountNo", a.id as "accountId", h.holding_no as "holdingNo"
    from trust.accounts a join trust.role_holdings h using (account_no)
    where a.id = ${id} and a.kind = 'service' and a.disabled_at is null and ${holdsAt(now)}
    order by h.holding_no limit 1`.execute(db);
  return rows[0];
}

/** What RFC 7523 §3 asks of an assertion, beside its signature: who, for whom, until when, and never twice. */
async function verify(db: Db, given: { assertion: string; audience: readonly string[] }, now: Date): Promise<Service> {
  const { assertion, audience } = given;
  let issuer: string | undefined;
  try {
    issuer = decodeJwt(assertion).iss;
    decodeProtectedHeader(assertion);
  } catch (error) {
    throw refusal('It is not a signed JWT.', error);
  }
  const service = issuer === undefined ? undefined : await findService(db, issuer, now);
  // Unknown, closed, without a role and wrongly signed are told apart in the log, not to the asker.
  if (service === undefined) throw refusal('Who signed it is not known here, or the signature is not right.');
  const keys = (await listServiceKeys(db, service.accountNo)).map(({ jwk }) => jwk);
  const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys }), {
    ...{ algorithms, issuer: service.accountId, subject: service.accountId, audience: [...audience] },
    ...{ currentDate: now, clockTolerance, requiredClaims: ['exp', 'jti'] },
  }).catch((error: unknown) => {
    throw refusal('Who signed it is not known here, or the signature is not right.', error);
  });
  const expiresAt = new Date(payload.exp! * 1000);
  if (expiresAt.getTime() - now.getTime() > longestAssertion) throw refusal('It may hold for five minutes at most.');
  if (typeof payload.jti !== 'string' || payload.jti.length > 200) throw refusal('Its jti is not a short text.');
  const forget = new Date(expiresAt.getTime() + 2 * clockTolerance * 1000);
  const used = await sql`insert into trust.used_assertions (account_no, jti, expires_at)
    values (${service.accountNo}, ${payload.jti}, ${forget}) on conflict do nothing returning 1`.execute(db);
  if (used.rows.length === 0) throw refusal('It was used before.');
  return service;
}

/** A service's token, for some minutes. */
export interface AccessToken {
  secret: string;
  expiresInSeconds: number;
}

/**
 * Gives a service an access token for its signed assertion (OAuth 2.0 client credentials with private_key_jwt). Each assertion works once.
 * @param given `audience`: the names under which this server may be meant; `scopes`: acts to limit the token to
 * @throws Problem IDUN_ASSERTION_REFUSED
 */
export async function exchangeAssertion(
  { db, recordAct }: { db: Db; recordAct: RecordAct },
  given: { assertion: string; audience: readonly string[]; scopes?: readonly string[] | undefined },
  clock: Clock = systemClock,
): Promise<AccessToken> {
  const now = clock.now();
  const service = await verify(db, given, now).catch(async (error: unknown) => {
    await recordAct(db, null, { action: 'token.refused', object: 'unknown', detail: { by: 'assertion' } });
    throw error;
  });
  const secret = `idun_access_${randomBase62(43)}`;
  const id = newId('tok');
  const expiresAt = new Date(now.getTime() + limits.accessToken);
  await db.transaction().execute(async (trx) => {
    await sql`insert into trust.api_tokens (id, secret_hash, kind, account_no, holding_no, name, scopes, created_at,
        expires_at)
      values (${id}, ${hashSecret(secret)}, 'access', ${service.accountNo}, ${service.holdingNo}, 'assertion',
        ${given.scopes === undefined ? null : [...given.scopes]}::text[], ${now}, ${expiresAt})`.execute(trx);
    await sql`update trust.accounts set last_sign_in_at = ${now} where account_no = ${service.accountNo}`.execute(trx);
    const who = { id, kind: 'service' as const, accountId: service.accountId, purpose: 'operation' };
    const placed = { role: null, organisationNo: null, organisationId: null, organisation: null };
    await recordAct(trx, { ...who, ...placed }, { action: 'token.give', object: id, detail: { by: 'assertion' } });
  });
  return { secret, expiresInSeconds: limits.accessToken / 1000 };
}
