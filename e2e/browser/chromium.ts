import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Debian's Chromium. */
const executablePath = '/usr/bin/chromium';

/** True when the browser is installed. */
export function hasChromium(): boolean {
  return existsSync(executablePath);
}

/** Starts Chromium with a fresh user data folder; names other than this machine's do not resolve in it. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

export interface Reader {
  language: 'da' | 'en';
  dark?: boolean;
  width?: number;
}

/** A person at a browser of their own: no cookies, no stored choices, motion off. */
export async function openReader(browser: Browser, { language, dark = false, width = 1440 }: Reader) {
  const context: BrowserContext = await browser.newContext({
    locale: language === 'da' ? 'da-DK' : 'en-GB',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    viewport: { width, height: 900 },
    acceptDownloads: true,
  });
  await context.addInitScript({ path: resolve('e2e/browser/in-page.js') });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return { context, page };
}
