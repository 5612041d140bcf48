import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOrganisation, changeOrganisation, type Organisation } from '../organisations/index.ts';
import { type Account, createAccount } from './accounts.ts';
import { grantHolding } from './holdings.ts';
import { lapseOverdue, openDueReviews } from './reviews.ts';
import type { Role } from './roles.ts';
import { openTestIdentity, type TestBrowser, type TestIdentity } from './testing.ts';

let identity: TestIdentity;
let places: Record<'authority' | 'north' | 'south' | 'hospital' | 'ward', Organisation>;
let national: TestBrowser;
let northern: TestBrowser;
beforeAll(async () => {
  identity = await openTestIdentity();
  const { app } = identity.db;
  const authority = await addOrganisation(app, { name: 'Authority', kind: 'authority' });
  const north = await addOrganisation(app, { name: 'North', kind: 'region', code: '1081' });
  const south = await addOrganisation(app, { name: 'South', kind: 'region' });
  const hospital = await addOrganisation(app, { name: 'Hospital', kind: 'hospital', partOfNo: north.organisationNo });
  const ward = await addOrganisation(app, { name: 'Ward', kind: 'department', partOfNo: hospital.organisationNo });
  places = { authority, north, south, hospital, ward };
  national = await signedIn(await make('administrator', authority));
  northern = await signedIn(await make('administrator', north));
});
afterAll(() => identity.close());

let made = 0;
async function make(role: Role | null, organisation: Organisation | null = null): Promise<Account> {
  const { app } = identity.db;
  const account = await createAccount(app, { name: `P ${++made}`, login: `p${made}`, demo: true, by: 'test' });
  if (role !== null) await grantHolding(app, { account, role, organisation, by: 'test' });
  return account;
}

async function signedIn({ login }: Account): Promise<TestBrowser> {
  const browser = identity.browser();
  expect((await browser.ask('POST', '/api/sign-in/password', { login, password: 'demo' })).status).toBe(200);
  return browser;
}

const grant = (by: TestBrowser, account: Account, role: Role, organisation: Organisation | null) =>
  by.ask('POST', '/api/holdings', { account: account.id, role, organisation: organisation?.id ?? null });
const codeOf = (answer: { body: unknown }) => (answer.body as { code: string }).code;

describe('roles', () => {
  test('are given in one’s own organisation and below, where the role can be held, and not to oneself', async () => {
    const account = await make(null);
    const given = await grant(northern, account, 'clinician', places.ward);
    expect([given.status, given.body]).toEqual([
      201,
      expect.objectContaining({ role: 'clinician', organisation: 'Ward', purpose: 'care', until: expect.any(String) }),
    ]);
    for (const [role, place, code] of [
      ['clinician', places.south, 'IDUN_ORGANISATION_NOT_YOURS'],
      ['auditor', places.authority, 'IDUN_ORGANISATION_NOT_YOURS'],
      ['citizen', null, 'IDUN_ORGANISATION_NOT_YOURS'],
      ['researcher', places.ward, 'IDUN_ROLE_MISPLACED'],
      ['pipeline', places.hospital, 'IDUN_ROLE_MISPLACED'],
    ] as const) {
      expect(codeOf(await grant(northern, account, role, place))).toBe(code);
    }
    expect((await grant(national, account, 'citizen', null)).status).toBe(201);
    const self = (await northern.ask('GET', '/api/session')).json<{ account: { id: string } }>().account.id;
    expect(codeOf(await grant(northern, { id: self } as Account, 'auditor', places.north))).toBe(
      'IDUN_ACCOUNT_ONESELF',
    );
    expect(identity.acts.some(({ action, who }) => action === 'holdings.grant' && who === self)).toBe(true);
  });

  test('are visited one at a time; one that ends is lost at the next request', async () => {
    const account = await make('clinician', places.ward);
    const second = (await grant(northern, account, 'interpreter', places.hospital)).json<{ id: string }>().id;
    const browser = await signedIn(account);
    const visit = async () =>
      (await browser.ask('GET', '/api/session')).json<{ visit: { role: string } | null; holdings: unknown[] }>();
    expect((await visit()).visit).toMatchObject({ role: 'clinician' });
    expect((await browser.ask('POST', '/api/session/visit', { holding: second })).status).toBe(200);
    expect((await visit()).visit).toMatchObject({ role: 'interpreter', organisation: 'Hospital' });
    const other = await make('auditor', places.authority);
    const theirs = (await (await signedIn(other)).ask('GET', '/api/session')).json<{ holdings: { id: string }[] }>();
    const stolen = await browser.ask('POST', '/api/session/visit', { holding: theirs.holdings[0]!.id });
    expect([stolen.status, codeOf(stolen)]).toEqual([403, 'IDUN_HOLDING_NOT_YOURS']);
    const ended = await northern.ask('POST', `/api/holdings/${second}/end`, { reason: 'moved to another ward' });
    expect(ended.body).toMatchObject({ endReason: 'moved to another ward' });
    expect(await visit()).toMatchObject({ visit: null, holdings: [expect.anything()] });
    expect((await (await signedIn(account)).ask('GET', '/api/session')).body).toMatchObject({
      visit: { role: 'clinician' },
    });
  });
});

