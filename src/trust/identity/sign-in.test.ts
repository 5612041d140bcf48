import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, findAccount } from './accounts.ts';
import { grantHolding } from './holdings.ts';
import { hashPassword } from './passwords.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { makeAuthenticator, openTestIdentity, type TestBrowser, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
const password = 'korrekt hest batteri hæfteklamme';
beforeAll(async () => {
  identity = await openTestIdentity();
});
afterAll(() => identity.close());

let made = 0;
async function makePerson(options: { demo?: boolean; password?: string } = {}): Promise<Account> {
  const login = `person${++made}`;
  const { app } = identity.db;
  const account = await createAccount(app, { name: 'Anna Berg', login, demo: options.demo ?? false, by: 'test' });
  await grantHolding(app, { account, role: 'citizen', organisation: null, by: 'test' });
  if (options.password !== undefined) {
    const hash = await hashPassword(options.password, { N: 16, r: 1, p: 1 });
    await sql`insert into trust.passwords values (${account.accountNo}, ${hash}, now())`.execute(app);
  }
  return account;
}

const signIn = (browser: TestBrowser, login: string, typed: string) =>
  browser.ask('POST', '/api/sign-in/password', { login, password: typed });

describe('a password', () => {
  test('opens a session with the first role; the name of the login is not about case', async () => {
    const { login, id } = await makePerson({ password });
    const browser = identity.browser();
    const answer = await signIn(browser, ` ${login!.toUpperCase()} `, password);
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({
        kind: 'person',
        account: { id, name: 'Anna Berg', demo: false, person: null },
        visit: expect.objectContaining({ role: 'citizen', organisation: null, purpose: 'citizen' }),
        authentication: 'password',
      }),
    ]);
    expect((await browser.ask('GET', '/api/session')).body).toEqual(answer.body);
    expect(identity.acts.at(-1)).toMatchObject({ action: 'session.open', who: id, detail: { by: 'password' } });
  });

  test('that is wrong, and a login that is not there, get the same answer', async () => {
    const { login, id } = await makePerson({ password });
    const wrong = await signIn(identity.browser(), login!, 'not that one, surely');
    const nobody = await signIn(identity.browser(), 'nobody-at-all', 'not that one, surely');
    expect([wrong.status, wrong.json<{ code: string }>().code]).toEqual([401, 'IDUN_SIGN_IN_FAILED']);
    expect(nobody.body).toEqual(wrong.body);
    const refused = identity.acts.filter(({ action }) => action === 'session.refused').slice(-2);
    expect(refused.map(({ object }) => object)).toEqual([id, 'unknown']);
    expect(JSON.stringify(identity.acts)).not.toContain('nobody-at-all');
  });

  test('guessed ten times at once is tried no more than a few times, there or not; a pause opens again', async () => {
    const { login } = await makePerson({ password });
    for (const name of [login!, 'nobody-either']) {
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, n) => signIn(identity.browser(), name, `guess number ${n}`)),
      );
      const statuses = tries.map(({ status }) => status).sort();
      expect([...new Set(statuses)]).toEqual([401, 429]);
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6);
      const waiting = tries.find(({ status }) => status === 429)!;
      expect(waiting.body).toMatchObject({ code: 'IDUN_SIGN_IN_WAIT', retryAfter: expect.any(Number) });
    }
    await sql`update trust.sign_in_failures set next_attempt_at = now() - interval '1 second'`.execute(
      identity.db.owner,
    );
    expect((await signIn(identity.browser(), login!, password)).status).toBe(200);
  });

  test('of the demo is good for demo accounts on this machine only', async () => {
    const demo = await makePerson({ demo: true });
    const real = await makePerson();
    expect((await signIn(identity.browser(), demo.login!, 'demo')).status).toBe(200);
    expect((await signIn(identity.browser(), real.login!, 'demo')).status).toBe(401);
    const open = await openTestIdentity({ IDUN_HOST: '0.0.0.0' });
    try {
      await createAccount(open.db.app, { name: 'Demo', login: 'demo1', demo: true, by: 'test' });
      expect((await signIn(open.browser(), 'demo1', 'demo')).status).toBe(401);
      expect((await open.browser().ask('GET', '/api/sign-in')).json<{ demo: unknown[] }>().demo).toEqual([]);
    } finally {
      await open.close();
    }
  });

  test('that is easy to guess is not taken; a new one ends the other sessions', async () => {
    const { login } = await makePerson({ password });
    const [here, elsewhere] = [identity.browser(), identity.browser()];
    await signIn(here, login!, password);
    await signIn(elsewhere, login!, password);
    const obvious = [
      '123456789012',
      'qwertyuiop123',
      'Password2026!',
      'sommersommer26',
      'idun-genom-region',
      'åååååååååååå',
    ];
    for (const weak of ['short', 'aaaaaaaaaaaaaaaa', 'anna berg anna berg', ...obvious]) {
      const answer = await here.ask('PUT', '/api/me/password', { password: weak });
      expect([answer.status, answer.json<{ code: string }>().code]).toEqual([422, 'IDUN_PASSWORD_WEAK']);
    }
    expect((await here.ask('PUT', '/api/me/password', { password: 'en ny og ganske lang en' })).status).toBe(204);
    expect((await here.ask('GET', '/api/session')).body).toMatchObject({ kind: 'person' });
    expect((await elsewhere.ask('GET', '/api/session')).body).toMatchObject({ kind: 'public' });
    expect((await signIn(identity.browser(), login!, password)).status).toBe(401);
  });
});

