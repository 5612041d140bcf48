import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, settle } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { watch } from './browser/watch.ts';
import { type DemoServer, startDemo, waitFor } from './idun.ts';

/** A number of people as the page writes it. */
const numberIn = (text: string): number => Number(/\d[\d\s]*/.exec(text)![0].replaceAll(/\D/g, ''));

/** Each answer is rounded to 5 by itself. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 5;

async function signIn(page: Page, url: string, login: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator(`[data-login=${login}]`).click();
  await page.waitForURL(`${url}/`);
}

describe.skipIf(!hasChromium())('a researcher searches the register of the demo nation', () => {
  let server: DemoServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: () => string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
    ({ page, context } = await openReader(browser, { language: 'en' }));
    ({ complaints } = watch(context));
    await signIn(page, server.url, 'researcher');
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  /** The heading, once the page has counted. */
  const people = async (): Promise<number> => numberIn(await page.locator('h1').innerText());
  const settledOn = (fits: (count: number) => boolean) =>
    waitFor(
      async () => {
        const heading = await page.locator('h1').innerText();
        if (!/\d/.test(heading)) return undefined;
        const count = numberIn(heading);
        return fits(count) ? count : undefined;
      },
      20_000,
      () => 'the count stayed as it was',
    );

  test('builds a question with live counts, takes it back, and shares it', async () => {
    await page.getByRole('link', { name: 'Register', exact: true }).first().click();
    await page.locator('h1', { hasText: /people fit the question/ }).waitFor({ timeout: 60_000 });
    await settle(page);
    const everybody = await people();
    expect(everybody).toBeGreaterThan(10_000);

    // A diagnosis by words, with the keyboard.
    await page.getByRole('button', { name: 'Condition', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'any diagnosis' }).click();
    const diagnosed = await settledOn((count) => count < everybody);
    // What was added is filled in next, without a way back to it.
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      'Which of the person’s events',
    );
    await page.getByRole('button', { name: 'codes: any diagnosis' }).click();
    const find = page.getByRole('searchbox', { name: 'Find by words or code' });
    // What opens has the focus: one types on.
    await find.waitFor();
    await page.keyboard.type('brystkr');
    await page.getByText('3 codes').waitFor();
    const found = page.locator('.code-box', { hasText: 'DC50 Brystkræft' }).first();
    await waitFor(
      async () => /\d/.test(await found.locator('.num').innerText()) || undefined,
      10_000,
      () => 'no live count',
    );
    const promised = numberIn(await found.locator('.num').innerText());
    await find.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    const withCancer = await settledOn((count) => count < diagnosed);
    expect(near(withCancer, promised)).toBe(true);

    // A facet promises what choosing it gives.
    await page.locator('.facet-boxes[aria-busy=false]').waitFor();
    const serum = page.locator('.facets-box label', { hasText: 'serum' }).first();
    const promisedSerum = numberIn(await serum.locator('.num').innerText());
    await serum.click();
    await page.getByRole('rowheader', { name: 'with serum', exact: true }).waitFor();
    const before = await settledOn((count) => near(count, promisedSerum));
    expect(before).toBeLessThan(withCancer);

    // A time window: only serum from before the first diagnosis counts.
    await page.locator('.conditions > li').last().getByRole('button', { name: 'more' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'time from an event' }).click();
    await page.getByText('a specimen counts when taken here').waitFor();
    const inTime = await settledOn((count) => count < before - 5);

    // Protected cells say why.
    const cell = page.locator('table.heat .protected').first();
    expect(await cell.getAttribute('data-tip')).toMatch(/Fewer than \d people|Hidden because/);

    // Undo and redo, by button and by key.
    await page.getByRole('button', { name: 'Undo' }).click();
    await settledOn((count) => near(count, before));
    await page.getByRole('button', { name: 'Redo' }).click();
    await settledOn((count) => near(count, inTime));

    // The address is the question: another browser of the same person sees the same.
    const address = page.url();
    expect(decodeURIComponent(address)).toContain('"register":"diagnoses","codes":["DC50"]');
    const other = await context.newPage();
    await other.goto(address);
    await other.locator('h1', { hasText: /people fit/ }).waitFor();
    expect(await other.locator('.said-line').first().innerText()).toContain(
      'with serum taken up to 5 years before first diagnosis DC50',
    );
    await other.close();
  });

  test('looks at the answer from every side, each picture with its table', async () => {
    const tab = (name: string) => page.getByRole('tab', { name }).click();
    await tab('Time');
    await page.getByRole('heading', { name: 'Anonymous courses' }).waitFor();
    await tab('Overlap');
    await page.getByRole('heading', { name: 'In several sources at once' }).waitFor();
    await tab('Places');
    await page.getByRole('heading', { name: 'Where they live' }).waitFor();
    await page.getByRole('rowheader', { name: 'Region Hovedstaden' }).waitFor();
    // The map is of the nation: every municipality has a tile, and the table beside says the same.
    await page.getByRole('rowheader', { name: 'København', exact: true }).waitFor();
    expect(await page.getByRole('img', { name: 'Municipalities' }).locator('rect').count()).toBeGreaterThan(90);
    await page.getByRole('img', { name: 'Where they live' }).locator('[data-tip^="Region Sjælland"]').click();
    await page.locator('.conditions').getByText('living in Region Sjælland').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await tab('Matched controls');
    await page.getByText(/\d+ cases \(first diagnosis DC50 Brystkræft\) and .+ controls\./).waitFor();
    await page.getByRole('button', { name: 'What would relaxing a part give?' }).click();
    await page.getByRole('rowheader', { name: 'as the rule is' }).waitFor();
    await page.getByRole('rowheader', { name: /born up to 2 years apart/ }).waitFor();
    await tab('Power, cost, permit');
    await page.getByText('Biobanks to ask').waitFor();
    // The price is the biobank's own, the same as in an application, and stands beside the question too.
    const cost = page.locator('.panel', { hasText: 'What it would cost' });
    const price = cost.locator('.estimate-total', { hasText: 'DKK' });
    await cost.getByText('Serum, per tube', { exact: false }).waitFor();
    expect(await page.locator('.glance').innerText()).toContain(await price.innerText());
    const before = await price.innerText();
    await cost.getByLabel('Tubes of each person').fill('2');
    const changed = await waitFor(
      async () => ((await price.innerText()) === before ? undefined : numberIn(await price.innerText())),
      10_000,
      () => 'the price stayed as it was',
    );
    const serum = await cost.getByText(/Serum, per tube: .+ ×/).innerText();
    expect(changed).toBe(7500 + 95 * numberIn(serum.slice(serum.indexOf(':'))));

    await tab('Specimens');
    const downloads = page.waitForEvent('download');
    await page.locator('.panel', { hasText: 'Which specimens there are' }).getByRole('button', { name: 'CSV' }).click();
    const csv = readFileSync((await (await downloads).path())!, 'utf8');
    expect(csv.split('\r\n')[0]).toBe('Biobank,Specimen type,People,Specimens');
    expect(csv).toMatch(/,(<\d+|hidden),/);
    // No number of a small group left with the file.
    expect([...csv.matchAll(/,([12]),/g)]).toEqual([]);
  });

  test('says what to leave out where too few are left, and puts back what was taken away', async () => {
    const address = page.url();
    const found = await people();
    await page.locator('.facets-box label', { hasText: 'male' }).last().click();
    await page.locator('h1', { hasText: /Fewer than \d people/ }).waitFor();
    const help = page.locator('.panel', { hasText: 'Too few to show anything of' });
    const sex = help.getByRole('listitem').filter({ hasText: 'registered as male' });
    await waitFor(
      async () => near(Number((await sex.locator('.num b').innerText()).replaceAll(/\D/g, '')), found) || undefined,
      10_000,
      () => 'the help does not say how many there are without the sex',
    );
    await sex.getByRole('button').click();
    await settledOn((again) => near(again, found));
    // A line that is taken away leaves a way back, which has the focus.
    await page.getByRole('button', { name: 'Remove the condition' }).last().click();
    await settledOn((again) => again > found);
    await page.getByText(/^Taken away: with serum/).waitFor();
    await page.keyboard.press('Enter');
    await settledOn((again) => near(again, found));
    expect(page.url()).toBe(address);
  });

  test('does not ask at every key', async () => {
    const asked: string[] = [];
    const note = (request: { url(): string }): void => {
      asked.push(new URL(request.url()).pathname);
    };
    page.on('request', note);
    await page.locator('.conditions > li').last().getByRole('button', { name: 'more' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'volume left in µl' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^volume left in µl: / }).click();
    await page.getByRole('dialog').locator('input').first().pressSequentially('20000000');
    await page.locator('.said-line', { hasText: /at least 20\D000\D000 µl/ }).waitFor();
    await page.locator('.facet-boxes[aria-busy=false]').waitFor();
    page.off('request', note);
    // Eight keys, and on a busy machine too far fewer questions.
    expect(asked.filter((path) => path === '/api/register/funnel').length).toBeLessThan(6);
    await page.keyboard.press('Escape');
    // What was typed in one go is one step back.
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'volume left in µl: choose' }).waitFor();
  });

  test('keeps the question, finds it again, and hands it over', async () => {
    await page.getByRole('button', { name: 'Keep the question' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keep the question' });
    await dialog.getByLabel('Name').fill('Serum before breast cancer');
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Kept question', { exact: true }).waitFor();
    const count = await people();
    await page.getByRole('link', { name: 'Kept questions' }).first().click();
    await page.locator('h1', { hasText: /\d kept question/ }).waitFor();
    await page.getByRole('link', { name: 'Serum before breast cancer' }).first().click();
    await settledOn((again) => again === count);

    await page.getByRole('link', { name: 'Freeze and apply' }).click();
    await page.waitForURL(/\/applications\/new\?/);
    const handed = decodeURIComponent(page.url().replaceAll('+', ' '));
    expect(handed).toContain('Serum before breast cancer');
    expect(handed).toContain('"fromDays":-1826');
    await page.goBack();
    await settledOn((again) => again === count);
    expect(complaints()).toEqual([]);
  });

  test('reads in Danish and English, light and dark, on narrow and wide screens', async () => {
    expect(await checkPage(page, 'en')).toEqual([]);
    await page.getByRole('tab', { name: 'Power, cost, permit' }).click();
    await page.getByText('Biobanks to ask').waitFor();
    expect(await checkPage(page, 'en')).toEqual([]);
    await page.goto(`${server.url}/register/questions`);
    expect(await checkPage(page, 'en')).toEqual([]);
  });

  test('tells an officer that the counts are exact and that each question is logged', async () => {
    const { page: officer, context: theirs } = await openReader(browser, { language: 'en' });
    await signIn(officer, server.url, 'coordinator');
    await officer.goto(`${server.url}/register`);
    await officer.getByText(/You see exact counts.+in the access log with your name/).waitFor();
    await theirs.close();
  });

  test('is closed to roles that may not search', async () => {
    const { page: citizen, context: theirs } = await openReader(browser, { language: 'en' });
    await signIn(citizen, server.url, 'citizen').catch(() => undefined);
    await citizen.goto(`${server.url}/register`);
    await settle(citizen);
    expect(await citizen.locator('h1').innerText()).toBe('This page does not belong to your role');
    await theirs.close();
  });
});
