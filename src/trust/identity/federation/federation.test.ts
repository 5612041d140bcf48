import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../platform/config/index.ts';
import { addOrganisation } from '../../organisations/index.ts';
import { createAccount } from '../accounts.ts';
import { openTestIdentity, type TestBrowser, type TestIdentity } from '../testing.ts';
import { claimOf } from './claims.ts';
import { readProviders } from './providers.ts';
import { startTestIssuer, type TestIssuer } from './testing.ts';

let folder: string;
let issuer: TestIssuer;
let identity: TestIdentity;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-federation-'));
  const redirectUri = 'http://localhost:8480/sign-in/back';
  issuer = await startTestIssuer({ clientId: 'idun', secret: 'a-secret-of-the-test', redirectUri });
  writeFileSync(join(folder, 'secret'), 'a-secret-of-the-test\n');
  const provider = {
    ...{ id: 'broker', name: 'National login', issuer: issuer.issuer, clientId: 'idun' },
    clientSecretFile: join(folder, 'secret'),
    ...{ claims: { login: 'login', cpr: 'cpr' }, citizens: true, strongAcr: ['strong'] },
    rules: [
      { when: { groups: 'clinicians' }, role: 'clinician', organisation: { claim: 'unit' } },
      { when: { groups: ['auditors', 'inspectors'] }, role: 'auditor', organisation: 'Authority' },
    ],
  };
  writeFileSync(join(folder, 'sign-in.json'), JSON.stringify({ providers: [provider] }));
  const settings = { IDUN_SIGN_IN: join(folder, 'sign-in.json'), IDUN_EGRESS: new URL(issuer.issuer).host };
  identity = await openTestIdentity(settings);
  await addOrganisation(identity.db.app, { name: 'Authority', kind: 'authority' });
  await addOrganisation(identity.db.app, { name: 'Ward', kind: 'department', code: '440861000016001' });
});
afterAll(async () => {
  await identity.close();
  await issuer.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  issuer.person = { sub: 'nobody' };
});

/** Goes there and back. @returns where the page that was come back to leads */
async function signIn(browser: TestBrowser, query = ''): Promise<string> {
  const away = await browser.ask('GET', `/api/sign-in/with/broker${query}`);
  expect([away.status, away.headers['location']]).toEqual([303, expect.stringContaining(issuer.issuer)]);
  const back = new URL(await issuer.visit(away.headers['location']!));
  return await comeBack(browser, back);
}

