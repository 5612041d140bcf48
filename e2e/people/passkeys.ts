import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addAuthenticator } from '../browser/authenticator.ts';
import { settle } from '../browser/check-page.ts';

interface Session {
  kind: string;
  authentication?: string;
  steppedUpUntil?: string;
}

/** Keeps the proofs that a page sends, as somebody who listens at the wire would. */
function keepProofs(page: Page): Map<string, string> {
  const proofs = new Map<string, string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/passkey/finish')) proofs.set(pathname, request.postData() ?? '');
  });
  return proofs;
}

/**
 * A passkey is made, signs in, and confirms a dangerous act; then each proof is sent once more. Passkeys need a name in the
 * address, so the page is at `localhost`.
 */
export async function usePasskey(page: Page, url: string, login: string): Promise<void> {
  const session = async () => (await (await page.request.get(`${url}/api/session`)).json()) as Session;
  const replay = async (path: string, body: string): Promise<[number, string]> => {
    const headers = { 'content-type': 'application/json', origin: url };
    const answer = await page.request.post(`${url}${path}`, { headers, data: body });
    return [answer.status(), ((await answer.json()) as { code: string }).code];
  };
  const proofs = keepProofs(page);
  await page.goto(`${url}/sign-in`);
  await page.locator(`[data-login="${login}"]`).click();
  await page.waitForURL(`${url}/`);
  await addAuthenticator(page);
  await page.goto(`${url}/profile`);
  await settle(page);
  await page.getByLabel('Name of the passkey').fill('Key of the journey');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Remove Key of the journey' }).waitFor();

  await page.locator('button.avatar').click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await page.waitForURL(`${url}/sign-in`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(`${url}/`);
  await settle(page);
  expect(await session()).toMatchObject({ kind: 'person', authentication: 'passkey' });

  // The sign-in is fresh, so the server would not ask: it is made to, once.
  let asked = 0;
  await page.route('**/api/me/recovery-codes', async (route) => {
    if (asked++ > 0) return await route.continue();
    const problem = {
      type: 'about:blank',
      title: 'This needs a fresh sign-in.',
      status: 403,
      code: 'IDUN_ACCESS_STEP_UP',
    };
    return await route.fulfill({ status: 403, contentType: 'application/problem+json', json: problem });
  });
  const before = await session();
  await page.goto(`${url}/profile`);
  await settle(page);
  await page.getByRole('button', { name: /recovery codes|new codes/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('Keep these codes now').waitFor();
  expect(asked).toBe(2);
  const after = await session();
  expect(after.steppedUpUntil! > before.steppedUpUntil!).toBe(true);

  const stepUp = '/api/session/step-up/passkey/finish';
  expect(await replay(stepUp, proofs.get(stepUp)!)).toEqual([expect.any(Number), 'IDUN_CEREMONY_OVER']);
  expect((await session()).steppedUpUntil).toBe(after.steppedUpUntil);
  await page.request.delete(`${url}/api/session`, { headers: { origin: url } });
  const signIn = '/api/sign-in/passkey/finish';
  expect(await replay(signIn, proofs.get(signIn)!)).toEqual([expect.any(Number), 'IDUN_CEREMONY_OVER']);
  expect(await session()).toMatchObject({ kind: 'public' });
}
