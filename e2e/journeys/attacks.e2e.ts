import type { APIResponse, Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, settle } from '../browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from '../browser/chromium.ts';
import { watch } from '../browser/watch.ts';
import { type DemoServer, startDemo, waitFor } from '../idun.ts';
import { openOthersPages } from '../people/addresses.ts';

if (!hasChromium()) console.log('The journeys of attackers are left out: /usr/bin/chromium is not installed.');

interface Attempt {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
}

/** A person no role below reaches: a relation of another region, found out by whoever may see it; and other people's things. */
interface Targets {
  patient: string;
  citizen: string;
  genome: string;
  submission: string;
  account: string;
  /** The administrator's role, as a request names it. */
  holding: string;
}

const elsewhere = 'https://elsewhere.example';

/** What each role may not do, beside what it may. */
const attempts: [login: string, may: string, of: (targets: Targets) => Attempt[]][] = [
  [
    'clinician',
    '/api/care/relations?limit=1',
    ({ patient }) => [
      { path: `/api/people/${patient}` },
      { path: `/api/me/data?person=${patient}` },
      { path: '/api/audit?limit=1' },
      { path: '/api/audit/export' },
      { path: '/api/accounts' },
      { path: `/api/gdpr/access-report?person=${patient}&format=json` },
    ],
  ],
  [
    'clinician2',
    '/api/care/relations?limit=1',
    ({ patient }) => [{ path: `/api/people/${patient}` }, { path: '/api/audit?limit=1' }],
  ],
  [
    'researcher',
    '/api/overview',
    ({ patient }) => [
      { path: '/api/genomes?limit=1' },
      { path: '/api/genomes.csv' },
      { path: `/api/people/${patient}` },
      { path: '/api/care/relations' },
      { path: '/api/audit/export' },
      { method: 'POST', path: '/api/people/identify', body: { text: 'per_nobody' } },
    ],
  ],
  [
    'data-protection-officer',
    '/api/audit?limit=1',
    () => [
      { path: '/api/genomes?limit=1' },
      { method: 'POST', path: '/api/holdings', body: { account: 'acc_x', role: 'auditor', organisation: null } },
    ],
  ],
  [
    'auditor',
    '/api/audit?limit=1',
    ({ patient }) => [
      { method: 'DELETE', path: '/api/audit' },
      { method: 'POST', path: '/api/audit', body: { action: 'planted' } },
      { path: '/api/genomes?limit=1' },
      { path: `/api/people/${patient}` },
    ],
  ],
  [
    'administrator',
    '/api/accounts?limit=1',
    ({ patient }) => [
      { path: '/api/genomes?limit=1' },
      { path: `/api/people/${patient}` },
      { path: '/api/audit?limit=1' },
      { path: `/api/gdpr/access-report?person=${patient}&format=json` },
    ],
  ],
  [
    'citizen',
    '/api/me',
    ({ patient }) => [
      { path: `/api/me/data?person=${patient}` },
      { path: `/api/me/log?person=${patient}` },
      { path: `/api/me/access-report?person=${patient}&format=json` },
      { method: 'POST', path: '/api/me/choices', body: { person: patient, scope: 'genetic', out: true } },
      { path: '/api/genomes?limit=1' },
      { path: '/api/audit?limit=1' },
      { path: '/api/accounts' },
    ],
  ],
];

