import type { BrowserContext, Page } from 'playwright-core';

/** What a browser complained of, or asked of another machine. */
export interface Watch {
  /** Everything so far that was not expected. */
  complaints(): string[];
  /** Runs a part of a journey in which the server refuses on purpose; returns the statuses of its refusals. */
  expectRefusals(part: () => Promise<void>): Promise<number[]>;
}

/**
 * Watches every page of a context: console errors and warnings of the policy, uncaught exceptions, requests that fail or are
 * refused, and requests to any host but this machine.
 */
export function watch(context: BrowserContext): Watch {
  const found: string[] = [];
  let refusals: number[] | null = null;
  const onPage = (page: Page) => {
    page.on('pageerror', (error) => found.push(`${page.url()}: uncaught ${error.message}`));
    page.on('console', (message) => {
      const refusal = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !(refusals && refusal)) found.push(`${page.url()}: console: ${message.text()}`);
    });
  };
  context.pages().forEach(onPage);
  context.on('page', onPage);
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const local = protocol === 'data:' || protocol === 'blob:' || ['127.0.0.1', 'localhost'].includes(hostname);
    if (!local) found.push(`request to another host: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Leaving a page gives up what it was still asking for.
    if (why !== 'net::ERR_ABORTED') found.push(`request failed: ${request.method()} ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() < 400) return;
    if (refusals) refusals.push(response.status());
    else found.push(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
  return {
    complaints: () => found,
    async expectRefusals(part) {
      refusals = [];
      await part();
      const seen = refusals;
      refusals = null;
      return seen;
    },
  };
}
