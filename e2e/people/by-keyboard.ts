import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ask, settle } from '../browser/check-page.ts';

/** What has the focus now, as a reader hears it. */
const focused = (page: Page) => ask<string>(page, 'focused()');

/** Presses Tab until something has the focus; what can only be clicked is never reached. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (wanted.test(at)) return;
    seen.push(at);
  }
  throw new Error(`the Tab key reached no ${wanted}: ${seen.join(' | ')}`);
}

/** Signs in, searches, moves through a table, opens a row, and opens, leaves and finishes a dialog, without a pointer. */
export async function workByKeyboard(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await settle(page);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatch(/^a Skip/);
  await tabTo(page, /^input User name/);
  await page.keyboard.type('researcher');
  await page.keyboard.press('Tab');
  await page.keyboard.type('demo');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${url}/`);
  await settle(page);

  await page.keyboard.press('/');
  await page.keyboard.type('hjerte');
  await page.getByRole('option', { name: /Hjertegener/ }).waitFor();
  await page.getByRole('group', { name: 'Projects' }).waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('option', { selected: true }).innerText()).toContain('Hjertegener');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/datasets\?project=org_/);
  await page.getByText(/Open to .*Hjertegener/).waitFor();
  await settle(page);

  await tabTo(page, /^div Datasets\./);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/datasets\/demo-cohort/);
  await settle(page);

  await page.goto(`${url}/cohorts/new`);
  await settle(page);
  await tabTo(page, /^button Freeze and save/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await focused(page)).toMatch(/^button Freeze and save/);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  if (!/^input/.test(await focused(page))) await tabTo(page, /^input/);
  await page.keyboard.type('Made by keyboard');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/cohorts\/coh_/);
  await page.locator('h1', { hasText: 'Made by keyboard' }).waitFor();
}