async function comeBack(browser: TestBrowser, back: URL): Promise<string> {
  const answer = await browser.ask('GET', back.pathname + back.search);
  return /url=([^"]*)"/.exec(String(answer.body))![1]!;
}

const session = async (browser: TestBrowser) =>
  (await browser.ask('GET', '/api/session')).json<{
    kind: string;
    account: { id: string; name: string; person: string | null };
    holdings: { role: string; organisation: string | null; until: string }[];
    steppedUpUntil: string | null;
  }>();

describe('an outside provider', () => {
  test('is offered, and brings somebody new in with the roles of their claims', async () => {
    expect((await identity.browser().ask('GET', '/api/sign-in')).body).toMatchObject({
      issuers: [{ id: 'broker', name: 'National login' }],
    });
    const browser = identity.browser();
    issuer.person = { sub: 's1', name: 'Bodil Krag', groups: ['clinicians', 'staff'], unit: '440861000016001' };
    expect(await signIn(browser, '?return=/variants?x=1')).toBe('/variants?x=1');
    const first = await session(browser);
    expect(first).toMatchObject({
      ...{ kind: 'person', authentication: 'federated', account: { name: 'Bodil Krag' } },
      holdings: [{ role: 'clinician', organisation: 'Ward', purpose: 'care' }],
      ...{ visit: { role: 'clinician' }, steppedUpUntil: null },
    });
    const lasts = new Date(first.holdings[0]!.until).getTime() - Date.now();
    expect(lasts).toBeGreaterThan(23 * 3600_000);
    expect(lasts).toBeLessThanOrEqual(24 * 3600_000);

    issuer.person = { sub: 's1', name: 'Bodil Krag', groups: ['inspectors'], unit: 'gone' };
    const again = identity.browser();
    await signIn(again);
    expect(await session(again)).toMatchObject({ account: first.account, holdings: [{ role: 'auditor' }] });
    expect((await session(browser)).holdings.map(({ role }) => role)).toEqual(['auditor']);
  });

  test('names a login or a citizen; whoever has no role and no account stays out', async () => {
    const account = await createAccount(identity.db.app, { name: 'Known', login: 'known', by: 'test' });
    issuer.person = { sub: 's2', name: 'Known', login: 'KNOWN' };
    const browser = identity.browser();
    await signIn(browser);
    expect((await session(browser)).account.id).toBe(account.id);

    const person = await sql<{ no: number }>`insert into trust.people (id, name)
      values ('per_0123456789012345678901', 'Citizen') returning person_no as no`.execute(identity.db.owner);
    identity.people.set('0101601234', { personNo: person.rows[0]!.no, id: 'per_0123456789012345678901' });
    issuer.person = { sub: 's3', name: 'Citizen', cpr: '0101601234' };
    const citizen = identity.browser();
    await signIn(citizen);
    expect(await session(citizen)).toMatchObject({
      ...{ account: { person: 'per_0123456789012345678901' }, holdings: [{ role: 'citizen', organisation: null }] },
    });
    expect(JSON.stringify(identity.acts)).not.toContain('0101601234');

    for (const person of [
      { sub: 's4', name: 'Stranger' },
      { sub: 's5', groups: ['clinicians'], unit: 'no such unit' },
    ]) {
      issuer.person = person;
      const stranger = identity.browser();
      expect(await signIn(stranger)).toBe('/sign-in?problem=IDUN_SIGN_IN_NO_ACCOUNT');
      expect((await session(stranger)).kind).toBe('public');
    }
    await createAccount(identity.db.app, { name: 'Demo', login: 'demo-person', demo: true, by: 'test' });
    issuer.person = { sub: 's6', login: 'demo-person' };
    expect(await signIn(identity.browser())).toBe('/sign-in?problem=IDUN_SIGN_IN_NO_ACCOUNT');
  });

  test('is answered once, by the browser that asked, with its own state, nonce and issuer', async () => {
    issuer.person = { sub: 's7', groups: ['auditors'] };
    const refused = '/sign-in?problem=IDUN_CEREMONY_OVER';
    const away = async (browser: TestBrowser) =>
      new URL(await issuer.visit((await browser.ask('GET', '/api/sign-in/with/broker')).headers['location']!));
    const [asker, other] = [identity.browser(), identity.browser()];
    const back = await away(asker);
    expect(await comeBack(other, back)).toBe(refused);
    const cookies = new Map(asker.cookies);
    expect(await comeBack(asker, back)).toBe('/');
    for (const [name, value] of cookies) other.cookies.set(name, value);
    expect(await comeBack(other, back)).toBe(refused);

    const [one, two] = [identity.browser(), identity.browser()];
    const [first, second] = [await away(one), await away(two)];
    // The code of one put into the answer of the other: another nonce and verifier. The state of one in the other: another state.
    const mixed = new URL(second);
    mixed.searchParams.set('code', first.searchParams.get('code')!);
    expect(await comeBack(two, mixed)).toBe('/sign-in?problem=IDUN_PROVIDER_FAILED');
    expect(await comeBack(one, second)).toBe('/sign-in?problem=IDUN_PROVIDER_FAILED');
    const third = identity.browser();
    const elsewhere = await away(third);
    elsewhere.searchParams.set('iss', 'https://elsewhere.example');
    expect(await comeBack(third, elsewhere)).toBe('/sign-in?problem=IDUN_PROVIDER_FAILED');
    const slow = identity.browser();
    const late = await away(slow);
    await sql`update trust.ceremonies set expires_at = now() - interval '1 second'`.execute(identity.db.owner);
    expect(await comeBack(slow, late)).toBe(refused);
    for (const browser of [other, one, two, third, slow]) expect((await session(browser)).kind).toBe('public');
  });

  test('steps up when it was strong, and only the same person', async () => {
    issuer.person = { sub: 's8', groups: ['auditors'], acr: 'weak' };
    const browser = identity.browser();
    await signIn(browser);
    expect((await session(browser)).steppedUpUntil).toBeNull();
    const stepUp = '?step-up=true&return=/profile';
    expect(await signIn(browser, stepUp)).toBe('/sign-in?problem=IDUN_SIGN_IN_FAILED');
    issuer.person = { sub: 's9', groups: ['auditors'], acr: 'strong' };
    expect(await signIn(browser, stepUp)).toBe('/sign-in?problem=IDUN_SIGN_IN_FAILED');
    expect((await session(browser)).steppedUpUntil).toBeNull();
    issuer.person = { sub: 's8', groups: ['auditors'], acr: 'strong' };
    expect(await signIn(browser, stepUp)).toBe('/profile');
    expect((await session(browser)).steppedUpUntil).not.toBeNull();
  });

  test('comes back to places of this server only', async () => {
    for (const place of ['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example', '/a"b c']) {
      const path = `/api/sign-in/with/broker?return=${encodeURIComponent(place)}`;
      expect((await identity.browser().ask('GET', path)).status).toBe(400);
    }
    expect((await identity.browser().ask('GET', '/api/sign-in/with/unknown')).status).toBe(404);
  });
});

test('what the issuer’s keys did not sign is not believed', async () => {
  const settings = { IDUN_SIGN_IN: join(folder, 'sign-in.json'), IDUN_EGRESS: new URL(issuer.issuer).host };
  const fresh = await openTestIdentity(settings);
  try {
    await addOrganisation(fresh.db.app, { name: 'Authority', kind: 'authority' });
    issuer.person = { sub: 's20', groups: ['auditors'] };
    issuer.foreignKeys = true;
    expect(await signIn(fresh.browser())).toBe('/sign-in?problem=IDUN_PROVIDER_FAILED');
    issuer.foreignKeys = false;
  } finally {
    issuer.foreignKeys = false;
    await fresh.close();
  }
});

test('a provider that is not on the list of egress is not asked', async () => {
  const shut = await openTestIdentity({ IDUN_SIGN_IN: join(folder, 'sign-in.json') });
  try {
    const answer = await shut.browser().ask('GET', '/api/sign-in/with/broker');
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([403, 'IDUN_EGRESS_REFUSED']);
  } finally {
    await shut.close();
  }
});

test('the file says where it is wrong', () => {
  const path = join(folder, 'bad.json');
  const config = loadConfig({ data: folder }, { IDUN_SIGN_IN: path });
  const good = { id: 'a', name: 'A', issuer: 'https://a.example', clientId: 'x' };
  for (const [providers, detail] of [
    [[{ ...good, issuer: 'http://a.example' }], 'not encrypted'],
    [[good, good], 'same id'],
    [[{ ...good, citizens: true }], 'no claims.cpr'],
    [[{ ...good, rules: [{ when: {}, role: 'king', organisation: null }] }], 'providers.0.rules.0.role'],
    [[{ ...good, secret: 'here' }], 'providers.0'],
  ] as const) {
    writeFileSync(path, JSON.stringify({ providers }));
    expect(() => readProviders(config)).toThrowError(expect.objectContaining({ code: 'IDUN_SIGN_IN_FILE' }));
    expect(() => readProviders(config)).toThrowError(detail);
  }
  rmSync(path);
  expect(() => readProviders(config)).toThrowError('no such file');
  expect(claimOf({ realm_access: { roles: ['x'] }, 'a.b': 1 }, 'realm_access.roles')).toEqual(['x']);
  expect(claimOf({ 'a.b': 1 }, 'a.b')).toBe(1);
  expect(claimOf({}, 'constructor.name')).toBeUndefined();
});

test('the examples of the guide can be used as they stand', () => {
  const guide = readFileSync(new URL('../../../../docs/guides/sign-in.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!) as object);
  const path = join(folder, 'guide.json');
  const config = loadConfig({ data: folder }, { IDUN_SIGN_IN: path });
  for (const block of blocks) {
    const whole = 'providers' in block || 'clients' in block ? block : { providers: [block] };
    writeFileSync(path, JSON.stringify(whole));
    expect(() => readProviders(config)).not.toThrow();
  }
  expect(blocks.length).toBeGreaterThanOrEqual(4);
});
