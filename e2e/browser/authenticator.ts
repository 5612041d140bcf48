import type { CDPSession, Page } from 'playwright-core';

/** Gives a page a security key that says yes to whoever asks, as Chromium's own tools make one. */
export async function addAuthenticator(page: Page): Promise<CDPSession> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('WebAuthn.enable');
  await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return tools;
}

/** Makes a page's network slow: every answer waits so long, and comes drop by drop. */
export async function slowDown(page: Page, latency: number): Promise<() => Promise<void>> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Network.enable');
  const set = (given: { latency: number; throughput: number }) =>
    tools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: given.latency,
      downloadThroughput: given.throughput,
      uploadThroughput: given.throughput,
    });
  await set({ latency, throughput: 50_000 });
  return async () => {
    await set({ latency: 0, throughput: -1 });
    await tools.detach();
  };
}