describe('a session', () => {
  test('planted before signing in is not the one that is opened', async () => {
    const [attacker, victim] = [await makePerson({ password }), await makePerson({ password })];
    const planted = identity.browser();
    await signIn(planted, attacker.login!, password);
    const browser = identity.browser();
    for (const [name, value] of planted.cookies) browser.cookies.set(name, value);
    expect((await signIn(browser, victim.login!, password)).status).toBe(200);
    expect([...browser.cookies.values()]).not.toEqual([...planted.cookies.values()]);
    expect((await planted.ask('GET', '/api/session')).body).toMatchObject({ kind: 'public' });
    const made = identity.browser();
    for (const name of planted.cookies.keys()) made.cookies.set(name, 'A'.repeat(43));
    await signIn(made, victim.login!, password);
    expect([...made.cookies.values()]).not.toContain('A'.repeat(43));
  });

  test('ends when idle, at its limit, with its account, and everywhere when asked', async () => {
    const { login, id } = await makePerson({ password });
    const [one, two, three] = [identity.browser(), identity.browser(), identity.browser()];
    for (const browser of [one, two, three]) await signIn(browser, login!, password);
    const kind = async (browser: TestBrowser) =>
      (await browser.ask('GET', '/api/session')).json<{ kind: string }>().kind;
    type Sessions = { items: { id: string; current: boolean }[] };
    const { items } = (await one.ask('GET', '/api/sessions')).json<Sessions>();
    expect([items.length, items.filter(({ current }) => current).length]).toEqual([3, 1]);
    const current = items.find((item) => item.current)!;
    await sql`update trust.sessions set seen_at = now() - interval '31 minutes' where id = ${current.id}`.execute(
      identity.db.owner,
    );
    expect([await kind(one), await kind(two)]).toEqual(['public', 'person']);
    const rest = (await two.ask('GET', '/api/sessions')).json<Sessions>().items;
    expect(rest).toHaveLength(2);
    await sql`update trust.sessions set expires_at = now() - interval '1 second' where id = ${rest.find((item) => item.current)!.id}`.execute(
      identity.db.owner,
    );
    expect([await kind(two), await kind(three)]).toEqual(['public', 'person']);
    await signIn(one, login!, password);
    expect((await one.ask('DELETE', '/api/sessions')).status).toBe(204);
    expect([await kind(one), await kind(three)]).toEqual(['public', 'public']);
    await signIn(one, login!, password);
    await sql`update trust.accounts set disabled_at = now() where id = ${id}`.execute(identity.db.owner);
    expect(await kind(one)).toBe('public');
    expect((await signIn(one, login!, password)).status).toBe(401);
  });

  test('of somebody else cannot be ended', async () => {
    const [mine, theirs] = [await makePerson({ password }), await makePerson({ password })];
    const [me, them] = [identity.browser(), identity.browser()];
    await signIn(me, mine.login!, password);
    await signIn(them, theirs.login!, password);
    const { items } = (await them.ask('GET', '/api/sessions')).json<{ items: { id: string }[] }>();
    await me.ask('DELETE', `/api/sessions/${items[0]!.id}`);
    expect((await them.ask('GET', '/api/session')).body).toMatchObject({ kind: 'person' });
  });
});

