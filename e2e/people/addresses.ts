import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ask, settle } from '../browser/check-page.ts';

/** Pages of somebody's work, by how their addresses begin, and what stands behind for one thing. */
const places: readonly (readonly [address: string, of: readonly string[]])[] = [
  ['/patients', ['clinician']],
  ['/patients/{patient}', ['clinician']],
  ['/genomes', ['clinician', 'quality-manager']],
  ['/genomes/{genome}', ['clinician', 'quality-manager']],
  ['/submissions', ['quality-manager']],
  ['/submissions/new', ['quality-manager']],
  ['/submissions/{submission}', ['quality-manager']],
  ['/cohorts/new', ['researcher']],
  ['/biobank', ['quality-manager']],
  ['/biobank/robots', ['quality-manager']],
  ['/biobank/storage', ['quality-manager']],
  ['/biobank/kits', []],
  ['/biobank/moving-in', []],
  ['/biobank/bench/place', []],
  ['/audit', []],
  ['/audit/1', []],
  ['/security', []],
  ['/administration', ['administrator']],
  ['/administration/accounts/{account}', ['administrator']],
  ['/administration/reviews', ['administrator']],
  ['/privacy', ['administrator']],
  ['/privacy/breaches', []],
  ['/privacy/access-report', []],
  ['/privacy/emergency', []],
  ['/me/choices', ['citizen']],
  ['/me/log', ['citizen']],
];

/** What the frame of every page asks for, for the roles that see it. */
const frame = /^\/api\/(?:session|home|overview|me$|submissions\?state=quarantined)/;

/** Opens every page that is not of one's own by its address: a clear refusal stands there, and nothing was looked up. */
export async function openOthersPages(
  page: Page,
  { url, login, ids }: { url: string; login: string; ids: Readonly<Record<string, string>> },
): Promise<number> {
  const answered: string[] = [];
  page.on('response', (response) => {
    const { pathname, search } = new URL(response.url());
    if (!pathname.startsWith('/api/') || frame.test(pathname + search)) return;
    answered.push(`${response.status()} ${pathname}`);
  });
  const others = places.filter(([, of]) => !of.includes(login)).map(([address]) => address);
  for (const [at, address] of others.entries()) {
    const path = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!);
    // One is loaded whole; the others are opened as the browser's own buttons do, which is quicker.
    if (at === 0) await page.goto(`${url}${path}`);
    else await ask(page, `goTo(${JSON.stringify(path)})`);
    await settle(page);
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.locator('h1').innerText(), path).toBe('This page does not belong to your role');
    expect(await page.getByRole('alert').innerText(), path).toMatch(
      /does not open this page\. Nothing was looked up\./,
    );
    expect(await page.locator('main').locator('table, form, .panel, .feed').count(), path).toBe(0);
  }
  expect(answered).toEqual([]);
  return others.length;
}
