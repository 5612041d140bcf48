import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from 'jose';
import { sql } from 'kysely';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOrganisation } from '../../organisations/index.ts';
import { type Account, createAccount } from '../accounts.ts';
import { grantHolding } from '../holdings.ts';
import { openTestIdentity, type TestBrowser, type TestIdentity } from '../testing.ts';
import { describeSigningKeys, openSigningKeys, rotateSigningKeys, signingKeyRetention } from './signing-keys.ts';

const origin = 'http://localhost:8480';
const redirectUri = 'https://workbench.example/back';
let folder: string;
let identity: TestIdentity;
let account: Account;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-provider-'));
  writeFileSync(join(folder, 'secret'), 'the-secret-of-the-workbench-of-the-test');
  const workbench = {
    id: 'workbench',
    name: 'Workbench',
    redirectUris: [redirectUri],
    secretFile: join(folder, 'secret'),
  };
  writeFileSync(join(folder, 'sign-in.json'), JSON.stringify({ clients: [workbench] }));
  identity = await openTestIdentity({ IDUN_SIGN_IN: join(folder, 'sign-in.json') });
  const { app } = identity.db;
  account = await createAccount(app, { name: 'Freja Holt', login: 'freja', demo: true, by: 'test' });
  const organisation = await addOrganisation(app, { name: 'Project', kind: 'project' });
  await grantHolding(app, { account, role: 'researcher', organisation, by: 'test' });
});
afterAll(async () => {
  await identity.close();
  rmSync(folder, { recursive: true });
});

/** What the other program sends, answered in this process. */
async function reach(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown },
): Promise<Response> {
  const answer = await identity.http.inject({
    ...{ method: (init.method ?? 'GET') as 'GET', url: url.slice(origin.length) },
    headers: { host: 'localhost:8480', ...Object.fromEntries(new Headers(init.headers)) },
    ...(init.body === undefined || init.body === null ? {} : { payload: String(init.body) }),
  });
  return new Response(answer.body, { status: answer.statusCode, headers: answer.headers as Record<string, string> });
}

async function discover(secret = 'the-secret-of-the-workbench-of-the-test'): Promise<client.Configuration> {
  return await client.discovery(new URL(`${origin}/oidc`), 'workbench', undefined, client.ClientSecretBasic(secret), {
    [client.customFetch]: (url, init) => reach(url, init as never),
    execute: [client.allowInsecureRequests],
  });
}

interface Asked {
  url: URL;
  checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
}

async function askFor(configuration: client.Configuration, extra: Record<string, string> = {}): Promise<Asked> {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    ...{ expectedState: client.randomState(), expectedNonce: client.randomNonce() },
  };
  const url = client.buildAuthorizationUrl(configuration, {
    ...{ redirect_uri: redirectUri, scope: 'openid profile roles', state: checks.expectedState },
    ...{ nonce: checks.expectedNonce, code_challenge_method: 'S256', ...extra },
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
  });
  return { url, checks };
}