test('behind a proxy the cookie is for encrypted connections only, and the demo is shut', async () => {
  const proxied = await openTestIdentity({ IDUN_ORIGIN: 'https://idun.example', IDUN_HOSTS: 'idun.example' });
  try {
    const account = await createAccount(proxied.db.app, { name: 'Anna', login: 'anna', by: 'test' });
    await createAccount(proxied.db.app, { name: 'Demo', login: 'demo1', demo: true, by: 'test' });
    const [code] = await makeRecoveryCodes(proxied.db.app, account);
    const host = { host: 'idun.example' };
    const answer = await proxied.browser().ask('POST', '/api/sign-in/recovery', { login: 'anna', code }, host);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-idun_session_0=/);
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
      expect(cookie).toContain(`; ${attribute}`);
    expect(cookie).not.toContain('Domain');
    expect(answer.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    // A neighbour can plant a cookie of the plain name only; over TLS that one is not looked at.
    const planted = proxied.browser();
    planted.cookies.set('idun_session_0', cookie.split('=')[1]!.split(';')[0]!);
    expect((await planted.ask('GET', '/api/session', undefined, host)).body).toMatchObject({ kind: 'public' });
    for (const headers of [host, {}]) {
      const demo = await proxied
        .browser()
        .ask('POST', '/api/sign-in/password', { login: 'demo1', password: 'demo' }, headers);
      expect(demo.status).toBe(401);
    }
  } finally {
    await proxied.close();
  }
});

