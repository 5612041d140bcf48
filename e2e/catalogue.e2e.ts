import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, settle } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { watch } from './browser/watch.ts';
import { type DemoServer, startDemo, waitFor } from './idun.ts';

describe.skipIf(!hasChromium())('the public looks at what the biobanks hold', () => {
  let server: DemoServer;
  let browser: Browser;
  let page: Page;
  let complaints: () => string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
    const reader = await openReader(browser, { language: 'en' });
    page = reader.page;
    ({ complaints } = watch(reader.context));
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  test('finds a collection by material and disease, reads it, and comes to the application with it', async () => {
    await page.goto(`${server.url}/catalogue`);
    await settle(page);
    const entries = page.locator('.entries > li');
    expect(await entries.count()).toBeGreaterThan(8);
    await page.getByLabel('Code of a disease').fill('C50');
    await waitFor(
      async () => (await entries.count()) === 2 || undefined,
      10_000,
      () => 'C50 did not narrow the list',
    );
    await page.getByRole('checkbox', { name: /^DNA/ }).check();
    await waitFor(
      async () => (await entries.count()) === 1 || undefined,
      10_000,
      () => 'DNA did not narrow the list',
    );
    expect(page.url()).toMatch(/disease=C50/);
    await page.getByRole('link', { name: 'Blood at operation' }).click();
    await page.locator('h1', { hasText: 'Blood at operation' }).waitFor();
    await settle(page);
    // A picture and its table say the same.
    const ages = page.locator('section.panel', { hasText: 'By age at sampling' });
    const drawn = await ages.locator('svg text.val').allTextContents();
    await ages.getByRole('button', { name: 'Table' }).click();
    const told = await ages.locator('tbody tr td:nth-child(2)').allTextContents();
    expect(told.filter((text) => /^\d/.test(text))).toEqual(drawn.filter((text) => /^\d/.test(text)));
    const resources = (await (await fetch(`${server.url}/api/access/resources?kind=collection`)).json()) as {
      items: { id: string; ref: string }[];
    };
    const { id } = resources.items.find(({ ref }) => ref === 'demo:cancer:blood')!;
    expect(await page.getByRole('link', { name: 'Apply for access' }).getAttribute('href')).toBe(
      `/applications/new?resource=${id}`,
    );
    expect(await page.getByRole('link', { name: 'Ask a question' }).getAttribute('href')).toContain(id);
    expect(complaints()).toEqual([]);
  });

  test('an estimate is of the biobank’s own prices, and pages look right in both languages', async () => {
    await page.goto(`${server.url}/catalogue/guidance/price-and-time`);
    await settle(page);
    const total = page.locator('.estimate-total').last();
    const before = await total.innerText();
    await page.getByLabel('Tubes').fill('400');
    await waitFor(
      async () => (await total.innerText()) !== before || undefined,
      10_000,
      () => 'twice the tubes cost the same',
    );
    const paths = [
      '/catalogue',
      '/catalogue/collections/demo:national:diagnostic-serum',
      '/catalogue/biobanks/demo:national',
    ];
    for (const path of [
      ...paths,
      '/catalogue/registers',
      '/catalogue/registers/demo-diagnoses',
      '/catalogue/guidance/steps',
    ]) {
      await page.goto(server.url + path);
      expect(await checkPage(page, 'en')).toEqual([]);
    }
    expect(complaints()).toEqual([]);
  });

  /** Somebody of the demo, signed in, in a browser of their own. */
  const visit = async (login: string): Promise<Page> => {
    const { page: own } = await openReader(browser, { language: 'en' });
    await own.goto(`${server.url}/sign-in`);
    await own.locator(`[data-login="${login}"]`).click();
    await own.waitForURL(`${server.url}/`);
    return own;
  };

  test('from a collection an application begins with it, and a question goes to whoever keeps it, with the page it was asked on', async () => {
    const researcher = await visit('researcher');
    const collection = `${server.url}/catalogue/collections/demo:cancer:blood`;
    await researcher.goto(collection);
    await researcher.getByRole('link', { name: 'Apply for access' }).click();
    await researcher.getByText('stands in the application').waitFor();
    await researcher.getByLabel('Title of the project').fill('Blood before the operation');
    await researcher.getByRole('button', { name: 'Begin' }).click();
    await researcher.waitForURL(/applications\/apl_/);
    const idIn = (url: string): string => /(?:apl|enq)_\w+/.exec(url)![0];
    const asked = async <T>(of: Page, path: string) =>
      (await (await of.request.get(`${server.url}${path}`)).json()) as T;
    const { request } = await asked<{ request: { resources: string[] } }>(
      researcher,
      `/api/access/applications/${idIn(researcher.url())}`,
    );
    const { items } = await asked<{ items: { id: string; ref: string }[] }>(researcher, '/api/access/resources');
    expect(request.resources).toEqual([items.find(({ ref }) => ref === 'demo:cancer:blood')!.id]);

    await researcher.goto(collection);
    await researcher.getByRole('link', { name: 'Ask a question' }).click();
    await researcher.getByLabel('Your question').last().fill('How much is left in each tube?');
    await researcher.getByRole('button', { name: 'Send' }).click();
    await researcher.waitForURL(/enquiries\/enq_/);
    const custodian = await visit('register-owner');
    await custodian.goto(researcher.url());
    await custodian.getByText('How much is left in each tube?').waitFor();
    await custodian.getByRole('link', { name: 'the page' }).click();
    await custodian.locator('h1', { hasText: 'Blood at operation' }).waitFor();
  });

  test('a custodian writes over an entry: wrong fields are named, the preview shows it, and every version is kept', async () => {
    const custodian = await visit('register-owner');
    await custodian.goto(`${server.url}/catalogue/kept`);
    await custodian.getByRole('link', { name: 'Diagnostiske prøver (demo)' }).click();
    await custodian.getByLabel('E-mail').fill('nobody');
    await custodian.getByText('An e-mail address is needed').waitFor();
    expect(await custodian.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await checkPage(custodian, 'en')).toEqual([]);
    await custodian.getByLabel('E-mail').fill('who@example.org');
    await custodian.getByLabel('Description (English)').fill('Left over from tests.');
    await custodian.getByLabel('What you changed, and why').fill('First description');
    await custodian.getByRole('button', { name: 'Preview' }).click();
    await custodian.getByRole('link', { name: 'who@example.org' }).waitFor();
    await custodian.locator('button[type=submit]:enabled').click();
    await custodian.getByText('Left over from tests.').waitFor();
    await custodian.getByRole('link', { name: 'Change' }).click();
    await custodian.getByText('First description').waitFor();
  });

  test('the centre takes in another catalogue after a dry run', async () => {
    const centre = await visit('coordinator');
    await centre.goto(`${server.url}/catalogue/import`);
    await centre.getByLabel('Name of that catalogue').fill('Elsewhere');
    const file = (text: string) => ({ name: 'Biobanks.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await centre.getByLabel('Files').setInputFiles(file('id,name,country\nb 1,X,Sweden\n'));
    await centre.getByRole('button', { name: 'Show what would change' }).click();
    await centre.getByText('It would be refused').waitFor();
    await centre.getByLabel('Files').setInputFiles(file('id,name,country\nelsewhere-1,Another bank,SE\n'));
    await centre.getByRole('button', { name: 'Show what would change' }).click();
    await centre.getByText('Another bank').waitFor();
    expect(await checkPage(centre, 'en')).toEqual([]);
    expect((await fetch(`${server.url}/api/catalogue/biobanks/elsewhere-1`)).status).toBe(404);
    await centre.getByRole('button', { name: 'Take it in' }).click();
    await centre.getByRole('heading', { name: 'Taken in', exact: true }).waitFor();
    expect((await fetch(`${server.url}/api/catalogue/biobanks/elsewhere-1`)).status).toBe(200);
  });
});
