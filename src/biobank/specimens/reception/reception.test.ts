import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishForm, recordAgreement, recordOptIn, recordOptOut } from '../../../trust/consent/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { createCollection } from '../banks.ts';
import { consentProofs } from '../consent/ask-consent.ts';
import { replayBiobank } from '../custody/replay.ts';
import { readFlow } from '../flow.ts';
import { requireSpecimen } from '../store.ts';
import { openTestBiobank, type TestBiobank } from '../testing.ts';
import { closeReception, decideDiscrepancy, listDiscrepancies } from './decide.ts';
import { expireKit, listKits, makeKitLabels, makeKits, recordVisit, sendKit } from './kits.ts';
import { listOrders, type OrderedTube, orderSpecimens } from './orders.ts';
import { readRackScan } from './rack-scan.ts';
import { listReceptions, showReception } from './read-receptions.ts';
import { openReception, scanRack, scanTube } from './receive.ts';

let bank: TestBiobank;
let scope: Scope;
let reading: Scope;
const actor = { kind: 'operator', id: 'test' } as const;
beforeAll(async () => {
  bank = await openTestBiobank();
  scope = await bank.scope('biobank.specimens.receive');
  reading = await bank.scope('biobank.reception.read');
});
afterAll(() => bank.close());

const tube = (barcode?: string, type: OrderedTube['type'] = 'serum'): OrderedTube => ({
  type,
  container: 'cryotube',
  amount: 500,
  barcode,
});
const order = (requisition: string, person: number, tubes: OrderedTube[], collection = 'General') =>
  orderSpecimens(bank.deps, scope, { collection, requisition, person: bank.people[person]!.id, tubes });
const open = () => openReception(bank.deps, scope, { sender: 'Ward 7' });
const scan = (id: string, code: string, more: object = {}) => scanTube(bank.deps, scope, id, { code, ...more });
const find = (code: string) => requireSpecimen(bank.database.app, bank.operator, code);