/** Follows redirects and our own going-on pages until another place. */
async function follow(browser: TestBrowser, url: URL): Promise<URL> {
  let at = url;
  for (let step = 0; step < 10; step++) {
    const answer = await browser.ask('GET', at.pathname + at.search);
    const on = answer.headers['location'] ?? /url=([^"]*)"/.exec(String(answer.body))?.[1];
    if (on === undefined) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    at = new URL(on.replaceAll('&amp;', '&'), at);
    if (at.origin !== origin || at.pathname === '/sign-in') return at;
  }
  throw new Error('the provider goes in circles');
}

const signIn = (browser: TestBrowser) =>
  browser.ask('POST', '/api/sign-in/password', { login: 'freja', password: 'demo' });

test('another program’s people sign in here, with their roles; a code and a verifier work once and together', async () => {
  const configuration = await discover();
  const browser = identity.browser();
  const { url, checks } = await askFor(configuration);
  const door = await follow(browser, url);
  expect(door.pathname).toBe('/sign-in');
  await signIn(browser);
  const back = await follow(browser, new URL(door.searchParams.get('return')!, origin));
  expect(back.href).toContain(redirectUri);
  const tokens = await client.authorizationCodeGrant(configuration, back, checks);
  expect(tokens.claims()).toMatchObject({ sub: account.id, iss: `${origin}/oidc`, aud: 'workbench' });
  const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`), {
    [customFetch]: (address, init) => reach(String(address), init as never),
  });
  expect((await jwtVerify(tokens.id_token!, keys)).payload.sub).toBe(account.id);
  expect(await client.fetchUserInfo(configuration, tokens.access_token, account.id)).toMatchObject({
    ...{ name: 'Freja Holt', preferred_username: 'freja' },
    idun_roles: [{ role: 'researcher', organisation: 'Project', purpose: 'research' }],
  });
  expect(identity.acts.at(-1)).toMatchObject({
    action: 'session.vouch',
    who: account.id,
    detail: { client: 'workbench' },
  });
  await expect(client.authorizationCodeGrant(configuration, back, checks)).rejects.toMatchObject({
    error: 'invalid_grant',
  });

  // Signed in already: straight through. The wrong verifier and the wrong secret are refused.
  const second = await askFor(configuration);
  const straight = await follow(browser, second.url);
  const wrong = { ...second.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await expect(client.authorizationCodeGrant(configuration, straight, wrong)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  const third = await askFor(configuration);
  const stolen = await follow(browser, third.url);
  const thief = await discover('another-secret-that-is-not-the-right-one');
  await expect(client.authorizationCodeGrant(thief, stolen, third.checks)).rejects.toMatchObject({ status: 401 });
});

test('a session that ended is asked for again, a fresh proof when the program wants one, and only its own address is answered', async () => {
  const configuration = await discover();
  const browser = identity.browser();
  await signIn(browser);
  await sql`update trust.sessions set authenticated_at = now() - interval '1 hour'`.execute(identity.db.owner);
  const fresh = await follow(browser, (await askFor(configuration, { prompt: 'login' })).url);
  expect([fresh.pathname, fresh.searchParams.get('again')]).toEqual(['/sign-in', 'true']);
  expect((await follow(browser, (await askFor(configuration)).url)).href).toContain(redirectUri);
  await browser.ask('DELETE', '/api/session');
  expect((await follow(browser, (await askFor(configuration)).url)).pathname).toBe('/sign-in');
  const silent = await follow(browser, (await askFor(configuration, { prompt: 'none' })).url);
  expect(silent.searchParams.get('error')).toBe('login_required');
  const elsewhere = (await askFor(configuration, { redirect_uri: 'https://elsewhere.example/back' })).url;
  const refused = await browser.ask('GET', elsewhere.pathname + elsewhere.search);
  expect([refused.status, refused.headers['location']]).toEqual([400, undefined]);
  const unknown = await browser.ask('GET', '/oidc-sign-in/nothing/go');
  expect([unknown.status, unknown.json<{ code: string }>().code]).toEqual([409, 'IDUN_CEREMONY_OVER']);
});

test('what the provider remembers cannot be read from its table, and survives a restart', async () => {
  const configuration = await discover();
  const browser = identity.browser();
  await signIn(browser);
  const { url, checks } = await askFor(configuration);
  const back = await follow(browser, url);
  const { rows } = await sql<{ row: string }>`select encode(id_hash || sealed, 'escape') as row
    from trust.oidc_records`.execute(identity.db.owner);
  expect(rows.length).toBeGreaterThan(3);
  const code = back.searchParams.get('code')!;
  expect(rows.some(({ row }) => row.includes(code) || row.includes(account.id))).toBe(false);
  const again = await openTestIdentity({ IDUN_SIGN_IN: join(folder, 'sign-in.json') }, identity);
  const kept = identity.http;
  identity.http = again.http;
  try {
    const tokens = await client.authorizationCodeGrant(configuration, back, checks);
    expect(tokens.claims()?.sub).toBe(account.id);
  } finally {
    identity.http = kept;
    await again.http.close();
  }
});

test('new signing keys sign at once; what the old ones signed is still checked, until it must have expired', async () => {
  const configuration = await discover();
  const browser = identity.browser();
  await signIn(browser);
  const publish = async () => {
    const answer = await identity.http.inject({ url: '/oidc/jwks', headers: { host: 'localhost:8480' } });
    return answer.json<{ keys: { kid: string; d?: string }[] }>().keys;
  };
  const signInOver = async () => {
    const { url, checks } = await askFor(configuration);
    const tokens = await client.authorizationCodeGrant(configuration, await follow(browser, url), checks);
    return tokens.id_token!;
  };
  const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`), {
    ...{ cooldownDuration: 0 },
    [customFetch]: (address, init) => reach(String(address), init as never),
  });
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;
  const { dataDir } = identity.config;
  const before = await signInOver();
  expect((await jwtVerify(before, keys)).payload.sub).toBe(account.id);
  const old = (await publish()).map(({ kid }) => kid);
  rotateSigningKeys(dataDir);
  const after = await signInOver();
  expect(old).toContain(kidOf(before));
  expect(old).not.toContain(kidOf(after));
  for (const token of [before, after]) expect((await jwtVerify(token, keys)).payload.sub).toBe(account.id);
  expect((await publish()).map(({ kid, d }) => [kid, d])).toEqual(
    describeSigningKeys(dataDir).map(({ kid }) => [kid, undefined]),
  );
  expect(describeSigningKeys(dataDir).map(({ kid, until }) => [old.includes(kid), until === null])).toEqual([
    ...[false, false].map((was) => [was, true]),
    ...[true, true].map((was) => [was, false]),
  ]);
  const later = { now: () => new Date(Date.now() + signingKeyRetention + 1000) };
  expect(openSigningKeys(dataDir, later).keys.map(({ kid }) => kid)).toEqual(
    (await publish()).slice(0, 2).map((k) => k.kid),
  );
  expect(rotateSigningKeys(dataDir, later)).toHaveLength(4);
});