describe('a passkey', () => {
  const site = { origin: 'http://localhost:8480', name: 'localhost' };
  type Begun = { ceremony: string; options: { challenge: string } };

  async function register(browser: TestBrowser, device: ReturnType<typeof makeAuthenticator>) {
    const begun = (await browser.ask('POST', '/api/me/passkeys/begin')).json<Begun>();
    const response = device.create(begun.options);
    return await browser.ask('POST', '/api/me/passkeys/finish', { ceremony: begun.ceremony, name: 'Nøgle', response });
  }
  async function answer(
    browser: TestBrowser,
    device: ReturnType<typeof makeAuthenticator>,
    path = '/api/sign-in/passkey',
  ) {
    const begun = (await browser.ask('POST', `${path}/begin`)).json<Begun>();
    const body = { ceremony: begun.ceremony, response: device.get(begun.options) };
    return { body, answer: await browser.ask('POST', `${path}/finish`, body) };
  }

  test('is registered, signs in without a login, steps up, and is not replayed', async () => {
    const { login, id } = await makePerson({ password });
    const browser = identity.browser();
    await signIn(browser, login!, password);
    const device = makeAuthenticator(site);
    expect((await register(browser, device)).body).toMatchObject({ id: device.id, name: 'Nøgle', backedUp: false });

    const other = identity.browser();
    const { body, answer: opened } = await answer(other, device);
    expect([opened.status, opened.body]).toEqual([
      200,
      expect.objectContaining({ authentication: 'passkey', account: expect.objectContaining({ id }) }),
    ]);
    const again = await identity.browser().ask('POST', '/api/sign-in/passkey/finish', body);
    expect([again.status, again.json<{ code: string }>().code]).toEqual([409, 'IDUN_CEREMONY_OVER']);

    await sql`update trust.sessions set stepped_up_until = null`.execute(identity.db.owner);
    const refused = await other.ask('POST', '/api/me/recovery-codes');
    expect([refused.status, refused.json<{ code: string }>().code]).toEqual([403, 'IDUN_ACCESS_STEP_UP']);
    const proof = await answer(other, device, '/api/session/step-up/passkey');
    expect(proof.answer.status).toBe(200);
    // The same proof again opens nothing: not here once the time is over, not in another session of the same person.
    await sql`update trust.sessions set stepped_up_until = null`.execute(identity.db.owner);
    for (const replayer of [other, browser]) {
      const replayed = await replayer.ask('POST', '/api/session/step-up/passkey/finish', proof.body);
      expect([replayed.status, replayed.json<{ code: string }>().code]).toEqual([409, 'IDUN_CEREMONY_OVER']);
      expect((await replayer.ask('POST', '/api/me/recovery-codes')).json<{ code: string }>().code).toBe(
        'IDUN_ACCESS_STEP_UP',
      );
    }
    expect((await answer(other, device, '/api/session/step-up/passkey')).answer.status).toBe(200);
    expect((await browser.ask('POST', '/api/me/recovery-codes')).status).toBe(403);
    expect((await other.ask('POST', '/api/me/recovery-codes')).json<{ codes: string[] }>().codes).toHaveLength(10);
    expect((await other.ask('DELETE', `/api/me/passkeys/${device.id}`)).status).toBe(204);
    expect((await answer(identity.browser(), device)).answer.status).toBe(401);
  });

  test('of a copied device, another site, another person or another session is refused', async () => {
    const [anna, bo] = [await makePerson({ password }), await makePerson({ password })];
    const [hers, his] = [identity.browser(), identity.browser()];
    await signIn(hers, anna.login!, password);
    await signIn(his, bo.login!, password);
    const device = makeAuthenticator(site);
    await register(hers, device);
    expect((await answer(identity.browser(), device)).answer.status).toBe(200);
    device.rewind();
    expect((await answer(identity.browser(), device)).answer.status).toBe(401);
    expect((await answer(his, device, '/api/session/step-up/passkey')).answer.status).toBe(401);
    const phishing = makeAuthenticator({ origin: 'http://localhost.example', name: 'localhost' });
    expect((await register(hers, phishing)).status).toBe(422);
    const begun = (await hers.ask('POST', '/api/me/passkeys/begin')).json<Begun>();
    const stolen = { ceremony: begun.ceremony, name: 'x', response: makeAuthenticator(site).create(begun.options) };
    expect((await his.ask('POST', '/api/me/passkeys/finish', stolen)).status).toBe(409);
    expect((await register(his, device)).status).toBe(422);
  });

  test('needs a name: an address in numbers says where to go', async () => {
    const answer = await identity
      .browser()
      .ask('POST', '/api/sign-in/passkey/begin', undefined, { host: '127.0.0.1:8480' });
    expect([answer.status, answer.json<{ action: string }>().action]).toEqual([
      422,
      expect.stringContaining('http://localhost:8480'),
    ]);
  });
});

describe('a recovery code', () => {
  test('of ten uses at once lets one through', async () => {
    const account = await makePerson();
    const [code] = await makeRecoveryCodes(identity.db.app, account);
    const uses = await Promise.all(
      Array.from({ length: 10 }, () =>
        identity.browser().ask('POST', '/api/sign-in/recovery', { login: account.login, code }),
      ),
    );
    expect(uses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await findAccount(identity.db.app, account.id)).lastSignInAt).not.toBeNull();
  });

  test('is of one person, and dies with the next set', async () => {
    const [anna, bo] = [await makePerson(), await makePerson()];
    const [code] = await makeRecoveryCodes(identity.db.app, anna);
    const use = (login: string | null) => identity.browser().ask('POST', '/api/sign-in/recovery', { login, code });
    expect((await use(bo.login)).status).toBe(401);
    await makeRecoveryCodes(identity.db.app, anna);
    expect((await use(anna.login)).status).toBe(401);
    const { rows } = await sql<{ stored: string }>`select string_agg(encode(code_hash, 'escape'), ' ') as stored
      from trust.recovery_codes`.execute(identity.db.owner);
    expect(rows[0]!.stored).not.toContain(code!.replaceAll('-', ''));
  });
});
