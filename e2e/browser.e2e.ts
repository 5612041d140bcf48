import { basename, dirname } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, checkPage, type Language, settle, switchLanguage, waitUntil } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { fileToUpload } from './browser/files.ts';
import { type Watch, watch } from './browser/watch.ts';
import { type RunningServer, startServer, temporaryData, waitFor } from './idun.ts';

if (!hasChromium()) console.log('The browser journeys are left out: /usr/bin/chromium is not installed.');

interface Visitor {
  page: Page;
  seen: Watch;
}

interface RegionAnswer {
  items: { chrom: string; pos: number; ref: string; alt: string; ac: number | null; an: number | null }[];
}

describe.skipIf(!hasChromium())('a first journey through the web', () => {
  const { data, remove } = temporaryData();
  let server: RunningServer;
  let browser: Browser;
  let anybody: Visitor;
  let operator: Visitor;

  const visit = async (language: Language, options: { dark?: boolean; width?: number } = {}): Promise<Visitor> => {
    const { context, page } = await openReader(browser, { language, ...options });
    return { page, seen: watch(context) };
  };
  const open = async ({ page }: Visitor, path: string) => {
    await page.goto(`${server.url}${path}`);
    await settle(page);
  };
  const api = async <T>(path: string, visitor: Visitor = anybody): Promise<T> =>
    (await (await visitor.page.request.get(`${server.url}${path}`)).json()) as T;
  const look = async (visitor: Visitor, language: Language) => {
    expect(await checkPage(visitor.page, language)).toEqual([]);
    expect(visitor.seen.complaints()).toEqual([]);
  };
  const search = async ({ page }: Visitor, text: string) => {
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.type(text);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  const demoAllele = async () => {
    const { items } = await api<RegionAnswer>('/api/variants/region?reference=demo&region=1:1-300000&limit=200');
    return items.find((one) => one.ref.length === 1 && one.alt.length === 1 && (one.ac ?? 0) >= 20)!;
  };
  const keyOf = ({ chrom, pos, ref, alt }: { chrom: string; pos: number; ref: string; alt: string }) =>
    `${chrom}-${pos}-${ref}-${alt}`;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(data), launchChromium()]);
    anybody = await visit('en');
    operator = await visit('da');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    remove();
  });

  test('while the demo nation loads, the overview says how far it is', async () => {
    await open(anybody, '/');
    await anybody.page.getByText('Loading the synthetic demo nation').first().waitFor();
    expect(anybody.seen.complaints()).toEqual([]);
  });

  test('the operator’s link opens a session once', async () => {
    await operator.page.goto(server.operatorLink);
    await settle(operator.page);
    expect(new URL(operator.page.url()).pathname).toBe('/');
    await operator.page.getByText('Lokal operatør').waitFor();
    expect(await api('/api/session', operator)).toMatchObject({ kind: 'operator' });
    const again = await fetch(server.operatorLink, { redirect: 'manual' });
    expect([again.status >= 400, again.headers.get('set-cookie')]).toEqual([true, null]);
    expect(await api('/api/session')).toMatchObject({ kind: 'public' });
  });

  test('a file is sent, survives a broken connection, and is accepted while one looks on', async () => {
    const { page, seen } = operator;
    const file = fileToUpload(dirname(data));
    await open(operator, '/submissions/new');
    await look(operator, 'da');
    let broken = 0;
    await page.route('**/api/uploads/*', async (route) => {
      if (route.request().method() === 'PATCH' && broken++ === 0) await route.abort('connectionreset');
      else await route.continue();
    });
    const before = seen.complaints().length;
    await page.locator('input[type=file]').setInputFiles(file.path);
    await page.getByRole('cell', { name: 'Sendt', exact: true }).waitFor();
    expect(broken).toBeGreaterThan(1);
    expect(
      seen
        .complaints()
        .splice(before)
        .every((one) => one.includes('ERR_CONNECTION_RESET')),
    ).toBe(true);
    await page.unroute('**/api/uploads/*');
    await page.getByLabel('Datasæt').fill('first-journey');
    await page.getByRole('button', { name: 'Send ind' }).click();
    await page.waitForURL(/\/submissions\/sub_/);
    await page.locator('h1', { hasText: 'first-journey' }).waitFor();
    await page.locator('h1', { hasText: 'godkendt, i databasen' }).waitFor({ timeout: 120_000 });
    await page.getByText(basename(file.path)).first().waitFor();
    const id = new URL(page.url()).pathname.split('/').pop()!;
    const shown = await api<{ state: string; report: { verdict: string }; events: { to: string }[] }>(
      `/api/submissions/${id}`,
      operator,
    );
    expect([shown.state, shown.report.verdict]).toEqual(['accepted', 'accepted']);
    expect(shown.events.map((event) => event.to)).toEqual(['received', 'validating', 'accepted']);
    await look(operator, 'da');
  });

  test('the variant of the file is found by search, with counts and a word on what was not checked', async () => {
    const { allele } = fileToUpload(dirname(data));
    await search(operator, keyOf(allele));
    await operator.page.waitForURL(new RegExp(`/variants/[^/]+/${keyOf(allele)}$`));
    await operator.page.locator('h1', { hasText: keyOf(allele) }).waitFor();
    await operator.page.getByText('Ikke kontrolleret mod en reference').first().waitFor();
    await look(operator, 'da');
  });

  test('the demo nation is there', async () => {
    let overview: { references: { name: string; genomes: number }[]; jobs: { kind: string }[] } | undefined;
    await waitFor(
      async () => {
        overview = await api('/api/overview');
        return overview!.jobs.every((job) => job.kind !== 'demo.load') || undefined;
      },
      220_000,
      () => `the demo nation did not load: ${JSON.stringify(overview)}\n${server.output()}`,
    );
    expect(overview!.references.find((one) => one.name === 'demo')!.genomes).toBeGreaterThan(300);
    await open(anybody, '/');
    await anybody.page.getByText('demo-cohort').first().waitFor();
    await look(anybody, 'en');
  });

  test('anybody finds a variant and reads counts, not carriers', async () => {
    const { page, seen } = anybody;
    const allele = await demoAllele();
    await search(anybody, keyOf(allele));
    await page.waitForURL(`**/variants/demo/${keyOf(allele)}`);
    await page.locator('h1', { hasText: `is seen ${allele.ac} times in ${allele.an} alleles` }).waitFor();
    await page.getByText('Public access reads counts only: who carries the variant is not shown.').waitFor();
    await look(anybody, 'en');
    const { items } = await api<{ items: { id: string }[] }>('/api/genomes?limit=1', operator);
    const kept = [`/api/variants/demo/${keyOf(allele)}/carriers`, `/api/genomes/${items[0]!.id}/calls?region=1:1-1000`];
    const refusals = await seen.expectRefusals(async () => {
      for (const path of kept) {
        const answer = await page.evaluate(async (one) => await (await fetch(one)).json(), path);
        expect(answer).toMatchObject({
          status: 401,
          code: 'IDUN_ACCESS_SIGN_IN',
          detail: expect.stringMatching(/public/),
        });
      }
    });
    expect(refusals).toEqual([401, 401]);
  });

  test('anybody who opens a genome or the submissions is told why not, in a sentence', async () => {
    const { items } = await api<{ items: { id: string }[] }>('/api/genomes?limit=1', operator);
    const { seen, page } = anybody;
    const refusals = await seen.expectRefusals(async () => {
      for (const path of [`/genomes/${items[0]!.id}`, '/genomes', '/submissions']) {
        await open(anybody, path);
        await page.getByRole('alert').first().waitFor();
        expect(await page.getByRole('alert').first().innerText()).toMatch(/\. |\.\n|\.$/);
        expect(await checkPage(page, 'en')).toEqual([]);
      }
    });
    expect(refusals.length).toBeGreaterThan(0);
    expect(new Set(refusals)).toEqual(new Set([401]));
    expect(seen.complaints()).toEqual([]);
  });

  test('the operator reads carriers, and from a carrier its calls', async () => {
    const { page } = operator;
    const allele = await demoAllele();
    await open(operator, `/variants/demo/${keyOf(allele)}`);
    await page.getByRole('button', { name: 'Vis bærere' }).click();
    const carrier = page.getByRole('group', { name: 'Bærere' }).getByRole('link').first();
    await carrier.click();
    await page.waitForURL(/\/genomes\/gen_/);
    await settle(page);
    await open(operator, `${new URL(page.url()).pathname}?region=1:1-100000`);
    await page.getByText(String(allele.pos)).first().waitFor();
    await look(operator, 'da');
  });

  test('a region has igv and the same alleles in a table', async () => {
    const { page } = operator;
    await open(operator, '/regions/demo/1:1-60000');
    await waitUntil(page, 'igvDrawn()');
    const { items } = await api<RegionAnswer>('/api/variants/region?reference=demo&region=1:1-60000&limit=5', operator);
    await page
      .getByRole('link', { name: new RegExp(`^1:${items[0]!.pos}\\b`) })
      .first()
      .waitFor();
    await look(operator, 'da');
    expect(new URL(page.url()).pathname).toBe('/regions/demo/1:1-60000');
  });

  test.each([
    ['some', ['/']],
    [
      'demo',
      [
        '/variants?reference=demo',
        '/datasets/demo-cohort',
        '/search?q=demo',
        '/genomes?demo=only',
        '/datasets?demo=only',
      ],
    ],
    ['real', ['/submissions', '/genomes', '/datasets']],
    ['none', ['/nothing-here']],
  ] as const)(
    'pages look right in both languages and say whether they show synthetic data: %s',
    async (kind, paths) => {
      for (const path of paths) {
        await open(operator, path);
        await look(operator, 'da');
        // A real genome stands beside the demo nation: the overview shows both, lists show one or the other.
        const expected = { some: [/^En del af siden er syntetisk/], demo: [/^Syntetiske data\./], real: [], none: [] }[
          kind
        ];
        const marks = await operator.page.locator('.synthetic').allInnerTexts();
        expect(marks).toEqual(expected.map((words) => expect.stringMatching(words)));
      }
    },
  );

  test('one submission of the demo nation shows its quality', async () => {
    const { items } = await api<{ items: { id: string; dataset: string }[] }>(
      '/api/submissions?dataset=demo-cohort&limit=1',
      operator,
    );
    await open(operator, `/submissions/${items[0]!.id}`);
    await operator.page.getByText('Ti/Tv').first().waitFor();
    await look(operator, 'da');
  });

  test('on a telephone in the dark, and language and theme last', async () => {
    const reader = await visit('da', { dark: true, width: 390 });
    await open(reader, '/');
    await look(reader, 'da');
    await open(reader, `/variants/demo/${keyOf(await demoAllele())}`);
    await look(reader, 'da');
    await switchLanguage(reader.page, 'en');
    await reader.page.getByRole('button', { name: 'Light or dark' }).click();
    await reader.page.reload();
    await settle(reader.page);
    expect(await reader.page.locator('html').getAttribute('lang')).toBe('en');
    expect(await ask(reader.page, 'theme()')).toBe('light');
    await look(reader, 'en');
    await reader.page.context().close();
  });
});
