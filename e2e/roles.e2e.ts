import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, type Language, settle } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { type Watch, watch } from './browser/watch.ts';
import { type DemoServer, startDemo } from './idun.ts';
import { workOffline, workSlowly } from './people/bad-network.ts';
import { workByKeyboard } from './people/by-keyboard.ts';
import { usePasskey } from './people/passkeys.ts';

if (!hasChromium()) console.log('The journeys of roles are left out: /usr/bin/chromium is not installed.');

/** Each role's pages beside its start page. */
const pages: [login: string, paths: string[]][] = [
  ['clinician', ['/patients', '/patients/{person}', '/overview']],
  ['interpreter', []],
  ['network-member', []],
  ['laboratory', ['/submissions/new']],
  ['quality-manager', []],
  ['biobank-staff', ['/biobank/robots', '/biobank/kits']],
  ['register-owner', []],
  ['researcher', ['/cohorts', '/cohorts/new', '/search?q=projekt', '/applications', '/enquiries/new']],
  ['output-checker', []],
  ['bioinformatician', []],
  ['coordinator', ['/permits', '/relinkings']],
  ['committee-member', []],
  ['finance', []],
  [
    'administrator',
    [
      '/administration',
      '/administration/accounts/{account}',
      '/administration/organisations',
      '/administration/reviews',
      '/profile',
    ],
  ],
  ['auditor', ['/audit', '/audit/1', '/audit/heads']],
  ['security-officer', ['/security']],
  ['data-protection-officer', ['/privacy', '/privacy/breaches', '/privacy/access-report', '/privacy/emergency']],
];

