import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { slowDown } from '../browser/authenticator.ts';
import { ask, settle } from '../browser/check-page.ts';

/** How many things move by themselves. */
const moving = (page: Page) => ask<number>(page, 'moving()');

/**
 * On a slow network a page shows the shape of what comes, which stands still for whoever asked for less motion, and an act that
 * is on its way cannot be sent twice.
 */
export async function workSlowly(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`);
  await settle(page);
  await page.goto(`${url}/cohorts/new`);
  await settle(page);
  const quicken = await slowDown(page, 1500);
  await page.getByRole('link', { name: 'Datasets', exact: true }).first().click();
  await page.locator('.bone').first().waitFor();
  expect(await moving(page)).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await moving(page)).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator('.virtual').waitFor();

  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/cohorts')) sent.push(request.url());
  });
  await page.goBack();
  await page.getByRole('button', { name: 'Freeze and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Sent once');
  await dialog.getByRole('button', { name: 'Freeze' }).dblclick();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/cohorts\/coh_/);
  expect(sent).toHaveLength(1);
  await quicken();
}

/** Without a network a page says so and what to do, keeps what it showed, and goes on by itself when the network is back. */
export async function workOffline(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/datasets`);
  await settle(page);
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Overview', exact: true }).first().click();
  const alert = page.getByRole('alert').first();
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/did not answer[\s\S]*Check that/);
  await page.context().setOffline(false);
  await alert.waitFor({ state: 'hidden' });
  await page.locator('h1', { hasText: /database holds/ }).waitFor();
}
