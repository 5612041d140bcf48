import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replayBiobank } from '../../specimens/index.ts';
import { createContainers, moveContainer, retireContainer } from '../containers/build.ts';
import { showContainer } from '../containers/show.ts';
import { createType } from '../containers/types.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';
import { comparePlaces } from './compare-places.ts';
import { findSpecimen, moveBySlot, placeSpecimens, takeOutSpecimens } from './place.ts';
import { automatedPlaces, storagePositions, storeAt, storeContents } from './port.ts';

let at: TestStorage;
beforeAll(async () => {
  at = await openTestStorage();
});
afterAll(() => at.close());

const tubes = async (n: number, more: object = {}) =>
  (await at.register(Array.from({ length: n }, () => more))).map(({ barcode }) => barcode);
const put = (items: Parameters<typeof placeSpecimens>[2]['items']) => placeSpecimens(at.deps, at.place, { items });
const where = async (code: string) => (await findSpecimen(at.deps, at.see, code)).place?.text ?? null;
const code = (work: Promise<unknown>) => work.then(() => 'done').catch((error: { code?: string }) => error.code);
const build = (given: Parameters<typeof createContainers>[2]) => createContainers(at.deps, at.manage, given);

async function expectWhole(): Promise<void> {
  expect(await comparePlaces(at.deps, at.see, at.bank)).toMatchObject({ different: [], miscounted: [] });
  expect(await replayBiobank(at.deps, at.operator, at.bank)).toMatchObject({ different: [], broken: [] });
}

