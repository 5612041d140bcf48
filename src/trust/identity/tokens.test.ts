import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOrganisation, type Organisation } from '../organisations/index.ts';
import { type Account, createAccount } from './accounts.ts';
import { grantHolding } from './holdings.ts';
import { openTestIdentity, type TestBrowser, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
let facility: Organisation;
let authority: Organisation;
let admin: TestBrowser;
beforeAll(async () => {
  identity = await openTestIdentity();
  authority = await addOrganisation(identity.db.app, { name: 'Authority', kind: 'authority' });
  facility = await addOrganisation(identity.db.app, { name: 'Facility', kind: 'facility' });
  admin = await signedIn(await make('administrator'));
});
afterAll(() => identity.close());

let made = 0;
async function make(role: 'administrator' | 'auditor'): Promise<Account> {
  const { app } = identity.db;
  const account = await createAccount(app, { name: `P ${++made}`, login: `t${made}`, demo: true, by: 'test' });
  await grantHolding(app, { account, role, organisation: authority, by: 'test' });
  return account;
}

async function signedIn({ login }: Account): Promise<TestBrowser> {
  const browser = identity.browser();
  await browser.ask('POST', '/api/sign-in/password', { login, password: 'demo' });
  return browser;
}

const codeOf = (answer: { body: unknown }) => (answer.body as { code: string }).code;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const day = 24 * 3600_000;

describe('a token for a program', () => {
  async function makeToken(browser: TestBrowser, extra: object = {}) {
    const session = (await browser.ask('GET', '/api/session')).json<{ visit: { holdingId: string } }>();
    const until = new Date(Date.now() + day).toISOString();
    const terms = { name: 'script', holding: session.visit.holdingId, until, ...extra };
    return await browser.ask('POST', '/api/me/tokens', terms);
  }

  test('acts in one role, within its scope, from anywhere, and never where a fresh proof is needed', async () => {
    const account = await make('administrator');
    const browser = await signedIn(account);
    const { token, id } = (await makeToken(browser, { scopes: ['accounts.read'] })).json<{
      token: string;
      id: string;
    }>();
    const program = identity.browser();
    const read = await program.ask('GET', '/api/session', undefined, bearer(token));
    expect(read.body).toMatchObject({ kind: 'person', account: { id: account.id }, authentication: 'token' });
    expect((await program.ask('GET', '/api/accounts', undefined, bearer(token))).status).toBe(200);
    expect(codeOf(await program.ask('GET', '/api/reviews', undefined, bearer(token)))).toBe('IDUN_ACCESS_TOKEN');
    const wide = (await makeToken(browser)).json<{ token: string }>().token;
    const elsewhere = { ...bearer(wide), origin: 'http://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const change = await program.ask('POST', '/api/accounts', { name: 'X', login: 'x-by-token' }, elsewhere);
    expect(codeOf(change)).toBe('IDUN_ACCESS_STEP_UP');
    expect(codeOf(await program.ask('DELETE', '/api/sessions', undefined, elsewhere))).toBe('IDUN_NOT_SIGNED_IN');
    // With a token the cookie beside it counts for nothing.
    const both = await browser.ask('GET', '/api/accounts', undefined, bearer(`idun_api_${'x'.repeat(43)}`));
    expect([both.status, codeOf(both)]).toEqual([401, 'IDUN_TOKEN_REFUSED']);
    const { rows } = await sql<{ stored: string }>`select row_to_json(t)::text as stored from trust.api_tokens t
      where id = ${id}`.execute(identity.db.owner);
    expect(rows[0]!.stored).not.toContain(token);
    const used = identity.acts.filter((act) => act.action === 'token.use' && act.object === id);
    expect(used.map(({ who }) => who)).toEqual([account.id]);

    expect((await browser.ask('DELETE', `/api/me/tokens/${id}`)).status).toBe(204);
    expect((await program.ask('GET', '/api/session', undefined, bearer(token))).status).toBe(401);
  });

  test('ends with its time, its role and its account; terms that cannot be are refused', async () => {
    const account = await make('auditor');
    const browser = await signedIn(account);
    for (const terms of [
      { until: new Date(Date.now() - 1).toISOString() },
      { until: new Date(Date.now() + 400 * day).toISOString() },
      { scopes: ['no.such.act'] },
    ]) {
      expect(codeOf(await makeToken(browser, terms))).toBe('IDUN_TOKEN_TERMS');
    }
    const holding = (await admin.ask('GET', '/api/session')).json<{ visit: { holdingId: string } }>().visit.holdingId;
    expect(codeOf(await makeToken(browser, { holding }))).toBe('IDUN_HOLDING_NOT_YOURS');
    const { token } = (await makeToken(browser)).json<{ token: string }>();
    const ask = (path: string) => identity.browser().ask('GET', path, undefined, bearer(token));
    expect((await ask('/api/accounts')).status).toBe(200);
    await sql`update trust.role_holdings set valid_to = now() where role = 'auditor'`.execute(identity.db.owner);
    expect((await ask('/api/accounts')).status).toBe(403);
    await sql`update trust.api_tokens set expires_at = now() - interval '1 second'`.execute(identity.db.owner);
    expect((await ask('/api/session')).status).toBe(401);
  });
});

describe('a service', () => {
  async function makeService() {
    const opened = await admin.ask('POST', '/api/accounts', { name: 'Pipeline', kind: 'service' });
    const { id } = opened.json<{ id: string }>();
    await admin.ask('POST', '/api/holdings', { account: id, role: 'pipeline', organisation: facility.id });
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: `key-${id.slice(4, 10)}` };
    expect((await admin.ask('POST', `/api/accounts/${id}/keys`, { jwk })).status).toBe(201);
    type Claims = { aud?: string; sub?: string; jti?: string; seconds?: number; key?: typeof privateKey };
    const assert = ({
      aud = 'http://localhost:8480/api/token',
      sub = id,
      jti = crypto.randomUUID(),
      ...rest
    }: Claims = {}) =>
      new SignJWT({ jti })
        .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
        .setIssuer(id)
        .setSubject(sub)
        .setAudience(aud)
        .setExpirationTime(Math.floor(Date.now() / 1000) + (rest.seconds ?? 60))
        .sign(rest.key ?? privateKey);
    return { id, jwk, privateKey, assert };
  }

  async function exchange(assertion: string, scope?: string) {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...(scope === undefined ? {} : { scope }),
    });
    const answer = await identity.http.inject({
      ...{ method: 'POST', url: '/api/token', payload: body.toString() },
      headers: { host: 'localhost:8480', 'content-type': 'application/x-www-form-urlencoded' },
    });
    return { status: answer.statusCode, body: answer.json() as { access_token: string; code: string; error?: string } };
  }

  test('gets a short token for an assertion it signed, once', async () => {
    const { id, assert } = await makeService();
    const assertion = await assert();
    const given = await exchange(assertion);
    expect([given.status, given.body]).toEqual([
      200,
      { access_token: expect.stringMatching(/^idun_access_/), token_type: 'Bearer', expires_in: 600 },
    ]);
    const session = await identity.browser().ask('GET', '/api/session', undefined, bearer(given.body.access_token));
    expect(session.body).toMatchObject({
      ...{ kind: 'service', account: { id, name: 'Pipeline' }, authentication: 'assertion', purpose: 'operation' },
      visit: { role: 'pipeline', organisation: 'Facility' },
    });
    const again = await Promise.all(Array.from({ length: 5 }, () => exchange(assertion)));
    expect(again.map(({ status, body }) => [status, body.error])).toEqual(Array(5).fill([401, 'invalid_client']));
    const raced = await assert();
    const race = await Promise.all(Array.from({ length: 10 }, () => exchange(raced)));
    expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('is refused with another key, audience, subject, a long life, a removed key, or no role', async () => {
    const { id, jwk, assert } = await makeService();
    const other = await makeService();
    for (const assertion of [
      await assert({ key: other.privateKey }),
      await assert({ aud: 'https://elsewhere.example/api/token' }),
      await assert({ sub: other.id }),
      await assert({ seconds: 3600 }),
      await assert({ seconds: -120 }),
      'not.a.token',
    ]) {
      const answer = await exchange(assertion);
      expect([answer.status, answer.body.code]).toEqual([401, 'IDUN_ASSERTION_REFUSED']);
    }
    // RFC 8725 §3.1: the algorithm is ours to choose, not the sender's.
    const [, claims] = (await assert()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    expect((await exchange(none)).status).toBe(401);
    expect((await exchange(await assert(), 'no.such.act')).body.error).toBe('invalid_scope');
    expect((await exchange(await assert())).status).toBe(200);
    expect((await admin.ask('DELETE', `/api/accounts/${id}/keys/${jwk.kid}`)).status).toBe(204);
    expect((await exchange(await assert())).status).toBe(401);
    await sql`update trust.role_holdings set valid_to = now() where role = 'pipeline'`.execute(identity.db.owner);
    expect((await exchange(await other.assert())).status).toBe(401);
  });

  test('keeps its private key to itself, and its account takes no password', async () => {
    const { id, privateKey } = await makeService();
    const answer = await admin.ask('POST', `/api/accounts/${id}/keys`, { jwk: await exportJWK(privateKey) });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'IDUN_SERVICE_KEY']);
    const shared = await admin.ask('POST', `/api/accounts/${id}/keys`, { jwk: { kty: 'oct', k: 'c2VjcmV0' } });
    expect(codeOf(shared)).toBe('IDUN_SERVICE_KEY');
    await sql`update trust.accounts set login = 'service', demo = true where id = ${id}`.execute(identity.db.owner);
    const signIn = await identity
      .browser()
      .ask('POST', '/api/sign-in/password', { login: 'service', password: 'demo' });
    expect(signIn.status).toBe(401);
  });
});
