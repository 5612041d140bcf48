import { importJWK, type JWK } from 'jose';
import * as client from 'openid-client';
import { type Clock, systemClock } from '../../../platform/clock/index.ts';
import type { Egress } from '../../../platform/egress/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { Claims } from './claims.ts';
import { type Provider, readClientSecret } from './providers.ts';

/** What must come back with the answer of a provider, kept here while the person is there. */
export interface Visit {
  provider: string;
  state: string;
  nonce: string;
  verifier: string;
  redirectUri: string;
  /** The session that is proven again, when this is no sign-in. */
  stepUpSession: string | null;
  returnTo: string;
}

/** Talks with outside providers. */
export interface RelyingParty {
  /** Where the browser goes, and what must come back. */
  begin(
    provider: Provider,
    given: Pick<Visit, 'redirectUri' | 'stepUpSession' | 'returnTo'>,
  ): Promise<{ url: URL; visit: Visit }>;
  /** The claims behind an answer. @throws Problem IDUN_PROVIDER_FAILED */
  finish(provider: Provider, visit: Visit, answer: URL): Promise<Claims>;
}

/** A proof of a person that is asked to be fresh may be this old, in seconds. */
const freshness = 60;
/** What a provider says of itself is asked again after this. */
const discoveryLifetime = 3600_000;

async function authenticationOf(provider: Provider): Promise<client.ClientAuth> {
  const { secret, key } = readClientSecret(provider);
  if (key !== undefined) {
    const jwk = key as JWK;
    const named = (await importJWK(jwk, jwk.alg ?? 'ES256')) as client.CryptoKey;
    return client.PrivateKeyJwt(jwk.kid === undefined ? named : { key: named, kid: jwk.kid });
  }
  if (secret === undefined) return client.None();
  return provider.clientAuthentication === 'basic' ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret);
}

function failed(provider: Provider, error: unknown): Problem {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Problem) return at;
  // The library's message names the check that failed and no claim.
  const why = error instanceof Error ? error.message : String(error);
  return new Problem(errors.providerFailed, `${provider.name}: ${why}.`, { action: 'Begin again.' }, { cause: error });
}

/** A relying party that goes out through the one door: each issuer's host must be on the list of egress. */
export function makeRelyingParty(egress: Egress, clock: Clock = systemClock): RelyingParty {
  const known = new Map<string, { at: number; configuration: Promise<client.Configuration> }>();

  async function discover(provider: Provider): Promise<client.Configuration> {
    const insecure = new URL(provider.issuer).protocol === 'http:';
    return await client.discovery(
      new URL(provider.issuer),
      provider.clientId,
      undefined,
      await authenticationOf(provider),
      {
        [client.customFetch]: (url, options) => egress.fetch(url, options as RequestInit),
        // The ID token's signature is checked with the issuer's keys, not only who answered. Plain http is for loopback only, as
        // providers.ts sees to.
        execute: [client.enableNonRepudiationChecks, ...(insecure ? [client.allowInsecureRequests] : [])],
      },
    );
  }

  function configurationOf(provider: Provider): Promise<client.Configuration> {
    const now = clock.now().getTime();
    const cached = known.get(provider.id);
    if (cached !== undefined && now - cached.at < discoveryLifetime) return cached.configuration;
    const configuration = discover(provider);
    known.set(provider.id, { at: now, configuration });
    configuration.catch(() => known.delete(provider.id));
    return configuration;
  }

  return {
    async begin(provider, given) {
      try {
        const configuration = await configurationOf(provider);
        const [state, nonce] = [client.randomState(), client.randomNonce()];
        const verifier = client.randomPKCECodeVerifier();
        const url = client.buildAuthorizationUrl(configuration, {
          ...{ redirect_uri: given.redirectUri, scope: provider.scope, state, nonce, response_type: 'code' },
          ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
          ...(given.stepUpSession === null ? {} : { max_age: '0', prompt: 'login' }),
        });
        return { url, visit: { ...given, provider: provider.id, state, nonce, verifier } };
      } catch (error) {
        throw failed(provider, error);
      }
    },
    async finish(provider, visit, answer) {
      try {
        const configuration = await configurationOf(provider);
        const tokens = await client.authorizationCodeGrant(configuration, answer, {
          ...{ expectedState: visit.state, expectedNonce: visit.nonce, pkceCodeVerifier: visit.verifier },
          ...(visit.stepUpSession === null ? { idTokenExpected: true } : { maxAge: freshness }),
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('there is no ID token in the answer');
        if (!provider.userinfo) return claims;
        const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
        return { ...more, ...claims };
      } catch (error) {
        throw failed(provider, error);
      }
    },
  };
}