describe('a specimen in a position', () => {
  test('stands where it was put, is moved, and is found with its way and its history', async () => {
    const [a, b] = await tubes(2);
    const [first, second] = await put([
      { code: a!, container: 'R1', position: 'B7' },
      { code: b!, container: 'R1' },
    ]);
    expect(first).toMatchObject({ from: null, label: 'B7', to: 'Site › Room 1 › Freezer 3 › Shelf 1 › Rack 1 › B7' });
    expect(second).toMatchObject({ label: 'A1' });
    await put([{ code: a!, container: 'R3', position: 'H12' }]);
    const found = await findSpecimen(at.deps, at.see, a!);
    expect(found.place).toMatchObject({ label: 'H12', slot: 96 });
    expect(found.history.map(({ place, until }) => [place.label, until === null])).toEqual([
      ['H12', true],
      ['B7', false],
    ]);
    const rack = await showContainer(at.deps, at.see, 'R3');
    expect(rack).toMatchObject({ occupied: 1, capacity: 96, specimens: [{ barcode: a, label: 'H12' }] });
    const freezer = await showContainer(at.deps, at.see, 'F3', 2);
    expect(freezer).toMatchObject({ occupied: 2, capacity: 4 * 96 + 3 });
    expect(freezer.below.map(({ name, label, occupied }) => [name, label, occupied])).toEqual([
      ['Shelf 1', '1', 1],
      ['Rack 1', '1', 1],
      ['Rack 2', '2', 0],
      ['Shelf 2', '2', 1],
      ['Rack 3', '1', 1],
      ['Rack 4', '2', 0],
      ['Box', '3', 0],
    ]);
    await takeOutSpecimens(at.deps, at.place, { codes: [a!, b!], biobankNo: at.bank.biobankNo });
    expect([await where(a!), await where(b!)]).toEqual([null, null]);
  });

  test('is refused where another stands, where nothing is, where it does not fit and where it is full', async () => {
    const [a, b, c, d] = await tubes(4);
    const [block] = await tubes(1, { type: 'ffpe-block', amount: 1 });
    await put([{ code: a!, container: 'R2', position: 'A1' }]);
    const answers = await Promise.all([
      code(put([{ code: b!, container: 'R2', position: 'A1' }])),
      code(put([{ code: b!, container: 'R2', position: 'J1' }])),
      code(put([{ code: b!, container: 'R2', position: 'A13' }])),
      code(put([{ code: block!, container: 'R2', position: 'A2' }])),
      code(put([{ code: b!, container: 'F3' }])),
      code(put([{ code: b!, container: 'nowhere' }])),
      code(put([{ code: 'nobody', container: 'R2' }])),
      code(put(['x', 'y'].map(() => ({ code: b!, container: 'R2' })))),
    ]);
    expect(answers).toEqual([
      'IDUN_POSITION_TAKEN',
      'IDUN_POSITION_UNKNOWN',
      'IDUN_POSITION_UNKNOWN',
      'IDUN_CONTAINER_TAKES_NOT',
      'IDUN_CONTAINER_TAKES_NOT',
      'IDUN_CONTAINER_UNKNOWN',
      'IDUN_SPECIMEN_UNKNOWN',
      'IDUN_SPECIMEN_PLACED',
    ]);
    // All or none.
    const half = put([
      { code: b!, container: 'R2', position: 'A2' },
      { code: c!, container: 'R2', position: 'A1' },
    ]);
    expect(await code(half)).toBe('IDUN_POSITION_TAKEN');
    expect(await where(b!)).toBeNull();
    // A box that has no positions has a capacity all the same.
    await put([a, b, c].map((one) => ({ code: one!, container: 'B1' })));
    expect(await code(put([{ code: d!, container: 'B1' }]))).toBe('IDUN_CONTAINER_FULL');
    expect(await where(a!)).toBe('Site › Room 1 › Freezer 3 › Shelf 2 › Box');
    await takeOutSpecimens(at.deps, at.place, { codes: [a!, b!, c!], biobankNo: at.bank.biobankNo });
  });

  test('the database itself keeps one occupant and one position, whatever is written', async () => {
    const [a, b] = await at.register([{}, {}]);
    await put([{ code: a!.barcode, container: 'R2', position: 'C1' }]);
    const [r2] = at.racks.slice(1);
    const insert = (specimenNo: number, act: string, slot: number) =>
      sql`select from biobank.record_custody(${at.bank.biobankNo}, 'cus_x', 'test', ${JSON.stringify([
        { n: 0, specimen_no: specimenNo, act, happened_at: new Date(), facts: { at: r2!.id, slot } },
      ])}::jsonb)`.execute(at.database.app);
    const refused = (work: Promise<unknown>) => work.then(() => 'done').catch((e: { code: string }) => e.code);
    expect(await refused(insert(b!.specimenNo, 'store', 25))).toBe('23505');
    expect(await refused(insert(b!.specimenNo, 'store', 97))).toBe('ID012');
    expect(await refused(insert(b!.specimenNo, 'move', 26))).toBe('ID015');
    expect(await refused(insert(a!.specimenNo, 'store', 26))).toBe('ID016');
    expect(
      await refused(
        sql`insert into biobank.stays (specimen_no, biobank_no, container_no, since, moved_in)
      values (1, 1, 1, now(), false)`.execute(at.database.app),
      ),
    ).toBe('42501');
    await takeOutSpecimens(at.deps, at.place, { codes: [a!.barcode], biobankNo: at.bank.biobankNo });
  });

  test('a whole rack is turned around in one act, and moves by position without a label', async () => {
    const codes = await tubes(96);
    await put(codes.map((one) => ({ code: one, container: 'R1' })));
    const turned = codes.map((_, i) => ({ from: labels[i]!, to: labels[95 - i]! }));
    await moveBySlot(at.deps, at.place, { from: 'R1', to: 'R1', slots: turned });
    expect(await where(codes[0]!)).toMatch(/H12$/);
    expect(await where(codes[95]!)).toMatch(/A1$/);
    await moveBySlot(at.deps, at.place, { from: 'R1', to: 'R4' });
    expect(await where(codes[95]!)).toMatch(/Rack 4 › A1$/);
    expect((await showContainer(at.deps, at.see, 'R1')).occupied).toBe(0);
    await expectWhole();
  });

  test('a rack that is moved takes its tubes along, and says so in the custody of each', async () => {
    const [shelf] = (await showContainer(at.deps, at.see, 'F3')).below;
    const moved = await moveContainer(at.deps, at.place, 'R4', { parent: shelf!.id, position: '5' });
    expect(moved).toMatchObject({ label: '5', occupied: 96 });
    const [tube] = (await showContainer(at.deps, at.see, 'R4')).specimens;
    expect(await where(tube!.barcode)).toMatch(/Shelf 1 › Rack 4 › A1$/);
    expect(await code(moveContainer(at.deps, at.place, shelf!.id, { parent: 'R1' }))).toBe('IDUN_CONTAINER_TAKES_NOT');
    expect(await code(moveContainer(at.deps, at.place, 'R1', { parent: shelf!.id, position: '5' }))).toBe(
      'IDUN_POSITION_TAKEN',
    );
    expect(await code(retireContainer(at.deps, at.manage, 'R4'))).toBe('IDUN_CONTAINER_IN_USE');
    await expectWhole();
  });

  test('what leaves the house leaves its position, and a check-out that is undone gets it back', async () => {
    const [one] = await at.register([{}]);
    const { specimenNo, barcode } = one!;
    await put([{ code: barcode, container: 'R3', position: 'D4' }]);
    const within = <T>(work: (trx: Parameters<typeof storagePositions.takeOut>[0]) => Promise<T>) =>
      at.deps.database.withActor(at.place.actor, work);
    const order = await storagePositions.positionsOf(at.database.app, at.see, [specimenNo]);
    expect(order.get(specimenNo)).toEqual({ position: expect.stringMatching(/Rack 3 › D4$/), order: 0 });
    await within((trx) => storagePositions.takeOut(trx, at.place, [specimenNo]));
    await within((trx) => storagePositions.takeOut(trx, at.place, [specimenNo]));
    expect(await where(barcode)).toBeNull();
    await within((trx) => storagePositions.putBack(trx, at.place, [specimenNo]));
    expect(await where(barcode)).toMatch(/D4$/);
    // Another took it meanwhile: nobody is put on top of them.
    await within((trx) => storagePositions.takeOut(trx, at.place, [specimenNo]));
    const [other] = await tubes(1);
    await put([{ code: other!, container: 'R3', position: 'D4' }]);
    await within((trx) => storagePositions.putBack(trx, at.place, [specimenNo]));
    expect(await where(barcode)).toBeNull();
    await expectWhole();
  });
});

