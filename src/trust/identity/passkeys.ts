import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Account } from './accounts.ts';
import { beginCeremony, takeCeremony } from './ceremonies.ts';
import { errors } from './errors.ts';

/** Where the browser is: a passkey belongs to a name, and its answer to an origin. */
export interface PasskeySite {
  /** Host name without port. */
  name: string;
  origin: string;
}

/** A registered passkey, without its key. */
export interface Passkey {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** Kept by the maker of the device too, so that it survives its loss. */
  backedUp: boolean;
}

interface StoredKey {
  accountNo: number;
  publicKey: Buffer;
  counter: number;
  transports: string[];
}

const passkeyColumns = sql`credential_id as id, name, created_at as "createdAt", last_used_at as "lastUsedAt",
  backed_up as "backedUp"`;

/** The passkeys of an account, oldest first. */
export async function listPasskeys(db: Db, { accountNo }: Pick<Account, 'accountNo'>): Promise<Passkey[]> {
  const { rows } = await sql<Passkey>`select ${passkeyColumns} from trust.passkeys
    where account_no = ${accountNo} order by created_at`.execute(db);
  return rows;
}

/** Begins to add a passkey to an account. @returns what the browser is asked for, and the ceremony's secret */
export async function beginRegistration(
  db: Db,
  given: { account: Account; sessionId: string; site: PasskeySite },
  clock: Clock = systemClock,
) {
  const { account, site, sessionId } = given;
  const known = await listPasskeys(db, account);
  const options = await generateRegistrationOptions({
    rpName: 'Idun',
    rpID: site.name,
    userName: account.login ?? account.name,
    userDisplayName: account.name,
    userID: Buffer.from(account.id),
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    // Discoverable and verified: it stands for login and password at once.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const payload = { challenge: options.challenge };
  const { accountNo } = account;
  const ceremony = await beginCeremony(db, { kind: 'passkey.register', accountNo, sessionId, payload }, clock);
  return { ceremony, options };
}

function refusal(cause?: unknown): Problem {
  return new Problem(errors.passkeyRefused, 'The answer of the device is not the one that was asked for.', undefined, {
    cause,
  });
}

/** Adds the passkey that the device made. @throws Problem IDUN_PASSKEY_REFUSED, IDUN_CEREMONY_OVER */
export async function finishRegistration(
  db: Db,
  given: { ceremony: string; sessionId: string; site: PasskeySite; name: string; response: RegistrationResponseJSON },
  clock: Clock = systemClock,
): Promise<Passkey> {
  const { ceremony: secret, sessionId, site, name, response } = given;
  const asked = { kind: 'passkey.register', secret, sessionId };
  const { accountNo, payload } = await takeCeremony<{ challenge: string }>(db, asked, clock);
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    ...{ response, expectedChallenge: payload.challenge, expectedOrigin: site.origin, expectedRPID: site.name },
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw refusal(error);
  });
  if (!verified) throw refusal();
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  const { rows } = await sql<Passkey>`insert into trust.passkeys (credential_id, account_no, name, public_key, counter,
      transports, backed_up, created_at)
    values (${id}, ${accountNo}, ${name}, ${Buffer.from(publicKey)}, ${counter}, ${transports}::text[],
      ${registrationInfo.credentialBackedUp}, ${clock.now()})
    on conflict (credential_id) do nothing returning ${passkeyColumns}`.execute(db);
  if (rows[0] === undefined) throw refusal();
  return rows[0];
}

/** Removes a passkey of an account. @throws Problem IDUN_PASSKEY_UNKNOWN */
export async function removePasskey(db: Db, { accountNo }: Pick<Account, 'accountNo'>, id: string): Promise<void> {
  const { rows } = await sql`delete from trust.passkeys
    where account_no = ${accountNo} and credential_id = ${id} returning 1`.execute(db);
  if (rows.length === 0) throw new Problem(errors.passkeyUnknown, 'The account has no such passkey.');
}

/** Begins to prove somebody by passkey: of one account (stepping up), or of whoever's it is (signing in). */
export async function beginAuthentication(
  db: Db,
  given: { site: PasskeySite; account?: Pick<Account, 'accountNo'>; sessionId?: string },
  clock: Clock = systemClock,
) {
  const { site, account, sessionId } = given;
  const known = account === undefined ? [] : await listPasskeys(db, account);
  const options = await generateAuthenticationOptions({
    rpID: site.name,
    userVerification: 'required',
    allowCredentials: known.map(({ id }) => ({ id })),
  });
  const payload = { challenge: options.challenge };
  const begun = { kind: 'passkey.prove', accountNo: account?.accountNo, sessionId, payload };
  return { ceremony: await beginCeremony(db, begun, clock), options };
}

/**
 * The account whose passkey gave the answer.
 * @throws Problem IDUN_SIGN_IN_FAILED, IDUN_CEREMONY_OVER
 */
export async function finishAuthentication(
  db: Db,
  given: { ceremony: string; sessionId?: string; site: PasskeySite; response: AuthenticationResponseJSON },
  clock: Clock = systemClock,
): Promise<{ accountNo: number }> {
  const { ceremony: secret, sessionId, site, response } = given;
  const asked = { kind: 'passkey.prove', secret, sessionId };
  const { accountNo, payload } = await takeCeremony<{ challenge: string }>(db, asked, clock);
  const failed = (cause?: unknown) =>
    new Problem(errors.signInFailed, 'The passkey is not known here, or its answer is not right.', undefined, {
      cause,
    });
  const { rows } = await sql<StoredKey>`select account_no as "accountNo", public_key as "publicKey", counter, transports
    from trust.passkeys where credential_id = ${response.id}
      and (${accountNo}::int is null or account_no = ${accountNo})`.execute(db);
  const [key] = rows;
  if (key === undefined) throw failed();
  const { publicKey, counter } = key;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...{ response, expectedChallenge: payload.challenge, expectedOrigin: site.origin, expectedRPID: site.name },
    credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter },
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw failed(error);
  });
  if (!verified) throw failed();
  // A counter that does not rise means a copied key; the row is the judge when two answers come at once.
  const used = await sql`update trust.passkeys set counter = ${authenticationInfo.newCounter},
      last_used_at = ${clock.now()}, backed_up = ${authenticationInfo.credentialBackedUp}
    where credential_id = ${response.id} and (counter < ${authenticationInfo.newCounter}
      or ${authenticationInfo.newCounter} = 0) returning 1`.execute(db);
  if (used.rows.length === 0) throw failed();
  return { accountNo: key.accountNo };
}
