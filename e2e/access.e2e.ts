import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, type Language, settle } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { type Watch, watch } from './browser/watch.ts';
import { type DemoServer, idunJson, startDemo } from './idun.ts';
import { answerForm } from './people/applicant.ts';

if (!hasChromium()) console.log('The journey of an application is left out: /usr/bin/chromium is not installed.');

interface Visitor {
  page: Page;
  seen: Watch;
  language: Language;
}

describe.skipIf(!hasChromium())('an application, from a count in the register to tubes on their way', () => {
  let server: DemoServer;
  let browser: Browser;
  const visitors: Record<string, Visitor> = {};

  const visit = async (login: string, language: Language): Promise<Visitor> => {
    const { context, page } = await openReader(browser, { language });
    const visitor = { page, seen: watch(context), language };
    await page.goto(`${server.url}/sign-in`);
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(`${server.url}/`);
    await settle(page);
    visitors[login] = visitor;
    return visitor;
  };
  const open = async ({ page }: Visitor, path: string) => {
    await page.goto(`${server.url}${path}`);
    await settle(page);
  };
  const look = async ({ page, seen, language }: Visitor) => {
    expect(await checkPage(page, language)).toEqual([]);
    expect(seen.complaints()).toEqual([]);
  };
  const press = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true }).click();
  /** Presses a button whose act wants a fresh sign-in, and gives it. */
  const confirm = async (visitor: Visitor, name: string) => {
    await visitor.seen.expectRefusals(async () => {
      await press(visitor, name);
      const password = visitor.page.locator('dialog input[type=password]');
      const asked = await password.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (!asked) return;
      await password.fill('demo');
      await visitor.page.locator('dialog button[type=submit]').click();
      await password.waitFor({ state: 'detached' });
    });
  };
  /** The project scans what came, hands in a table with a wrong line, is told which, and hands in the right one. */
  const receiveAndGiveBack = async (researcher: Visitor, barcodes: readonly string[]) => {
    const { page } = researcher;
    await press(researcher, 'Receive');
    await page.getByLabel('Scan each tube').focus();
    for (const barcode of barcodes) {
      await page.keyboard.type(barcode);
      await page.keyboard.press('Enter');
    }
    await press(researcher, 'Confirm receipt');
    await press(researcher, 'Give data back');
    const lines = barcodes.map((barcode) => `${barcode},troponin_t,14,ng/l`);
    const hands = async (rows: readonly string[]) => {
      const buffer = Buffer.from(['tube,variable,value,unit', ...rows].join('\n'));
      await page.locator('input[type=file]').setInputFiles({ name: 'troponin.csv', mimeType: 'text/csv', buffer });
      await press(researcher, 'Hand in the results');
    };
    await researcher.seen.expectRefusals(async () => {
      await hands([...lines, 'NOT-OURS,troponin_t,3,ng/l']);
      await page.getByRole('cell', { name: String(lines.length + 2), exact: true }).waitFor();
    });
    await look(researcher);
    await hands(lines);
    await page.locator('input[type=file]').waitFor({ state: 'detached' });
    await page.getByText(/troponin/).waitFor();
    await look(researcher);
  };
  const get = async <T>({ page }: Visitor, path: string): Promise<T> => {
    const answer = await page.request.get(`${server.url}${path}`);
    expect(answer.ok(), path).toBe(true);
    return (await answer.json()) as T;
  };
  const state = (visitor: Visitor, words: string) =>
    visitor.page.locator('.head .state').getByText(words, { exact: true }).waitFor();

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  test('a question goes to the biobank, which answers it in Danish', async () => {
    const researcher = await visit('researcher', 'en');
    await open(researcher, '/enquiries/new?about=Serum%20of%202010&page=%2Fdatasets');
    const { page } = researcher;
    await page.getByLabel('Topic').selectOption('collection');
    await page
      .getByLabel('Which collection or register')
      .selectOption({ label: 'Diagnostic specimens (demo) (Landsbiobanken (demo))' });
    await page.locator('textarea').fill('Is there serum from before 2010?');
    await look(researcher);
    await press(researcher, 'Send');
    await page.waitForURL(/\/enquiries\/enq_/);
    await state(researcher, 'Passed on');
    const enquiry = new URL(page.url()).pathname;
    const biobank = await visit('register-owner', 'da');
    await open(biobank, enquiry);
    await biobank.page.getByLabel('Dit svar').fill('Ja, omkring 200 rør.');
    await look(biobank);
    await press(biobank, 'Send svaret');
    await state(biobank, 'Besvaret');
    await open(researcher, enquiry);
    await page.getByText('Ja, omkring 200 rør.').waitFor();
  });

  let application = '';
  test('a researcher counts, freezes the question into an application, is told cost and time, and hands it in', async () => {
    const researcher = visitors['researcher']!;
    const { page } = researcher;
    const query = { data: 'synthetic', conditions: [{ field: 'specimen', type: ['serum'] }] };
    await open(researcher, `/register?question=${encodeURIComponent(JSON.stringify(query))}`);
    await page.locator('h1', { hasText: /\d people fit the question/ }).waitFor();
    await page.getByText('Freeze and apply', { exact: true }).first().click();
    await page.waitForURL(/\/applications\/new\?/);
    await settle(page);
    await page.getByLabel('Title of the project').fill('Proteins of the heart');
    await look(researcher);
    await press(researcher, 'Begin the application');
    await page.waitForURL(/\/applications\/apl_/);
    application = new URL(page.url()).pathname;
    await settle(page);
    await answerForm(page);
    await page.getByText('Everything is answered.').waitFor();
    await page.getByText(/About \d+ days to an answer/).waitFor();
    await look(researcher);
    // Whoever reads it again finds every word.
    await open(researcher, application);
    await page.getByText('Everything is answered.').waitFor();
    await press(researcher, 'Hand in the application');
    await state(researcher, 'Being checked');
    await page.getByText('the same specimens').waitFor();
    await look(researcher);
  });

  test('each says their own part, each in their own queue', async () => {
    const coordinator = await visit('coordinator', 'da');
    await open(coordinator, '/cases');
    await look(coordinator);
    await coordinator.page.getByRole('link', { name: 'Proteins of the heart' }).click();
    await settle(coordinator.page);
    await press(coordinator, 'Tag sagen');
    await press(coordinator, 'Alt er med');
    await state(coordinator, 'Hos videnskabsetisk komité');
    const say = async (login: string, language: Language, fields: Record<string, string>, verb: string) => {
      const visitor = visitors[login] ?? (await visit(login, language));
      await open(visitor, '/cases');
      await visitor.page.getByRole('link', { name: 'Proteins of the heart' }).click();
      await settle(visitor.page);
      await look(visitor);
      for (const [label, text] of Object.entries(fields)) await visitor.page.getByLabel(label).first().fill(text);
      await confirm(visitor, verb);
    };
    await say('committee-member', 'en', { Reference: 'H-26-1' }, 'Say yes');
    await open(coordinator, application);
    await state(coordinator, 'Hos databeskyttelse');
    await say('data-protection-officer', 'da', { 'I fortegnelsen over behandlingsaktiviteter': 'post 9' }, 'Sig ja');
    await open(coordinator, application);
    await state(coordinator, 'Hos samlinger og registre');
    await say('register-owner', 'da', { Vilkår: 'Restserum leveres tilbage.' }, 'Sig ja med vilkår');
    await open(coordinator, application);
    await state(coordinator, 'Aftale underskrives');
  });

  test('both sign, the permit opens, and everybody can read what it is for', async () => {
    const researcher = visitors['researcher']!;
    await open(researcher, application);
    await researcher.page.getByText('Restserum leveres tilbage.').first().waitFor();
    await look(researcher);
    await press(researcher, 'Sign the agreement');
    await state(researcher, 'Signed by the applicant');
    const coordinator = visitors['coordinator']!;
    await open(coordinator, application);
    await confirm(coordinator, 'Underskriv, og udsted tilladelsen');
    await coordinator.page.waitForURL(/\/permits\/pmt_/);
    await state(coordinator, 'Gælder');
    await look(coordinator);
    const permit = new URL(coordinator.page.url()).pathname;
    await open(researcher, permit);
    await look(researcher);
    await open(researcher, '/permits');
    await look(researcher);
    const { context, page } = await openReader(browser, { language: 'da' });
    const anybody: Visitor = { page, seen: watch(context), language: 'da' };
    await open(anybody, '/projects');
    await page.getByRole('link', { name: 'Proteins of the heart' }).click();
    await page.waitForURL(/\/projects\/pmt_/);
    await look(anybody);
    await context.close();
    expect(visitors['committee-member']!.seen.complaints()).toEqual([]);
  });

  test('the technician takes the tubes from the freezer and sends them; a donor says no in between, and exactly their tubes stay', async () => {
    const technician = await visit('biobank-staff', 'en');
    const { page } = technician;
    await open(technician, '/biobank/reservations');
    await look(technician);
    const permit = page.locator('.feed > li', { hasText: 'Proteins of the heart' });
    await permit.getByRole('button', { name: 'Reserve' }).click();
    await page.waitForURL(/\/biobank\/reservations\/rsv_/);
    const id = new URL(page.url()).pathname.split('/').pop()!;
    const { tubes } = await get<{ tubes: { barcode: string; state: string }[] }>(
      technician,
      `/api/biobank/reservations/${id}`,
    );
    expect(tubes.map(({ state: one }) => one)).toEqual(Array(12).fill('promised'));
    const donorsOf = new Map<string, string[]>();
    for (const { barcode } of tubes) {
      const { donors } = await get<{ donors: string[] }>(technician, `/api/biobank/specimens/${barcode}`);
      donorsOf.set(barcode, donors);
    }
    const [donor] = donorsOf.get(tubes[4]!.barcode)!;
    const staying = tubes.map(({ barcode }) => barcode).filter((barcode) => donorsOf.get(barcode)!.includes(donor!));
    idunJson(server.data, ['consent', 'opt-out', donor!, '--scope', 'material']);
    await open(technician, `/biobank/bench/pick/${id}`);
    const lines = page.locator('.pick-box li');
    const listed = await lines.evaluateAll((all) =>
      all.map((line) => (line as unknown as { dataset: { barcode: string } }).dataset.barcode),
    );
    expect([...listed].sort()).toEqual([...donorsOf.keys()].filter((barcode) => !staying.includes(barcode)).sort());
    await look(technician);
    for (const barcode of listed) {
      await page.keyboard.type(barcode);
      await page.keyboard.press('Enter');
      await page.locator(`.pick-box li[data-barcode="${barcode}"][data-state="picked"]`).waitFor();
    }
    await page.keyboard.type('IDUN-DONE');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/biobank/reservations/${id}`);
    await settle(page);
    await page.getByLabel('Address').fill('Heart Road 1');
    await page.getByLabel('Telephone').fill('+45 12 34 56 78');
    await press(technician, 'Pack');
    await page.waitForURL(/\/biobank\/shipments\/shp_/);
    await press(technician, 'Hand to the carrier');
    await page.locator('h1', { hasText: `${listed.length} tubes on their way` }).waitFor();
    const shipment = new URL(page.url()).pathname.split('/').pop()!;
    const researcher = visitors['researcher']!;
    const sent = await get<{ items: { id: string; permit: string }[] }>(researcher, '/api/access/shipments');
    const own = sent.items.find((one) => one.id === shipment)!;
    await open(researcher, `/permits/${own.permit}`);
    await look(researcher);
    await receiveAndGiveBack(researcher, listed);
    const { results } = await get<{ results: { measure: string; value: number }[] }>(
      technician,
      `/api/biobank/specimens/${listed[0]!}`,
    );
    expect(results).toContainEqual(expect.objectContaining({ measure: 'troponin_t', value: 14 }));
  });
});
