import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTable } from '../src/formats/xlsx/testing.ts';
import { listen, smallTargets } from './browser/bench.ts';
import { checkPage, type Language, settle } from './browser/check-page.ts';
import { hasChromium, launchChromium, openReader } from './browser/chromium.ts';
import { type Watch, watch } from './browser/watch.ts';
import { type DemoServer, startDemo } from './idun.ts';

if (!hasChromium()) console.log('The journeys of the biobank are left out: /usr/bin/chromium is not installed.');

interface Visitor {
  page: Page;
  seen: Watch;
}

/** A tube of the biobank as lists tell of it. */
interface Tube {
  id: string;
  barcode: string;
  state: string;
  donors: string[];
}

describe.skipIf(!hasChromium())('the biobank, from the delivery to the box that has arrived', () => {
  let server: DemoServer;
  let browser: Browser;
  let technician: Visitor;
  let reservation = '';
  let person = '';
  let bank = '';
  let collection = { id: '', name: '' };
  /** The demo citizen's tubes, which the technician receives here, and others' that were in the house. */
  const own = ['EE-CITIZEN-1', 'EE-CITIZEN-2'];
  let others: Tube[] = [];

  const visit = async (login: string, language: Language = 'en'): Promise<Visitor> => {
    const { context, page } = await openReader(browser, { language });
    const seen = watch(context);
    await page.goto(`${server.url}/sign-in`);
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(`${server.url}/`);
    await page.locator('h1').first().waitFor();
    return { page, seen };
  };
  const open = async ({ page }: Visitor, path: string) => {
    await page.goto(`${server.url}${path}`);
    await settle(page);
  };
  const ask = async <T>({ page }: Visitor, method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const answer = await page.request.fetch(`${server.url}${path}`, {
      method,
      headers: { origin: server.url, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { data: body }),
    });
    const text = await answer.text();
    expect(answer.ok(), `${method} ${path}: ${text}`).toBe(true);
    return JSON.parse(text) as T;
  };
  /** Types as a scanner does: wherever the focus is, and then Enter. */
  const scan = async ({ page }: Visitor, code: string) => {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  };
  /** Scans and waits for what the bench says of it. */
  const scanned = async (visitor: Visitor, code: string, outcome: string) => {
    await scan(visitor, code);
    const said = visitor.page.locator(`.verdict[data-outcome="${outcome}"]`, {
      hasText: code.startsWith('IDUN') ? '' : code,
    });
    await said.waitFor();
    // A second scan of the same tube within a second is one pull of the trigger.
    await visitor.page.waitForTimeout(1300);
  };
  const look = async (visitor: Visitor) => {
    expect(await checkPage(visitor.page, 'en')).toEqual([]);
    expect(visitor.seen.complaints()).toEqual([]);
  };
  const pickLines = async ({ page }: Visitor, state?: string): Promise<string[]> => {
    const lines = page.locator(state ? `.pick-box li[data-state="${state}"]` : '.pick-box li');
    return await lines.evaluateAll((all) =>
      all.map((line) => (line as unknown as { dataset: { barcode: string } }).dataset.barcode),
    );
  };

  beforeAll(async () => {
    [server, browser] = await Promise.all([startDemo(), launchChromium()]);
    technician = await visit('biobank-staff');
    // A rack of this journey's own, in a freezer of its own.
    const make = async (body: object) =>
      (await ask<{ items: { id: string }[] }>(technician, 'POST', '/api/biobank/storage/containers', body)).items[0]!
        .id;
    const site = await make({ type: 'site', name: 'Journey' });
    const room = await make({ type: 'room', name: 'Room 1', parent: site });
    const freezer = await make({ type: 'upright-80', name: 'Freezer 9', parent: room });
    const shelf = await make({ type: 'shelf', name: 'Shelf 1', parent: freezer });
    const frame = await make({ type: 'frame', name: 'Frame 1', parent: shelf });
    await make({ type: 'box-81', name: 'Box 1', barcode: 'EE-BOX-1', parent: frame });
    const citizen = await visit('citizen');
    person = (await ask<{ account: { person: string } }>(citizen, 'GET', '/api/session')).account.person;
    await citizen.page.context().close();
    const banks = await ask<{ items: { id: string }[] }>(technician, 'GET', '/api/biobank/biobanks');
    bank = banks.items[0]!.id;
    const { items } = await ask<{ items: { id: string; name: string; form: string | null }[] }>(
      technician,
      'GET',
      `/api/biobank/biobanks/${bank}/collections`,
    );
    collection = items.find(({ form }) => form === null)!;
    const serum = await ask<{ items: Tube[] }>(
      technician,
      'GET',
      `/api/biobank/specimens?${new URLSearchParams({ type: 'serum', state: 'available', collection: collection.name, least: '100', limit: '100', sort: 'barcode' })}`,
    );
    others = serum.items.filter(({ donors }) => !donors.includes(person)).slice(0, 6);
    expect(others).toHaveLength(6);
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    server?.remove();
  });

  test('a delivery is unpacked by scanning: each tube counts once, and what does not fit is decided', async () => {
    const tubes = [...own, 'EE-THAWED'].map((barcode) => ({
      type: 'serum',
      container: 'cryotube',
      amount: 500,
      barcode,
    }));
    await ask(technician, 'POST', '/api/biobank/orders', {
      ...{ collection: collection.name, requisition: 'EE-REQ', person, tubes },
    });
    const { page } = technician;
    const heard = await listen(page);
    await open(technician, '/biobank/bench');
    await look(technician);
    expect(await smallTargets(page, 48)).toEqual([]);
    await page.getByLabel('Sender').fill('Ward of the journey');
    await page.getByRole('button', { name: 'Unpack a new delivery' }).click();
    await page.locator('h1', { hasText: '0 tubes of this delivery' }).waitFor();
    await scanned(technician, own[0]!, 'received');
    const right = await heard();
    await scanned(technician, own[0]!, 'again');
    await scanned(technician, own[1]!, 'received');
    await heard();
    await scanned(technician, 'NOBODYS', 'discrepancy');
    const wrong = await heard();
    // Told apart with closed eyes: what does not fit is lower than what does.
    expect([right.length, wrong.length].every((notes) => notes > 0)).toBe(true);
    expect(Math.max(...wrong)).toBeLessThan(Math.min(...right));
    expect(await smallTargets(page, 48)).toEqual([]);
    await scanned(technician, 'IDUN-THAWED', 'condition');
    await scanned(technician, 'EE-THAWED', 'held');
    await page.locator('h1', { hasText: '3 tubes of this delivery' }).waitFor();
    await page.reload();
    await settle(page);
    await page.getByText('2 things do not fit').waitFor();
    await scanned(technician, own[1]!, 'again');
    await look(technician);
    await page.getByRole('button', { name: 'Close the delivery' }).click();
    await page.getByText('The delivery stays open: 2 things are undecided.').waitFor();
    for (const [code, decision] of [
      ['NOBODYS', 'send it back'],
      ['EE-THAWED', 'take it in'],
    ] as const) {
      const line = page.locator('.feed li', { hasText: code });
      await line.getByRole('button', { name: decision, exact: true }).click();
      await line.getByLabel('Reason').fill('Looked at on the bench');
      await line.getByRole('button', { name: `Keep: ${decision}` }).click();
      await line.waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Close the delivery' }).click();
    await page.locator('h1', { hasText: 'The delivery is closed with 3 tubes' }).waitFor();
    expect(technician.seen.complaints()).toEqual([]);
  });

  test('tubes are put in their places: a rack is scanned, then the tubes', async () => {
    const { page } = technician;
    await open(technician, '/biobank/bench/place');
    await scanned(technician, own[0]!, 'where');
    await scanned(technician, 'EE-BOX-1', 'container');
    await scanned(technician, own[0]!, 'placed');
    await scanned(technician, own[1]!, 'placed');
    await scan(technician, 'C5');
    await page.getByText('The next tube goes to C5.').waitFor();
    await scanned(technician, 'EE-THAWED', 'placed');
    await scanned(technician, 'IDUN-UNDO', 'undone');
    for (const { barcode } of others)
      await scanned(technician, barcode, (await placeOf(barcode)) === null ? 'placed' : 'moved');
    await look(technician);
    await open(technician, '/biobank/bench/place');
    await open(technician, `/biobank/specimens/${own[1]}`);
    await page.getByRole('link', { name: 'Show on the map' }).click();
    await page.locator('.storage-map .slot.found').waitFor();
    await look(technician);
  });
  const placeOf = async (code: string) =>
    (await ask<{ place: object | null }>(technician, 'GET', `/api/biobank/storage/positions?code=${code}`)).place;

  test('a citizen opts out between the reservation and the walk, and exactly their tubes leave the list', async () => {
    const specimens = [...own, ...others.map(({ barcode }) => barcode)];
    const made = await ask<{ reservation: { id: string }; refused: object[] }>(
      technician,
      'POST',
      '/api/biobank/reservations',
      { project: 'Projekt Hjertegener (demo)', specimens },
    );
    expect(made.refused).toEqual([]);
    reservation = made.reservation.id;
    const { page } = technician;
    await open(technician, `/biobank/bench/pick/${reservation}`);
    const before = await pickLines(technician);
    expect(before).toEqual(expect.arrayContaining([...own, ...others.map(({ barcode }) => barcode)]));
    // In the order of their places: the box was filled in this order.
    const boxed = [...own, ...others.map(({ barcode }) => barcode)];
    expect(before.filter((barcode) => boxed.includes(barcode))).toEqual(boxed);
    const mine = await ask<{ items: Tube[] }>(technician, 'GET', `/api/biobank/specimens?donor=${person}&limit=500`);
    const leaving = mine.items.map(({ barcode }) => barcode).filter((barcode) => before.includes(barcode));
    expect(leaving).toEqual(expect.arrayContaining(own));
    const citizen = await visit('citizen');
    await open(citizen, '/me/choices');
    await citizen.page.getByRole('button', { name: 'Say no to research on samples' }).click();
    await citizen.page.getByText('Your no is stored').waitFor();
    await citizen.page.context().close();
    // The tube in the technician's hand is refused loudly, though their list is older than the choice.
    await scanned(technician, own[0]!, 'withdrawn');
    await page.getByText(`${leaving.length} tubes have left the list.`).waitFor();
    expect(await pickLines(technician)).toEqual(before.filter((barcode) => !leaving.includes(barcode)));
    await look(technician);
    const proofs = await ask<{ consent: { open: boolean; because: string }[] }>(
      technician,
      'GET',
      `/api/biobank/specimens/${own[1]}`,
    );
    expect(proofs.consent[0]).toMatchObject({ open: false, because: 'opted-out' });
  });

  test('two technicians at one rack: no tube is picked twice, a wrong one is refused, an undone one is picked again', async () => {
    const [first, second, third] = others as [Tube, Tube, Tube];
    const colleague = await visit('biobank-staff');
    await open(colleague, `/biobank/bench/pick/${reservation}`);
    await Promise.all([scan(technician, first.barcode), scan(colleague, first.barcode)]);
    for (const visitor of [technician, colleague])
      await visitor.page.locator('.verdict', { hasText: first.barcode }).waitFor();
    const said = await Promise.all(
      [technician, colleague].map(({ page }) => page.locator('.verdict').getAttribute('data-outcome')),
    );
    expect(said.sort()).toEqual(['again', 'picked']);
    await scanned(colleague, second.barcode, 'picked');
    await technician.page.locator(`.pick-box li[data-barcode="${second.barcode}"][data-state="picked"]`).waitFor();
    await scanned(technician, 'EE-THAWED', 'not-promised');
    await scanned(technician, third.barcode, 'picked');
    await scanned(technician, third.barcode, 'again');
    await scanned(technician, 'IDUN-UNDO', 'undone');
    await technician.page.locator(`.pick-box li[data-barcode="${third.barcode}"][data-state="promised"]`).waitFor();
    await scanned(technician, third.barcode, 'picked');
    await colleague.page.context().close();
  });

  test('without a network scans are kept in sight, sent once when it is back, and nothing is counted twice', async () => {
    const { page, seen } = technician;
    const [, , , fourth, fifth, sixth] = others as [Tube, Tube, Tube, Tube, Tube, Tube];
    const before = seen.complaints().length;
    await page.context().setOffline(true);
    await scanned(technician, fourth.barcode, 'kept');
    await page.getByText('1 scan is kept on this bench').waitFor();
    await scanned(technician, 'SOMETHING-ELSE', 'not-listed');
    await page.context().setOffline(false);
    await page.locator(`.pick-box li[data-barcode="${fourth.barcode}"][data-state="picked"]`).waitFor();
    await page.getByText('1 scan is kept on this bench').waitFor({ state: 'detached' });
    // The answer is lost on its way, and the page closed: the scan was counted, and is counted once.
    let lost = 0;
    await page.route('**/check-outs', async (route) => {
      lost += 1;
      if (lost > 1) return await route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await scan(technician, fifth.barcode);
    await page.locator('.verdict[data-outcome="late"]', { hasText: fifth.barcode }).waitFor();
    expect(lost).toBeGreaterThan(1);
    await page.unroute('**/check-outs');
    // These failures were made here.
    seen.complaints().splice(before);
    await scanned(technician, sixth.barcode, 'picked');
    const shown = await ask<{ tubes: { barcode: string; state: string }[] }>(
      technician,
      'GET',
      `/api/biobank/reservations/${reservation}`,
    );
    const states = Object.fromEntries(shown.tubes.map(({ barcode, state }) => [barcode, state]));
    for (const barcode of own) expect([barcode, states[barcode]]).toEqual([barcode, 'withdrawn']);
    for (const { barcode } of others) expect([barcode, states[barcode]]).toEqual([barcode, 'picked']);
    expect(Object.values(states).filter((state) => state === 'picked')).toHaveLength(6);
  });

  test('the tubes are packed by the rules, sent, and found in the box one to one', async () => {
    const { page } = technician;
    await scan(technician, 'IDUN-DONE');
    await page.waitForURL(`**/biobank/reservations/${reservation}`);
    await settle(page);
    await look(technician);
    await page.getByLabel('Address').fill('Journey Road 1');
    await page.getByLabel('Telephone').fill('+45 12 34 56 78');
    await page.getByRole('button', { name: 'Pack', exact: true }).click();
    await page.waitForURL(/\/biobank\/shipments\/shp_/);
    await page.locator('h1', { hasText: '6 tubes packed' }).waitFor();
    const list = await page.request.get(
      `${server.url}${new URL(page.url()).pathname.replace('/biobank', '/api/biobank')}/packing-list?lang=en`,
    );
    expect((await list.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByRole('button', { name: 'Hand to the carrier' }).click();
    await page.locator('h1', { hasText: '6 tubes on their way' }).waitFor();
    await look(technician);
    await page.getByRole('link', { name: 'Receive the box' }).click();
    await page.waitForURL(/\/bench\/receipt\//);
    await settle(page);
    for (const { barcode } of others) await scanned(technician, barcode, 'listed');
    await scan(technician, 'IDUN-DONE');
    await page.getByText('0 missing, 0 not on the list').waitFor();
    await look(technician);
  });

  test('a left-over tube is scanned back with what is left in it, and what the project found is noted', async () => {
    const { page } = technician;
    const [first] = others as [Tube];
    const { shipments } = await ask<{ shipments: string[] }>(
      technician,
      'GET',
      `/api/biobank/reservations/${reservation}`,
    );
    await open(technician, `/biobank/shipments/${shipments[0]}`);
    const scanField = page.getByLabel('Scan a tube that has come back');
    await scanField.fill('EE-THAWED');
    await scanField.press('Enter');
    await page.getByText('is no tube of this box that may come back').waitFor();
    await scanField.fill(first.barcode);
    await scanField.press('Enter');
    await page.getByLabel(first.barcode).fill('40');
    await look(technician);
    await page.getByRole('button', { name: 'Keep 1 tube' }).click();
    await page.locator('tr', { hasText: first.barcode }).getByText('returned').waitFor();
    await page.getByLabel('What they are called').fill('Proteins of the journey');
    await page.getByLabel('Kind, for example proteomics').fill('proteomics');
    await page.getByRole('button', { name: 'Note the data' }).click();
    await page.getByText('Noted.').waitFor();
  });

  test('a freezer is set up in the browser, from the types’ table, with labels to print', async () => {
    const { page } = technician;
    const { items } = await ask<{ items: { id: string; name: string }[] }>(technician, 'GET', '/api/biobank/storage');
    const room = items.find(({ name }) => name === 'Room 1')!;
    await open(technician, `/biobank/storage?at=${room.id}`);
    await page.getByLabel('Type', { exact: true }).selectOption('upright-20');
    await page.getByLabel('How many', { exact: true }).fill('2');
    await page.getByLabel('Name', { exact: true }).fill('Freezer 2{n}');
    await page.getByLabel('Barcode', { exact: true }).fill('EE-F2{n}');
    await page.getByRole('button', { name: 'Set up 2' }).click();
    await page.getByText('2 are set up.').waitFor();
    const labels = page.waitForEvent('download');
    await page.getByRole('button', { name: '2 labels as ZPL' }).click();
    expect((await labels).suggestedFilename()).toMatch(/\.zpl$/);
    await page.locator('.storage-map').getByText('Freezer 22').waitFor();
    await look(technician);
  });

  test('a kit is made and labelled, filled at a visit, and its tubes are received by their barcodes alone', async () => {
    const { page } = technician;
    await open(technician, '/biobank/kits');
    await page.getByLabel('Kind', { exact: true }).fill('Journey’s first visit');
    await page.getByLabel('Collection', { exact: true }).selectOption(collection.name);
    await page.getByLabel('How many kits').fill('1');
    await page.getByRole('button', { name: 'Make the kits' }).click();
    await page.getByText('1 kit is made.').waitFor();
    const kits = await ask<{ items: { code: string; kind: string }[] }>(technician, 'GET', '/api/biobank/kits');
    const { code } = kits.items.find(({ kind }) => kind.startsWith('Journey'))!;
    await page.getByLabel('Scan the kit').fill(code);
    await page.getByLabel('Person (CPR number or an identifier)').fill(others[0]!.donors[0]!);
    await page.getByLabel('Visit', { exact: true }).fill('First');
    await page.getByRole('button', { name: 'Keep the visit' }).click();
    await page.getByText(`${code} is filled: 2 tubes are awaited.`).waitFor();
    await look(technician);
    const { id } = await ask<{ id: string }>(technician, 'POST', '/api/biobank/receptions', { sender: 'Journey' });
    await open(technician, `/biobank/bench/receive/${id}`);
    await scanned(technician, `${code}-1`, 'received');
    await scanned(technician, `${code}-2`, 'received');
    await open(technician, '/biobank/kits');
    await page.locator('tr', { hasText: code }).getByText('come back').waitFor();
  });

  test('a workbook is tried and taken over: its own words for materials are said to be ours', async () => {
    const { page } = technician;
    const rows = [
      ['Stregkode', 'CPR', 'Materiale', 'Volumen', 'Projekt'],
      ...[1, 2, 3].map((n) => [`EE-MOVED-${n}`, others[0]!.donors[0]!, 'EDTA-fuldblod', 0.5 * n, 'x']),
    ];
    await open(technician, '/biobank/moving-in');
    await page.getByLabel('File', { exact: true }).setInputFiles({
      ...{ name: 'inventory.xlsx', mimeType: 'application/octet-stream', buffer: makeTable(rows) },
    });
    await page.getByLabel('Name of the system').fill('idun-demo');
    await page.getByRole('button', { name: 'Try without keeping' }).click();
    await page.getByText('EDTA-fuldblod', { exact: true }).waitFor();
    await page.getByLabel('EDTA-fuldblod', { exact: true }).selectOption('whole-blood');
    await look(technician);
    await page.getByRole('button', { name: 'Try without keeping' }).click();
    await page.getByText('is nobody known here').first().waitFor();
  });

  test('the automated store fetches a reservation; what nobody can tell about one tube is looked at and settled', async () => {
    const { page } = technician;
    await open(technician, '/biobank/robots');
    await look(technician);
    await page.locator('a.rowlink').first().click();
    const form = page.getByRole('region', { name: 'Look, and say what you saw' });
    await form.waitFor({ timeout: 150_000 });
    const tube = await form.locator('.mono').first().innerText();
    await page.getByText(`arm: ${tube}`).waitFor();
    await look(technician);
    await form.getByLabel('Scan the tube, if it is there').fill(tube);
    await form.getByLabel('What you saw').fill('Lay on the arm, taken off it');
    await form.getByRole('button', { name: 'Keep what I saw' }).click();
    await form.waitFor({ state: 'detached' });
    await page.locator('tr', { hasText: tube }).getByText('done').first().waitFor();
  });

  test('what happened replays to what is stored, and the pages of the biobank look right', async () => {
    const report = await ask<{ different: object[]; broken: object[] }>(
      technician,
      'POST',
      `/api/biobank/biobanks/${bank}/replay`,
      {},
    );
    expect([report.different, report.broken]).toEqual([[], []]);
    for (const path of [
      '/biobank',
      '/biobank/specimens',
      '/biobank/reservations',
      '/biobank/storage',
      '/biobank/discrepancies',
      '/biobank/moving-in',
      '/biobank/bench/laboratory',
      '/biobank/bench/rack',
    ]) {
      await open(technician, path);
      await look(technician);
    }
  });
});