test('blocks by requisition and block number, numbers by row or column, and a grid of one’s own', async () => {
  await at.register([{ type: 'ffpe-block', amount: 1, barcode: 'BL-1', requisition: 'P24-0101', block: 'A2' }]);
  const [cabinet] = await build({ type: 'block-cabinet', name: 'Blocks' });
  await build({ type: 'block-drawer', name: 'Drawer 1', barcode: 'D1', parent: cabinet!.id });
  const [placed] = await put([{ code: 'P24-0101 A2', container: 'D1', position: '61' }]);
  expect(placed).toMatchObject({ label: '61', to: 'Blocks › Drawer 1 › 61' });
  const own: Parameters<typeof createType>[2] = {
    ...{ code: 'tray-5x3', name: { da: 'Bakke', en: 'Tray' }, kind: 'rack', footprint: 'box', takes: ['cryotube'] },
    ...{ rows: 5, columns: 3, labels: 'columns', managed: true, automated: false, celsius: null, unusable: [1, 15] },
  };
  expect(await createType(at.deps, at.manage, own)).toMatchObject({ own: true, rows: 5 });
  await build({ type: 'tray-5x3', name: 'Tray', barcode: 'T1' });
  const codes = await tubes(3);
  await put(codes.slice(0, 2).map((one) => ({ code: one, container: 'T1' })));
  const tray = await showContainer(at.deps, at.see, 'T1');
  expect(tray.capacity).toBe(13);
  // Row by row, the first is unusable; written column by column.
  expect(tray.specimens.map(({ slot, label }) => [slot, label])).toEqual([
    [2, '6'],
    [3, '11'],
  ]);
  expect(await code(put([{ code: codes[2]!, container: 'T1', position: '1' }]))).toBe('IDUN_POSITION_UNKNOWN');
  expect(await code(createType(at.deps, at.manage, own))).toBe('IDUN_CONTAINER_TYPE');
});

