import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { waitFor } from '../idun.ts';

export type Language = 'da' | 'en';

/**
 * Widths in CSS pixels: the narrowest that must do (a screen of 1280 at 400 %), a telephone, a laptop at 200 %, a laptop and a
 * large screen.
 */
const widths = [320, 390, 720, 1440, 1920];
/** Where axe looks, and in which theme: each theme once. */
const axeAt: Record<number, 'dark' | 'light'> = { 390: 'dark', 1920: 'light' };

/** Asks `in-page.js` in the page. */
export async function ask<T>(page: Page, question: string): Promise<T> {
  return (await page.evaluate(`idunLook.${question}`)) as T;
}

/** Asks until the answer is yes. Playwright's own wait evaluates a string, which the pages' security policy forbids. */
export async function waitUntil(page: Page, question: string): Promise<void> {
  await waitFor(
    async () => (await ask<boolean>(page, question)) || undefined,
    20_000,
    () => `${page.url()}: ${question} stayed false`,
  );
}

/** Waits until a page has its heading and nothing on it is still on its way. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await waitUntil(page, 'settled()');
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('.igv-host').analyze();
  return violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map((node) => node.target.join(' ')).join('; ')}`);
}

async function checkWidths(page: Page): Promise<string[]> {
  const found: string[] = [];
  const before = page.viewportSize()!;
  const dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await ask(page, 'nextFrame()');
    const over = await ask<string | null>(page, 'sideways()');
    if (over) found.push(`scrolls sideways at ${width}: ${over}`);
    const colorScheme = axeAt[width];
    if (colorScheme === undefined) continue;
    await page.emulateMedia({ colorScheme });
    found.push(...(await axe(page)).map((one) => `at ${width}, ${colorScheme}: ${one}`));
  }
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.setViewportSize(before);
  return found;
}

async function checkWords(page: Page, language: Language): Promise<string[]> {
  const found: string[] = [];
  const headings = await page.locator('h1').allInnerTexts();
  if (headings.length !== 1 || headings[0]!.trim() === '') found.push(`headings: ${JSON.stringify(headings)}`);
  const lang = await page.locator('html').getAttribute('lang');
  if (lang !== language) found.push(`lang is ${lang}, not ${language}`);
  if (!/\S.* · Idun$/.test(await page.title())) found.push(`title is “${await page.title()}”`);
  for (const words of await ask<string[]>(page, 'wrongWords()')) found.push(`not a word for readers: ${words}`);
  return found;
}

/** Switches the language with the button of the frame. */
export async function switchLanguage(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: language === 'da' ? 'Dansk' : 'English' }).click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

/**
 * Looks at the page that is open: heading, language and words in both languages, no sideways scroll at five widths, and what
 * axe finds in the dark and the light theme (igv's own drawing excepted). Leaves the page in the language it had.
 * @returns what is wrong, each line with the page's address
 */
export async function checkPage(page: Page, language: Language): Promise<string[]> {
  await settle(page);
  const found = [...(await checkWords(page, language)), ...(await checkWidths(page))];
  const heading = await page.locator('h1').innerText();
  const other = language === 'da' ? 'en' : 'da';
  await switchLanguage(page, other);
  await settle(page);
  found.push(...(await checkWords(page, other)));
  const name = (await page.locator('h1 [translate=no]').count()) > 0 || /^[\w-]+$/.test(heading);
  if ((await page.locator('h1').innerText()) === heading && !name)
    found.push(`the heading is the same in Danish and English: ${heading}`);
  await switchLanguage(page, language);
  return found.map((one) => `${new URL(page.url()).pathname}: ${one}`);
}