test('the roles of a closed organisation do not hold, nor are new ones given there', async () => {
  const { app } = identity.db;
  const partOfNo = places.hospital.organisationNo;
  const ward = await addOrganisation(app, { name: 'Old ward', kind: 'department', partOfNo });
  const account = await make('clinician', ward);
  const browser = await signedIn(account);
  expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ visit: { role: 'clinician' } });
  const closed = await changeOrganisation(app, ward, { closed: true });
  expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ visit: null, holdings: [] });
  expect(codeOf(await grant(northern, account, 'interpreter', closed))).toBe('IDUN_ROLE_MISPLACED');
  await changeOrganisation(app, ward, { closed: false });
  expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ visit: { role: 'clinician' } });
});

describe('accounts', () => {
  test('are made with codes for the first sign-in, and are seen by those who administer them', async () => {
    const login = 'New.Person@example.org';
    const made = await northern.ask('POST', '/api/accounts', { name: 'New Person', login });
    const { id, setupCodes } = made.json<{ id: string; setupCodes: string[] }>();
    expect([made.status, setupCodes.length]).toEqual([201, 10]);
    const browser = identity.browser();
    const first = await browser.ask('POST', '/api/sign-in/recovery', { login, code: setupCodes[0] });
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ visit: null, holdings: [] })]);
    // Without a role yet: the first thing to do is to add a passkey, and nothing else is open.
    expect((await browser.ask('POST', '/api/me/passkeys/begin')).body).toMatchObject({ ceremony: expect.any(String) });
    expect((await browser.ask('GET', '/api/sessions')).status).toBe(200);
    expect((await browser.ask('GET', '/api/accounts')).status).toBe(403);
    const found = await northern.ask('GET', '/api/accounts?q=new.person');
    expect(found.body).toMatchObject({ total: 1, items: [{ id, login: login.toLowerCase() }] });
    const southern = await signedIn(await make('administrator', places.south));
    expect((await southern.ask('GET', '/api/accounts?q=new.person')).body).toEqual({ items: [], total: 0 });
    expect((await southern.ask('GET', `/api/accounts/${id}`)).status).toBe(404);
    expect(codeOf(await northern.ask('POST', '/api/accounts', { name: 'Twice', login }))).toBe('IDUN_LOGIN_TAKEN');
    const clinician = await signedIn(await make('clinician', places.ward));
    expect((await clinician.ask('GET', '/api/accounts')).status).toBe(403);
  });

  test('with a role elsewhere cannot be taken over from below', async () => {
    const both = await make('clinician', places.ward);
    expect((await northern.ask('POST', `/api/accounts/${both.id}/recovery-codes`)).status).toBe(200);
    expect((await grant(national, both, 'auditor', places.authority)).status).toBe(201);
    for (const [method, path, body] of [
      ['POST', '/recovery-codes', undefined],
      ['PATCH', '', { login: 'mine-now' }],
      ['DELETE', '/sessions', undefined],
    ] as const) {
      const answer = await northern.ask(method, `/api/accounts/${both.id}${path}`, body);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'IDUN_ORGANISATION_NOT_YOURS']);
    }
  });

  test('that are closed are out at once, and managing needs a fresh proof', async () => {
    const account = await make('clinician', places.ward);
    const browser = await signedIn(account);
    expect((await northern.ask('PATCH', `/api/accounts/${account.id}`, { disabled: true })).status).toBe(200);
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ kind: 'public' });
    await sql`update trust.sessions set stepped_up_until = null`.execute(identity.db.owner);
    const refused = await northern.ask('PATCH', `/api/accounts/${account.id}`, { disabled: false });
    expect(codeOf(refused)).toBe('IDUN_ACCESS_STEP_UP');
    expect((await northern.ask('POST', '/api/session/step-up/password', { password: 'demo' })).status).toBe(200);
    expect((await northern.ask('PATCH', `/api/accounts/${account.id}`, { disabled: false })).status).toBe(200);
    await national.ask('POST', '/api/session/step-up/password', { password: 'demo' });
  });
});