describe('tubes of an order', () => {
  test('are received by barcode, or as the next of a scanned requisition; scanned twice they are one', async () => {
    await order('REQ-1', 0, [tube('T-1'), tube('T-2')]);
    await order('REQ-2', 1, [tube(undefined, 'whole-blood'), tube()]);
    const { id } = await open();
    expect(await scan(id, 'T-1')).toMatchObject({ outcome: 'received', requisition: 'REQ-1', discrepancies: [] });
    expect(await scan(id, ' T-1 ')).toMatchObject({ outcome: 'again', specimen: (await find('T-1')).id });
    expect(await scan(id, 'REQ-2')).toMatchObject({ outcome: 'order', requisition: 'REQ-2' });
    expect(await scan(id, 'ANY-1', { requisition: 'REQ-2' })).toMatchObject({ outcome: 'received' });
    expect(await find('ANY-1')).toMatchObject({
      type: 'whole-blood',
      state: 'available',
      requisition: 'REQ-2',
      condition: 'good',
    });
    expect((await scan(id, 'T-2')).outcome).toBe('received');
    expect((await listOrders(bank.deps, reading, { requisition: 'REQ-1' }))[0]).toMatchObject({ state: 'complete' });
    const closed = await closeReception(bank.deps, scope, id);
    expect(closed).toMatchObject({ closed: false, received: 3, missing: [{ kind: 'missing', requisition: 'REQ-2' }] });
    await decideDiscrepancy(bank.deps, scope, closed.missing[0]!.id, { decision: 'await', note: 'Comes tomorrow' });
    expect(await closeReception(bank.deps, scope, id)).toMatchObject({ closed: true, undecided: [] });
    await expect(scan(id, 'T-9')).rejects.toMatchObject({ code: 'IDUN_RECEPTION_CLOSED' });
    const shown = await showReception(bank.deps, reading, id);
    expect(shown).toMatchObject({ sender: 'Ward 7', received: 3, undecided: 0 });
    expect(shown.scans.map(({ code, times }) => [code, times])).toEqual([
      ['T-2', 1],
      ['ANY-1', 1],
      ['T-1', 2],
    ]);
    expect(shown.orders.map(({ requisition }) => requisition).sort()).toEqual(['REQ-1', 'REQ-2']);
    expect(JSON.stringify(shown)).not.toContain(bank.people[0]!.id);
    expect(await listReceptions(bank.deps, reading, { open: true })).toEqual([]);
    expect(await listReceptions(bank.deps, reading)).toMatchObject([{ id, received: 3, undecided: 0 }]);
    const flow = await readFlow(bank.deps, reading, 4);
    expect(flow.length).toBe(5);
    expect(flow.at(-1)!.came + flow.at(-2)!.came).toBe(3);
    const [proof] = await consentProofs(bank.database.app, (await find('T-1')).specimenNo);
    expect(proof).toMatchObject({ stage: 'reception', open: true, because: 'nothing-against', scopes: ['material'] });
  });

  test('scanned by two technicians in two receptions at once are one specimen', async () => {
    await order('REQ-3', 2, [tube('T-31'), tube('T-32'), tube('T-33')]);
    const [a, b] = [await open(), await open()];
    const codes = ['T-31', 'T-32', 'T-33'];
    const scans = await Promise.all(codes.flatMap((code) => [scan(a.id, code), scan(b.id, code), scan(a.id, code)]));
    for (const code of codes) {
      const outcomes = scans.filter((one) => one.code === code).map(({ outcome }) => outcome);
      expect(outcomes.filter((one) => one === 'received')).toHaveLength(1);
      expect(new Set(outcomes)).toEqual(new Set(['received', 'again', 'discrepancy']));
    }
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from biobank.specimens where requisition = 'REQ-3'`.execute(bank.database.app);
    expect(rows[0]!.n).toBe(3);
  });
});

describe('a discrepancy', () => {
  test('holds the tube until somebody has decided, and what cannot be decided so is refused', async () => {
    await order('REQ-4', 3, [tube('T-41'), tube('T-42')]);
    const { id } = await open();
    const bad = await scan(id, 'T-41', { condition: 'thawed', type: 'plasma' });
    expect(bad.discrepancies.map(({ kind }) => kind)).toEqual(['wrong-kind', 'condition']);
    expect((await find('T-41')).state).toBe('held');
    const [kind, condition] = [bad.discrepancies[0]!, bad.discrepancies[1]!];
    await expect(decideDiscrepancy(bank.deps, scope, kind.id, { decision: 'ignore', note: 'x' })).rejects.toMatchObject(
      {
        code: 'IDUN_DISCREPANCY_DECISION',
      },
    );
    await decideDiscrepancy(bank.deps, scope, kind.id, { decision: 'accept', note: 'The ward meant plasma' });
    expect((await find('T-41')).state).toBe('held');
    await decideDiscrepancy(bank.deps, scope, condition.id, { decision: 'accept', note: 'Only the box was warm' });
    expect((await find('T-41')).state).toBe('available');
    const broken = await scan(id, 'T-42', { condition: 'broken' });
    await decideDiscrepancy(bank.deps, scope, broken.discrepancies[0]!.id, { decision: 'reject', note: 'Empty' });
    expect((await find('T-42')).state).toBe('disposed');
    const twice = decideDiscrepancy(bank.deps, scope, broken.discrepancies[0]!.id, { decision: 'accept', note: 'x' });
    await expect(twice).rejects.toMatchObject({ code: 'IDUN_DISCREPANCY_DECIDED' });
  });

  test('of a tube nobody expected is matched, or relabelled, to an order', async () => {
    await order('REQ-5', 4, [tube(), tube()]);
    const { id } = await open();
    const unknown = await scan(id, 'STRAY');
    expect(unknown).toMatchObject({ outcome: 'discrepancy', discrepancies: [{ kind: 'unknown-code' }] });
    const decision = { decision: 'match' as const, note: 'Phoned the ward', requisition: 'REQ-5' };
    const decided = await decideDiscrepancy(bank.deps, scope, unknown.discrepancies[0]!.id, decision);
    expect(decided).toMatchObject({ decision: 'match', requisition: 'REQ-5', specimen: (await find('STRAY')).id });
    const [unread] = await scanRack(bank.deps, scope, id, { scans: readRackScan('Rack: R7\nA1;NO READ\nA2;NOTUBE') });
    expect(unread).toMatchObject({ discrepancies: [{ kind: 'no-read' }] });
    await decideDiscrepancy(bank.deps, scope, unread!.discrepancies[0]!.id, {
      ...{ decision: 'relabel', note: 'Frost', requisition: 'REQ-5', line: 2, barcode: 'T-52' },
    });
    expect(await find('T-52')).toMatchObject({ state: 'available', requisition: 'REQ-5' });
    expect((await scan(id, 'STRAY')).outcome).toBe('again');
  });

  test('arises when the donor has opted out or a consent is missing; with proof of the answer', async () => {
    const app = bank.database.app;
    await publishForm(app, { code: 'study', kind: 'biobank', titleDa: 'Undersøgelse', titleEn: 'Study' });
    await createCollection(app, bank.bank, { name: 'Study', form: 'study' });
    const [out, agreed] = [bank.people[5]!, bank.people[6]!];
    await bank.database.withActor(actor, (trx) => recordOptOut(trx, out.personNo, actor, { scope: 'material' }));
    await bank.database.withActor(actor, (trx) =>
      recordAgreement(trx, { personNo: agreed.personNo, form: 'study', givenBy: 'self', actor }),
    );
    await order('REQ-6', 5, [tube('T-61')]);
    await order('REQ-7', 6, [tube('T-71')], 'Study');
    await order('REQ-8', 7, [tube('T-81')], 'Study');
    const { id } = await open();
    expect((await scan(id, 'T-61')).discrepancies).toMatchObject([{ kind: 'opted-out' }]);
    expect((await scan(id, 'T-71')).outcome).toBe('received');
    expect((await scan(id, 'T-81')).discrepancies).toMatchObject([{ kind: 'no-consent' }]);
    const proof = await consentProofs(app, (await find('T-61')).specimenNo);
    expect(proof).toMatchObject([{ open: false, because: 'opted-out', stage: 'reception' }]);
    await bank.database.withActor(actor, (trx) => recordOptIn(trx, out.personNo, actor, { scope: 'material' }));
    const waiting = await listDiscrepancies(bank.deps, reading, { undecided: true });
    expect(waiting.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['opted-out', 'no-consent']));
  });
});

test('a kit is made, sent, filled at one visit, and its tubes are known by their barcodes', async () => {
  const tubes = [
    { type: 'whole-blood', container: 'edta-tube', amount: 9000 },
    { type: 'urine', amount: 5000 },
  ] as const;
  const kits = await makeKits(bank.deps, scope, {
    collection: 'General',
    kind: 'baseline',
    tubes,
    count: 2,
    expiresOn: '2026-12-31',
  });
  const [kit, old] = kits as [(typeof kits)[0], (typeof kits)[0]];
  expect(await sendKit(bank.deps, scope, kit.code, { to: 'Ward 7' })).toMatchObject({
    state: 'sent',
    sentTo: 'Ward 7',
  });
  const visit = { person: bank.people[8]!.id, visit: 'month 6', at: new Date('2026-06-01T08:00:00Z') };
  const made = await recordVisit(bank.deps, scope, { kit: kit.code, ...visit });
  expect(made).toMatchObject({
    visit: 'month 6',
    requisition: kit.code,
    lines: [{ barcode: `${kit.code}-1` }, { type: 'urine' }],
  });
  await expect(recordVisit(bank.deps, scope, { kit: kit.code, ...visit })).rejects.toMatchObject({
    code: 'IDUN_KIT_STATE',
  });
  const late = recordVisit(bank.deps, scope, { kit: old.code, ...visit, at: new Date('2027-01-02') });
  await expect(late).rejects.toMatchObject({ code: 'IDUN_KIT_STATE' });
  const { id } = await open();
  expect((await scan(id, `${kit.code}-2`)).outcome).toBe('received');
  expect(await find(`${kit.code}-2`)).toMatchObject({ type: 'urine', collectedAt: visit.at });
  await scan(id, `${kit.code}-1`);
  expect(await listKits(bank.deps, scope, { state: 'received' })).toMatchObject([
    { code: kit.code, came: 2, visit: visit.visit },
  ]);
  const print = { kits: [old.code], layout: 'cryotube', format: 'zpl' } as const;
  const printed = async (of: 'boxes' | 'tubes') =>
    String((await makeKitLabels(bank.deps, scope, { ...print, of })).body).split('^XA').length - 1;
  expect([await printed('boxes'), await printed('tubes')]).toEqual([1, 2]);
  const reason = 'came back empty';
  expect(await expireKit(bank.deps, scope, old.code, { reason })).toMatchObject({ state: 'expired', came: 0 });
  await expect(expireKit(bank.deps, scope, kit.code, { reason })).rejects.toMatchObject({ code: 'IDUN_KIT_STATE' });
});

test('another biobank sees and receives none of it', async () => {
  const foreign = await bank.scope('biobank.specimens.receive', 'biobank-staff', bank.other);
  const stranger = await bank.scope('biobank.reception.read', 'biobank-staff', bank.other);
  await order('REQ-9', 9, [tube('T-91')]);
  const own = await open();
  await expect(scanTube(bank.deps, foreign, own.id, { code: 'T-91' })).rejects.toMatchObject({ status: 404 });
  expect(await listOrders(bank.deps, stranger)).toEqual([]);
  expect(await listDiscrepancies(bank.deps, stranger)).toEqual([]);
  expect(await listReceptions(bank.deps, stranger)).toEqual([]);
  await expect(showReception(bank.deps, stranger, own.id)).rejects.toMatchObject({ status: 404 });
  expect((await readFlow(bank.deps, stranger, 1)).every(({ came }) => came === 0)).toBe(true);
  const there = await openReception(bank.deps, foreign, {});
  expect((await scanTube(bank.deps, foreign, there.id, { code: 'T-91' })).outcome).toBe('discrepancy');
});

test('a rack file is read whatever its columns and separators; two tubes at one position are refused', () => {
  const expected = [
    { rack: 'R1', position: 'A1', code: '111' },
    { rack: 'R1', position: 'H12', code: null },
  ];
  expect(readRackScan('R1,A01,111\nR1,B01,NO TUBE\nR1,H12,NO READ\n')).toEqual(expected);
  expect(readRackScan('TubePos;TubeCode;RackID\r\nA1;111;R1\r\nH12;No Read;R1')).toEqual(expected);
  expect(readRackScan('Rack ID: R1\nA1\t111\nH12\tNOREAD')).toEqual(expected);
  for (const one of ['R1,A1,T-1', 'A1,T-1,R1'])
    expect(readRackScan(one)).toEqual([{ rack: 'R1', position: 'A1', code: 'T-1' }]);
  expect(() => readRackScan('A1,1\nA01,2')).toThrow(/there twice/);
  expect(() => readRackScan('A1,1\nA2,1')).toThrow(/same code/);
  expect(() => readRackScan('nothing')).toThrow(/no position/);
});

test('what reception wrote replays to what is stored', async () => {
  const report = await replayBiobank(bank.deps, await bank.scope('biobank.specimens.read'), bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
  expect(report.events).toBeGreaterThan(12);
});
