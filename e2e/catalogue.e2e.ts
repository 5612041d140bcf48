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
});