describe('a review', () => {
  type Listed = { id: string; closedAt: string | null; list: { holding: { id: string; account: { id: string } } }[] };

  test('lists the rights below an organisation; each is confirmed or ended once, by somebody else', async () => {
    const region = await addOrganisation(identity.db.app, { name: 'West', kind: 'region' });
    const [one, two] = [await make('clinician', region), await make('interpreter', region)];
    const western = await make('administrator', region);
    const browser = await signedIn(western);
    const opened = await browser.ask('POST', '/api/reviews', { organisation: region.id });
    const { id } = opened.json<{ id: string }>();
    expect(opened.body).toMatchObject({ items: 3, waiting: 3, organisation: { name: 'West' } });
    const { list } = (await browser.ask('GET', `/api/reviews/${id}`)).json<Listed>();
    const of = (account: Account) => list.find(({ holding }) => holding.account.id === account.id)!.holding.id;
    const decide = (by: TestBrowser, holding: string, decision: string) =>
      by.ask('POST', `/api/reviews/${id}/items/${holding}`, { decision });
    expect((await decide(browser, of(one), 'confirmed')).status).toBe(200);
    expect(codeOf(await decide(browser, of(one), 'ended'))).toBe('IDUN_REVIEW_DECIDED');
    expect((await decide(browser, of(two), 'ended')).status).toBe(200);
    expect(codeOf(await decide(browser, of(western), 'confirmed'))).toBe('IDUN_ACCOUNT_ONESELF');
    expect(codeOf(await decide(northern, of(western), 'confirmed'))).toBe('IDUN_ORGANISATION_NOT_YOURS');
    const last = (await decide(national, of(western), 'confirmed')).json<Listed>();
    expect(last.closedAt).not.toBeNull();
    expect((await (await signedIn(two)).ask('GET', '/api/session')).body).toMatchObject({ visit: null });
  });

  test('is opened by the calendar, and what nobody confirms in time lapses', async () => {
    const region = await addOrganisation(identity.db.app, { name: 'East', kind: 'region' });
    const forgotten = await make('clinician', region);
    const deps = { db: identity.db.app, recordAct: async () => undefined };
    expect(await openDueReviews(deps)).toBe(0);
    await sql`update trust.role_holdings set granted_at = now() - interval '200 days' where organisation_no =
      ${region.organisationNo}`.execute(identity.db.owner);
    expect(await Promise.all([openDueReviews(deps), openDueReviews(deps)])).toEqual(expect.arrayContaining([0, 1]));
    expect(await lapseOverdue(deps)).toBe(0);
    const { items } = (await national.ask('GET', '/api/reviews')).json<{
      items: { organisation: { name: string } }[];
    }>();
    expect(items[0]).toMatchObject({ organisation: { name: 'East' }, openedBy: 'calendar', waiting: 1 });
    await sql`update trust.reviews set due_at = now() - interval '1 minute' where opened_by = 'calendar'`.execute(
      identity.db.owner,
    );
    expect(await lapseOverdue(deps)).toBe(1);
    expect((await (await signedIn(forgotten)).ask('GET', '/api/session')).body).toMatchObject({ holdings: [] });
    expect(await openDueReviews(deps)).toBe(0);
  });
});

test('an account is a citizen when its owner and an administrator state the same number, and neither learns from a refusal', async () => {
  const account = await make('clinician', places.ward);
  const owner = await signedIn(account);
  const { rows } = await sql<{ personNo: number; id: string }>`insert into trust.people (id) values ('per_claimed')
    returning person_no as "personNo", id`.execute(identity.db.owner);
  identity.people.set('0101901234', rows[0]!);
  const link = { number: '0101901234', reason: 'passport seen' };
  const url = `/api/accounts/${account.id}/person`;
  const unclaimed = await national.ask('PUT', url, link);
  const unknown = await national.ask('PUT', url, { ...link, number: '0202901234' });
  expect([unclaimed.status, unclaimed.body]).toEqual([unknown.status, unknown.body]);
  expect(codeOf(unclaimed)).toBe('IDUN_PERSON_NOT_CLAIMED');
  for (const number of ['0202901234', '0101901234']) {
    const claimed = await owner.ask('POST', '/api/me/person-claim', { number });
    expect([claimed.status, claimed.body]).toEqual([202, { received: true }]);
  }
  expect(codeOf(await northern.ask('PUT', url, link))).toBe('IDUN_ORGANISATION_NOT_YOURS');
  expect((await owner.ask('PUT', url, link)).status).toBe(403);
  expect((await national.ask('PUT', url, link)).body).toMatchObject({ id: account.id, person: 'per_claimed' });
  expect(identity.acts.findLast(({ action }) => action === 'accounts.link')).toMatchObject({ reason: 'passport seen' });
  const parted = await national.ask('POST', `${url}/unlink`, { reason: 'was another' });
  expect(parted.body).toMatchObject({ person: null });
  expect(codeOf(await national.ask('PUT', url, link))).toBe('IDUN_PERSON_NOT_CLAIMED');
  expect((await owner.ask('GET', '/api/me/credentials')).status).toBe(401);
});