describe.skipIf(!hasChromium())('people in their roles', () => {
  let server: DemoServer;
  let browser: Browser;
  let ids: Record<string, string> = {};

  interface Visitor {
    page: Page;
    seen: Watch;
  }

  const visit = async (login: string, language: Language): Promise<Visitor> => {
    const { context, page } = await openReader(browser, { language });
    const seen = watch(context);
    await page.goto(`${server.url}/sign-in`);
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(`${server.url}/`);
    await settle(page);
    return { page, seen };
  };
  const open = async ({ page }: Visitor, path: string) => {
    await page.goto(`${server.url}${path}`);
    await settle(page);
  };

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
    const clinician = await visit('clinician', 'da');
    const relations = await clinician.page.request.get(`${server.url}/api/care/relations?limit=1`);
    const { items } = (await relations.json()) as { items: { person: string }[] };
    const session = await clinician.page.request.get(`${server.url}/api/session`);
    const { account } = (await session.json()) as { account: { id: string } };
    ids = { person: items[0]!.person, account: account.id };
    await clinician.page.context().close();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  test('a passkey is made, signs in and confirms an act, and none of its proofs works twice', async () => {
    const { context, page } = await openReader(browser, { language: 'en' });
    await usePasskey(page, server.url.replace('127.0.0.1', 'localhost'), 'finance');
    await context.close();
  });

  test('the way from signing in to a saved cohort needs no pointer', async () => {
    const { context, page } = await openReader(browser, { language: 'en' });
    const seen = watch(context);
    await workByKeyboard(page, server.url);
    expect(seen.complaints()).toEqual([]);
    await context.close();
  });

  test('a slow network shows the shape of what comes, still for whoever asks for less motion, and sends no act twice; none says so', async () => {
    const { page } = await visit('researcher', 'en');
    await workSlowly(page, server.url);
    await workOffline(page, server.url);
    await page.context().close();
  });

  test('whoever is not signed in is told so, with a way in that leads back', async () => {
    const { context, page } = await openReader(browser, { language: 'en' });
    const seen = watch(context);
    const refusals = await seen.expectRefusals(async () => {
      await page.goto(`${server.url}/audit`);
      await settle(page);
      await page.getByRole('alert').first().waitFor();
    });
    expect(new Set(refusals)).toEqual(new Set([401]));
    await page.goto(`${server.url}/sign-in?next=%2F%2Felsewhere.example`);
    await settle(page);
    expect(await checkPage(page, 'en')).toEqual([]);
    await page.getByLabel('User name').fill('auditor');
    await page.getByLabel('Password').fill('wrong');
    await seen.expectRefusals(async () => {
      await page.getByRole('button', { name: 'Sign in with a password' }).click();
      await page.getByRole('alert').waitFor();
    });
    await page.getByLabel('Password').fill('demo');
    await page.getByRole('button', { name: 'Sign in with a password' }).click();
    await page.waitForURL(`${server.url}/`);
    await context.close();
  });

  test.each(pages)('%s: the start page and the pages of the role look right', async (login, paths) => {
    const visitor = await visit(login, 'da');
    expect(await checkPage(visitor.page, 'da')).toEqual([]);
    const areas = await visitor.page.locator('.areas a').count();
    expect(areas).toBeGreaterThan(1);
    expect(areas).toBeLessThanOrEqual(8);
    for (const address of paths) {
      await open(
        visitor,
        address.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!),
      );
      expect(await checkPage(visitor.page, 'da')).toEqual([]);
    }
    expect(visitor.seen.complaints()).toEqual([]);
    await visitor.page.context().close();
  });

  test('a patient of another region opens in an emergency only, which the data protection officer judges', async () => {
    const other = await visit('clinician-region2', 'en');
    const answer = await other.page.request.get(`${server.url}/api/care/relations?limit=1`);
    const { items } = (await answer.json()) as { items: { person: string; personName: string }[] };
    const { person, personName } = items[0]!;
    const clinician = await visit('clinician', 'en');
    const { page, seen } = clinician;
    await seen.expectRefusals(() => open(clinician, `/patients/${person}`));
    expect(await page.locator('h1').innerText()).toBe('Your department has no care relation with this person');
    expect(await page.content()).not.toContain(personName);
    await page.getByRole('button', { name: 'Emergency access' }).click();
    await page.getByLabel('Why it cannot wait').fill('unconscious in the emergency room');
    await page.getByRole('button', { name: 'Open for four hours' }).click();
    await page.locator('h1', { hasText: personName }).waitFor();
    const officer = await visit('data-protection-officer', 'en');
    expect(await officer.page.locator('h1').innerText()).toMatch(/things wait for you/);
    await open(officer, '/privacy/emergency');
    await officer.page.getByText('unconscious in the emergency room').first().waitFor();
    await officer.page.getByLabel('Your judgement').fill('The patient was unconscious.');
    await officer.page.getByRole('button', { name: 'It was justified' }).click();
    await officer.page.locator('h1', { hasText: 'No emergency access waits' }).waitFor();
  });

  test('one role at a time: changing it opens everything afresh, and signing out ends it', async () => {
    const { page } = await visit('coordinator', 'en');
    await page.locator('button.visit').press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Purpose: oversight').first().waitFor();
    await settle(page);
    await page.locator('button.avatar').click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(`${server.url}/sign-in`);
    const session = (await (await page.request.get(`${server.url}/api/session`)).json()) as { kind: string };
    expect(session.kind).toBe('public');
  });

  test('an entry of the log is proven in the browser, and a kept head is compared', async () => {
    const visitor = await visit('auditor', 'en');
    const { page } = visitor;
    await open(visitor, '/audit/1');
    await page.getByText('The path ends in the signed root').waitFor();
    const head = (await (await page.request.get(`${server.url}/api/audit/head`)).json()) as {
      size: number;
      root: string;
    };
    await open(visitor, '/audit/heads');
    const compare = async (root: string) => {
      await page.getByLabel('Entries', { exact: true }).fill(String(head.size));
      await page.getByLabel('Root', { exact: true }).fill(root);
      await page.getByRole('button', { name: 'Compare' }).click();
    };
    await compare(head.root);
    await page.getByText('Nothing before it was changed').waitFor();
    await compare('ab'.repeat(32));
    await page.getByText('The log was rewritten').waitFor();
  });

  test('a number written in the search goes into no address', async () => {
    const { page, seen } = await visit('clinician', 'en');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.keyboard.press('/');
    // No number of anybody: there is no 99th day.
    await page.keyboard.type('999999-1234');
    await page.getByText('Press Enter to find the person with this number.').waitFor();
    await seen.expectRefusals(async () => {
      await page.keyboard.press('Enter');
      await page.locator('.hits .fail').waitFor();
    });
    expect(asked.filter((url) => /999999/.test(url))).toEqual([]);
    expect(page.url()).not.toContain('999999');
  });
});