describe.skipIf(!hasChromium())('people in their roles, and the same people as attackers', () => {
  let server: DemoServer;
  let browser: Browser;
  let targets: Targets;

  const signIn = async (login: string, language: 'da' | 'en' = 'en', dark = false) => {
    const { context, page } = await openReader(browser, { language, dark });
    const seen = watch(context);
    await page.goto(`${server.url}/sign-in`);
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(`${server.url}/`);
    await settle(page);
    return { page, seen, close: () => context.close() };
  };
  const send = (page: Page, { method = 'GET', path, body }: Attempt, origin = server.url): Promise<APIResponse> =>
    page.request.fetch(`${server.url}${path}`, {
      method,
      headers: { origin },
      ...(body ? { data: body } : {}),
    });
  const ask = async <T>(page: Page, path: string): Promise<T> => (await (await send(page, { path })).json()) as T;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
    const other = await signIn('clinician-region2');
    const { items } = await ask<{ items: { person: string }[] }>(other.page, '/api/care/relations?limit=1');
    const citizen = await signIn('citizen');
    const { person } = await ask<{ person: { id: string } }>(citizen.page, '/api/me');
    const administrator = await signIn('administrator');
    const { account, visit } = await ask<{ account: { id: string }; visit: { holdingId: string } }>(
      administrator.page,
      '/api/session',
    );
    const laboratory = await signIn('quality-manager');
    const first = async (path: string) =>
      (await ask<{ items: { id: string }[] }>(laboratory.page, `${path}?limit=1`)).items[0]!.id;
    targets = {
      ...{ patient: items[0]!.person, citizen: person.id, account: account.id, holding: visit.holdingId },
      ...{ genome: await first('/api/genomes'), submission: await first('/api/submissions') },
    };
    await Promise.all([other, citizen, administrator, laboratory].map((one) => one.close()));
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  test.each(attempts)('%s does their work, and every way past it is refused', async (login, may, of) => {
    const { page, close } = await signIn(login);
    expect((await send(page, { path: may })).status()).toBe(200);
    for (const attempt of of(targets)) {
      const answer = await send(page, attempt);
      expect([403, 404], `${attempt.method ?? 'GET'} ${attempt.path}: ${answer.status()}`).toContain(answer.status());
      expect(answer.headers()['content-type']).toContain('application/problem+json');
    }
    await close();
  });

  test.each(['clinician', 'researcher', 'quality-manager', 'administrator', 'finance', 'citizen'])(
    '%s: the address of another’s page opens nothing',
    async (login) => {
      const { page, seen, close } = await signIn(login);
      const opened = await openOthersPages(page, { url: server.url, login, ids: { ...targets } });
      expect(opened).toBeGreaterThan(12);
      expect(seen.complaints()).toEqual([]);
      await close();
    },
  );

  test('a request edited on its way to name another’s role, department or person gives nothing', async () => {
    const { page, seen, close } = await signIn('clinician');
    const visit = async () => (await ask<{ visit: object }>(page, '/api/session')).visit;
    const before = await visit();
    const { holding, patient, account } = targets;
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const edited: [path: string, body: object][] = [
      ['/api/session/visit', { holding }],
      ['/api/me/tokens', { name: 'forged', holding, until }],
      ['/api/holdings', { account, role: 'administrator', organisation: null }],
      ['/api/care/relations', { person: patient, kind: 'referral', organisation: 'Klinisk Genetik Vest (demo)' }],
      ['/api/me/choices', { person: patient, scope: 'genetic', out: true }],
    ];
    const refusals = await seen.expectRefusals(async () => {
      for (const [path, body] of edited) {
        const status = await page.evaluate(
          async ([to, text]) => {
            const headers = { 'content-type': 'application/json' };
            return (await fetch(to!, { method: 'POST', headers, body: text! })).status;
          },
          [path, JSON.stringify(body)],
        );
        expect([401, 403, 404], path).toContain(status);
      }
    });
    expect(refusals).toHaveLength(edited.length);
    expect(await visit()).toEqual(before);
    await close();
  });

  test('the log holds who was refused', async () => {
    const { page, close } = await signIn('auditor');
    const refused = await waitFor(
      async () => {
        const { items } = await ask<{ items: { refused: boolean; role: string | null }[] }>(
          page,
          '/api/audit?action=request.refused&limit=100',
        );
        const seen = new Set(items.filter((item) => item.refused).map((item) => item.role));
        return ['clinician', 'researcher', 'administrator', 'citizen'].every((role) => seen.has(role)) || undefined;
      },
      10_000,
      () => 'the log has no entry for some refusal',
    );
    expect(refused).toBe(true);
    await close();
  });

  test('a page of another site changes nothing with the session of a citizen', async () => {
    const { page, close } = await signIn('citizen');
    const body = { scope: 'genetic', out: true };
    const answer = await send(page, { method: 'POST', path: '/api/me/choices', body }, elsewhere);
    expect(answer.status()).toBe(403);
    const { choices } = await ask<{ choices: { out: boolean }[] }>(page, '/api/me/choices');
    expect(choices.map((choice) => choice.out)).toEqual([false, false]);
    await close();
  });

  test('a token that was made up opens nothing, and a session that ended stays ended', async () => {
    const forged = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer tok_${'a'.repeat(43)}` } });
    expect(forged.status).toBe(401);
    const { page, close } = await signIn('auditor');
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await fetch(`${server.url}/api/audit?limit=1`, { headers: { cookie } })).status).toBe(200);
    expect((await send(page, { method: 'DELETE', path: '/api/session' })).status()).toBe(204);
    const replayed = (path: string, method = 'GET') => fetch(`${server.url}${path}`, { method, headers: { cookie } });
    expect((await replayed('/api/audit?limit=1')).status).toBe(401);
    // It was fresh enough for a dangerous act; ended, it is nobody's.
    expect((await (await replayed('/api/session')).json()) as object).toMatchObject({ kind: 'public' });
    await close();
  });

  test('a citizen’s pages look right; a choice holds at once, is undone, and is the child’s guardian’s too', async () => {
    const { page, seen, close } = await signIn('citizen', 'da');
    expect(await page.locator('h1').innerText()).toBe('Det er gemt om dig');
    expect(await checkPage(page, 'da')).toEqual([]);
    for (const path of ['log', 'uses', 'choices', 'children', 'copy']) {
      await page.goto(`${server.url}/me/${path}`);
      expect(await checkPage(page, 'da')).toEqual([]);
    }
    await page.goto(`${server.url}/accessibility`);
    expect(await checkPage(page, 'da')).toEqual([]);
    const { wards } = await ask<{ wards: { id: string; mayDecide: { optOut: boolean } }[] }>(page, '/api/me');
    const child = wards.find((ward) => ward.mayDecide.optOut)!;
    for (const query of ['', `?person=${child.id}`]) {
      await page.goto(`${server.url}/me/choices${query}`);
      await settle(page);
      const stands = async () =>
        (await ask<{ choices: { scope: string; out: boolean }[] }>(page, `/api/me/choices${query}`)).choices;
      await page.getByRole('button', { name: 'Sig nej til forskning i genetiske oplysninger' }).click();
      await page.getByText('Dit nej er gemt og gælder fra').waitFor();
      expect(await stands()).toMatchObject([{ scope: 'genetic', out: true }, { out: false }]);
      await page.getByRole('button', { name: 'Fortryd: tillad forskning i genetiske oplysninger' }).click();
      await page.getByText('Dit nej er taget tilbage').waitFor();
      expect(await stands()).toMatchObject([{ out: false }, { out: false }]);
    }
    expect(seen.complaints()).toEqual([]);
    await close();
    const dark = await signIn('citizen', 'en', true);
    expect(await checkPage(dark.page, 'en')).toEqual([]);
    await dark.close();
  });
});
