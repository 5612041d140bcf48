import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { ClientMetadata, Configuration, default as Provider } from 'oidc-provider';
import type { Config } from '../../../platform/config/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { deriveKey, readOrMakeKey } from '../../../platform/keys/index.ts';
import { limits } from '../session-limits.ts';
import { listVisits } from '../visits.ts';
import { readClients, type SignInClient } from './clients.ts';
import { makeRecords } from './records.ts';
import { openSigningKeys } from './signing-keys.ts';

const seconds = { minute: 60, hour: 3600 } as const;

function toMetadata({ id, name, redirectUris, secretFile, jwksFile }: SignInClient): ClientMetadata {
  const common = { client_id: id, client_name: name, redirect_uris: redirectUris };
  if (jwksFile !== undefined) {
    const jwks = JSON.parse(readFileSync(jwksFile, 'utf8')) as NonNullable<ClientMetadata['jwks']>;
    return { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks };
  }
  if (secretFile === undefined) return { ...common, token_endpoint_auth_method: 'none' };
  const secret = readFileSync(secretFile, 'utf8').trim();
  return { ...common, token_endpoint_auth_method: 'client_secret_basic', client_secret: secret };
}

async function claimsOf(db: Db, accountId: string) {
  const { rows } = await sql<{ name: string; login: string | null }>`select name, login from trust.accounts
    where id = ${accountId} and kind = 'person' and disabled_at is null`.execute(db);
  const [account] = rows;
  if (account === undefined) return undefined;
  const visits = await listVisits(db, accountId);
  const held = visits.map(({ role, organisation, purpose }) => ({ role, organisation, purpose }));
  return {
    sub: accountId,
    name: account.name,
    ...(account.login === null ? {} : { preferred_username: account.login }),
    idun_roles: held,
  };
}

/** Where the provider sends a browser that must prove who is there; our own pages take over. */
export const interactionPath = '/oidc-sign-in';

/**
 * The built-in OIDC provider: other programs' people sign in with their account here. It has no sign-in of its own and no memory of
 * one: each authorization asks for the session at this server.
 * @param issuer the address of this server with `/oidc`
 */
export async function openProvider(
  { db, config }: { db: Db; config: Pick<Config, 'dataDir' | 'signInFile'> },
  issuer: string,
): Promise<Provider> {
  // Loaded when first asked: most installations have no such program.
  const { default: OidcProvider, interactionPolicy } = await import('oidc-provider');
  const key = readOrMakeKey(config.dataDir, 'oidc-records.key', () => randomBytes(32));
  const policy = interactionPolicy.base();
  const asksHere = new interactionPolicy.Check(
    ...(['idun_session', 'the session at this server is asked for', 'login_required'] as const),
    ({ oidc }) => oidc.result?.login === undefined,
  );
  policy.get('login')!.checks.add(asksHere);
  const configuration: Configuration = {
    adapter: makeRecords(db, key),
    clients: readClients(config).map(toMetadata),
    jwks: openSigningKeys(config.dataDir),
    cookies: {
      keys: [deriveKey(key, 'cookies').toString('base64url')],
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], roles: ['idun_roles'] },
    scopes: ['openid', 'profile', 'roles'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true }, introspection: { enabled: true } },
    ttl: {
      AccessToken: 10 * seconds.minute,
      AuthorizationCode: seconds.minute,
      Grant: limits.personSession / 1000,
      IdToken: 10 * seconds.minute,
      Interaction: 10 * seconds.minute,
      Session: seconds.hour,
    },
    interactions: { url: (_context, { uid }) => `${interactionPath}/${uid}`, policy },
    findAccount: async (_context, accountId) => {
      const claims = await claimsOf(db, accountId);
      return claims === undefined ? undefined : { accountId, claims: async () => claims };
    },
    // Whoever registers a client at this server consents for its people; they cannot consent to more.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId });
      grant.addOIDCScope('openid profile roles');
      await grant.save();
      return grant;
    },
    renderError: (context, out) => {
      context.type = 'json';
      context.body = {
        code: 'IDUN_OIDC',
        title: 'The program asked for a sign-in in a way that is not accepted.',
        ...out,
      };
    },
  };
  return new OidcProvider(issuer, configuration);
}