test('wells of a plate, slides and cards stand in what is made for them, a plate moves with its wells, and nothing else goes in', async () => {
  const [shelf] = (await showContainer(at.deps, at.see, 'F3')).below;
  const [plate] = await build({ type: 'plate-384', name: 'Plate 1', barcode: 'PL384', parent: shelf!.id });
  const wells = await tubes(3, { container: 'plate-well' });
  await put([
    { code: wells[0]!, container: 'PL384', position: 'A1' },
    { code: wells[1]!, container: 'PL384', position: 'P24' },
  ]);
  expect((await showContainer(at.deps, at.see, 'PL384')).specimens.map(({ slot, label }) => [slot, label])).toEqual([
    [1, 'A1'],
    [384, 'P24'],
  ]);
  expect(await code(put([{ code: wells[2]!, container: 'PL384', position: 'P24' }]))).toBe('IDUN_POSITION_TAKEN');
  expect(await code(put([{ code: wells[2]!, container: 'PL384', position: 'Q1' }]))).toBe('IDUN_POSITION_UNKNOWN');
  expect(await code(put([{ code: wells[2]!, container: 'R1', position: 'H1' }]))).toBe('IDUN_CONTAINER_TAKES_NOT');
  const other = (await showContainer(at.deps, at.see, 'F3')).below[1]!;
  await moveContainer(at.deps, at.place, plate!.id, { parent: other.id });
  expect(await where(wells[1]!)).toBe('Site › Room 1 › Freezer 3 › Shelf 2 › Plate 1 › P24');
  const [slide] = await tubes(1, {
    type: 'tissue-slide',
    amount: 1,
    container: 'slide',
    requisition: 'P24-7',
    block: 'S1',
  });
  const [card] = await tubes(1, { type: 'dried-blood-spot', amount: 6, container: 'card' });
  const [slides] = await build({ type: 'slide-cabinet', name: 'Slides' });
  await build({ type: 'slide-drawer', name: 'Tray 1', barcode: 'SD1', parent: slides!.id });
  const [cards] = await build({ type: 'card-cabinet', name: 'Cards' });
  await build({ type: 'card-box', name: 'Week 1', barcode: 'CB1', parent: cards!.id });
  await put([
    { code: 'P24-7 S1', container: 'SD1', position: '1000' },
    { code: card!, container: 'CB1', position: '500' },
  ]);
  expect([await where(slide!), await where(card!)]).toEqual(['Slides › Tray 1 › 1000', 'Cards › Week 1 › 500']);
  expect(await code(put([{ code: card!, container: 'SD1', position: '3' }]))).toBe('IDUN_CONTAINER_TAKES_NOT');
  await expectWhole();
});

test('an automated store has addresses for its robot', async () => {
  const [store] = await build({ type: 'auto-80', name: 'Auto', barcode: 'AUTO' });
  expect(store).toMatchObject({ occupied: 0, capacity: 0, automated: true });
  const [stacker] = await build({ type: 'stacker', name: 'S1', parent: store!.id });
  await build({ type: 'sbs-96', name: 'A{n}', barcode: 'A{n}', count: 2, parent: stacker!.id });
  const [one] = await at.register([{}]);
  const { specimenNo, barcode } = one!;
  const given = { store: store!.id, specimenNo, at: new Date() };
  await at.deps.database.withActor(at.place.actor, (trx) => storeAt(trx, at.place, { ...given, address: 'A2/C3' }));
  const db = at.database.app;
  expect((await automatedPlaces(db, at.see, [specimenNo])).get(specimenNo)).toMatchObject({
    ...{ store: store!.id, address: 'A2/C3' },
  });
  expect(await storeContents(db, at.see, store!.id)).toMatchObject([{ address: 'A2/C3', specimenNo, barcode }]);
  const bad = at.deps.database.withActor(at.place.actor, (trx) =>
    storeAt(trx, at.place, { ...given, address: 'A9/C3' }),
  );
  expect(await code(bad)).toBe('IDUN_POSITION_UNKNOWN');
});

test('another biobank sees nothing of it', async () => {
  const theirs = await at.scope('biobank.storage.read', 'biobank-staff', at.other);
  expect(await code(showContainer(at.deps, theirs, 'R1'))).toBe('IDUN_CONTAINER_UNKNOWN');
  const place = await at.scope('biobank.storage.place', 'biobank-staff', at.other);
  const [tube] = (await showContainer(at.deps, at.see, 'R4')).specimens;
  const moving = placeSpecimens(at.deps, place, { items: [{ code: tube!.barcode, container: 'R1' }] });
  expect(await code(moving)).toBe('IDUN_CONTAINER_UNKNOWN');
});

test('twenty technicians at one rack: every tube has its own position, and none is lost', async () => {
  await build({ type: 'sbs-24', name: 'Busy', barcode: 'BUSY' });
  const codes = await tubes(30);
  const outcomes = await Promise.all(codes.map((one) => code(put([{ code: one, container: 'BUSY' }]))));
  expect(outcomes.filter((one) => one === 'done')).toHaveLength(24);
  expect(outcomes.filter((one) => one === 'IDUN_CONTAINER_FULL')).toHaveLength(6);
  const { specimens } = await showContainer(at.deps, at.see, 'BUSY');
  expect(new Set(specimens.map(({ slot }) => slot)).size).toBe(24);
  // Two want the same position: one gets it, the other is told who has.
  const [a, b] = await tubes(2);
  const both = await Promise.all([a, b].map((one) => code(put([{ code: one!, container: 'R2', position: 'H1' }]))));
  expect(both.sort()).toEqual(['IDUN_POSITION_TAKEN', 'done']);
  await expectWhole();
});

const labels = Array.from({ length: 96 }, (_, i) => `${'ABCDEFGH'[Math.floor(i / 12)]}${(i % 12) + 1}`);
