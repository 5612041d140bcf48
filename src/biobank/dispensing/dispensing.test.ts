import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPdfText } from '../../formats/pdf/testing.ts';
import { recordOptIn, recordOptOut } from '../../trust/consent/index.ts';
import type { Act, Scope } from '../../trust/scope/index.ts';
import {
  consentProofs,
  handleSpecimen,
  listSpecimens,
  replayBiobank,
  requireSpecimen,
  type Specimen,
  showSpecimen,
  withConsent,
} from '../specimens/index.ts';
import { openTestBiobank, type TestBiobank } from '../specimens/testing.ts';
import { type Asked, askedFor, chooseFrom, lookAgain } from './choose.ts';
import {
  cancelReservation,
  checkOut,
  type DispensingDeps,
  dispensingMigrations,
  makePackingList,
  makePickList,
  noPositions,
  packShipment,
  putBack,
  type ReturnedRow,
  receiveShipment,
  recordReturnedData,
  recordReturnedResults,
  reserveSpecimens,
  returnTubes,
  sendShipment,
  setAside,
  showReservation,
  showShipment,
} from './index.ts';

let bank: TestBiobank;
let deps: DispensingDeps;
let scopes: Record<'reserve' | 'dispense' | 'read', Scope>;
beforeAll(async () => {
  bank = await openTestBiobank(dispensingMigrations);
  deps = { ...bank.deps, positions: noPositions };
  const of = (act: string) => bank.scope(`biobank.dispensing.${act}` as Act);
  scopes = { reserve: await of('reserve'), dispense: await of('dispense'), read: await of('read') };
});
afterAll(() => bank.close());

const actor = { kind: 'operator', id: 'test' } as const;
const choose = (person: number, out: boolean) =>
  bank.database.withActor(actor, (trx) =>
    (out ? recordOptOut : recordOptIn)(trx, bank.people[person]!.personNo, actor, { scope: 'material' }),
  );
const reserve = (specimens: readonly Specimen[], more: object = {}) =>
  reserveSpecimens(deps, scopes.reserve, { project: 'Heart', specimens: specimens.map(({ id }) => id), ...more });
const state = async ({ id }: Specimen) => (await requireSpecimen(bank.database.app, bank.operator, id)).state;
const scan = (id: string, code: string) => checkOut(deps, scopes.dispense, id, code);
const box = {
  ...{ recipient: 'Laboratory', address: 'A Road 1', responsible: 'Somebody', phone: '+45 12 34 56 78' },
  ...{ byAir: false, temperature: 'dry-ice' as const, dryIceKg: 5 },
};

describe('a reservation', () => {
  test('promises no tube twice, whoever asks at once', async () => {
    const tubes = await bank.register(Array.from({ length: 12 }, () => ({})));
    const asked = Array.from({ length: 8 }, (_, i) => reserve([...tubes.slice(i), ...tubes.slice(0, i)]));
    const outcomes = await Promise.allSettled(asked);
    const promised = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value.reservation.tubes : []));
    expect(promised.map(({ specimen }) => specimen).sort()).toEqual(tubes.map(({ id }) => id).sort());
    for (const one of outcomes) {
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: expect.stringMatching(/EMPTY|STATE|CHANGED/) });
    }
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from biobank.promises where ended_at is null`.execute(bank.database.app);
    expect(rows[0]!.n).toBe(12);
    const second = sql`insert into biobank.promises (reservation_no, specimen_no, biobank_no, state, promised_at)
      select reservation_no + 1000, specimen_no, biobank_no, 'promised', now() from biobank.promises limit 1`;
    await expect(second.execute(bank.database.owner)).rejects.toThrow(/one_promise|foreign key/);
    await expect(reserve(tubes)).rejects.toMatchObject({ code: 'IDUN_RESERVATION_EMPTY', detail: '12 reserved' });
  });

  test('asks only about the nearest candidates of a wish, about all when they are too few, and takes none that has changed', async () => {
    const tubes = await bank.register(Array.from({ length: 6 }, () => ({ type: 'urine' as const, amount: 50 })));
    const request = { wanted: { type: 'urine' as const, count: 4 } };
    const near = (most: number) => {
      const given = { bank: bank.bank, request, positions: noPositions, most };
      return bank.database.withActor(actor, (trx) => askedFor(trx, bank.operator, given));
    };
    const decide = async (asked: Asked, meanwhile: () => Promise<unknown> = async () => undefined) =>
      await withConsent(deps, bank.operator, { asked: asked.tubes, scopes: ['material'] }, async (trx, answers) => {
        await meanwhile();
        return await chooseFrom(trx, noPositions, await lookAgain(trx, asked), answers);
      });
    expect(await decide(await near(3))).toBeNull();
    const all = await decide(await near(5));
    expect(all).toMatchObject({ satisfying: 6, donors: 6, choice: { racks: 0, unplaced: 4 } });
    expect(all!.free).toHaveLength(4);
    const changed = await decide(await near(100), () =>
      handleSpecimen(deps, bank.operator, tubes[0]!.id, { act: 'consume', amount: 10 }),
    );
    expect(changed!.free.map(({ id }) => id)).toEqual(tubes.slice(1, 5).map(({ id }) => id));
  });

  test('leaves out whoever has opted out, with proof for every tube', async () => {
    const [one, out, gone] = (await bank.register([{}, {}, {}])) as [Specimen, Specimen, Specimen];
    await choose(1, true);
    const { reservation, refused } = await reserve([one, out], { specimens: [one.id, out.barcode, 'NONE', gone.id] });
    expect(reservation.tubes.map(({ specimen }) => specimen).sort()).toEqual([one.id, gone.id].sort());
    expect(refused).toEqual([
      { code: out.barcode, specimen: out.id, because: 'opted-out' },
      { code: 'NONE', specimen: null, because: 'unknown-code' },
    ]);
    const proofs = await consentProofs(bank.database.app, out.specimenNo);
    expect(proofs).toMatchObject([{ stage: 'reservation', object: reservation.id, open: false, because: 'opted-out' }]);
    expect((await consentProofs(bank.database.app, one.specimenNo))[0]).toMatchObject({
      open: true,
      askedBy: 'person:acc_biobank-staff',
    });
    await choose(1, false);
    const cancelled = await cancelReservation(deps, scopes.reserve, reservation.id, 'Funding fell through');
    expect(cancelled).toMatchObject({ state: 'cancelled', tubes: [{ state: 'cancelled' }, { state: 'cancelled' }] });
    expect(await state(one)).toBe('available');
    expect((await reserve([one])).reservation.tubes).toHaveLength(1);
  });

  test('of another biobank does not exist', async () => {
    const [tube] = (await bank.register([{}])) as [Specimen];
    const { reservation } = await reserve([tube]);
    const foreign = await bank.scope('biobank.dispensing.dispense', 'biobank-staff', bank.other);
    await expect(checkOut(deps, foreign, reservation.id, tube.id)).rejects.toMatchObject({ status: 404 });
    const reading = await bank.scope('biobank.dispensing.read', 'biobank-staff', bank.other);
    await expect(showReservation(deps, reading, reservation.id)).rejects.toMatchObject({ status: 404 });
    const asking = await bank.scope('biobank.dispensing.reserve', 'biobank-staff', bank.other);
    await expect(reserveSpecimens(deps, asking, { project: 'X', specimens: [tube.id] })).rejects.toMatchObject({
      code: 'IDUN_RESERVATION_EMPTY',
    });
  });
});

describe('from the pick list to what is left', () => {
  test('every tube is scanned out, sent, received one to one and comes back', async () => {
    const tubes = await bank.register(Array.from({ length: 5 }, (_, i) => ({ barcode: `D-${i}`, amount: 300 })));
    const [a, b, c, d, other] = tubes as [Specimen, Specimen, Specimen, Specimen, Specimen];
    const { reservation } = await reserve([a, b, c, d]);
    const { id } = reservation;
    // A citizen opts out between the reservation and the walk to the freezer, another one after it.
    await choose(1, true);
    const list = await makePickList(deps, scopes.dispense, id);
    expect(list.lines.map(({ barcode }) => barcode)).toEqual(['D-0', 'D-2', 'D-3']);
    expect(list.withdrawn).toEqual([{ code: 'D-1', specimen: b.id, because: 'opted-out' }]);
    expect(await state(b)).toBe('available');
    expect(await scan(id, 'D-0')).toMatchObject({ outcome: 'picked', left: 2 });
    const twice = await Promise.all([scan(id, 'D-2'), scan(id, 'D-2'), scan(id, 'D-2')]);
    expect(twice.map(({ outcome }) => outcome).sort()).toEqual(['again', 'again', 'picked']);
    const back = (code: string) => putBack(deps, scopes.dispense, id, code);
    expect(await back('D-2')).toMatchObject({ outcome: 'put-back', left: 2 });
    expect(await back('D-2')).toMatchObject({ outcome: 'not-picked', left: 2 });
    expect(await back('NONE')).toMatchObject({ outcome: 'unknown' });
    expect(await state(c)).toBe('reserved');
    expect(await scan(id, 'D-2')).toMatchObject({ outcome: 'picked', left: 1 });
    expect(await scan(id, other.barcode)).toMatchObject({ outcome: 'not-promised' });
    expect(await scan(id, 'NONE')).toMatchObject({ outcome: 'unknown', specimen: null });
    await choose(3, true);
    expect(await scan(id, 'D-3')).toMatchObject({ outcome: 'withdrawn', left: 0 });
    expect(await consentProofs(bank.database.app, d.specimenNo)).toMatchObject([
      { stage: 'dispensing', open: false, because: 'opted-out' },
      { stage: 'dispensing', open: true },
      { stage: 'reservation', open: true },
    ]);

    const unsafe = packShipment(deps, scopes.dispense, id, { ...box, dryIceKg: null, phone: 'none' });
    await expect(unsafe).rejects.toMatchObject({
      code: 'IDUN_SHIPMENT_PACKING',
      extra: { rules: expect.arrayContaining(['IATA packing instruction 954']) },
    });
    const { shipment } = await packShipment(deps, scopes.dispense, id, box);
    expect(shipment.tubes.map(({ barcode }) => barcode)).toEqual(['D-0', 'D-2']);
    const paper = readPdfText(await makePackingList(shipment, 'da')).replaceAll(/\s+/g, ' ');
    for (const words of [shipment.id, 'UN 3373', '5 kg net', box.responsible, box.phone, box.address, 'D-0', 'D-2'])
      expect(paper).toContain(words);
    // Who stayed, and whose tube it is, are on no list.
    for (const hidden of ['D-1', 'D-3', 'per_']) expect(paper).not.toContain(hidden);
    // After packing, before the carrier comes: the box must be opened.
    await choose(0, true);
    const stopped = await sendShipment(deps, scopes.dispense, shipment.id);
    expect(stopped).toMatchObject({ shipment: { state: 'packed' }, withdrawn: [{ code: 'D-0' }] });
    expect((await sendShipment(deps, scopes.dispense, shipment.id)).shipment).toMatchObject({
      state: 'sent',
      tubes: [{ barcode: 'D-2', state: 'sent' }],
    });
    expect([await state(a), await state(c)]).toEqual(['available', 'shipped']);

    const receipt = await receiveShipment(deps, scopes.dispense, shipment.id, [
      { code: 'D-2', condition: 'good' },
      { code: 'D-9' },
    ]);
    expect(receipt).toMatchObject({ missing: [], extra: ['D-9'], shipment: { state: 'received' } });
    await expect(receiveShipment(deps, scopes.dispense, shipment.id, [])).rejects.toMatchObject({
      code: 'IDUN_SHIPMENT_STATE',
    });
    await recordReturnedData(deps, scopes.dispense, id, {
      name: 'counts.tsv',
      kind: 'proteomics',
      sha256: 'a'.repeat(64),
    });
    const more = returnTubes(deps, scopes.dispense, id, [{ code: 'D-2', amount: 301 }]);
    await expect(more).rejects.toMatchObject({ code: 'IDUN_SPECIMEN_NOT_ENOUGH' });
    await returnTubes(deps, scopes.dispense, id, [{ code: 'D-2', amount: 120 }]);
    expect(await requireSpecimen(bank.database.app, bank.operator, 'D-2')).toMatchObject({
      amount: 120,
      thaws: 1,
      state: 'available',
    });
    expect(await showReservation(deps, scopes.read, id)).toMatchObject({ state: 'closed', shipments: [shipment.id] });
    for (const person of [0, 1, 3]) await choose(person, false);
  });

  test('what a project found is kept by tube, all or none, and searched like what the laboratory found; what is left comes back', async () => {
    const tubes = (await bank.register([{ amount: 300 }, { amount: 300 }, { amount: 300 }, {}])) as Specimen[];
    const [a, b, c, other] = tubes as [Specimen, Specimen, Specimen, Specimen];
    const { id } = (await reserve([a, b, c])).reservation;
    for (const { barcode } of [a, b, c]) await scan(id, barcode);
    const { shipment } = await packShipment(deps, scopes.dispense, id, box);
    await sendShipment(deps, scopes.dispense, shipment.id);
    await receiveShipment(deps, scopes.dispense, shipment.id, [{ code: a.barcode }, { code: b.id }]);
    const row = (line: number, tube: string, variable: string, value: string, unit = '') => ({
      ...{ line, tube, variable, value, unit },
    });
    const hand = (rows: ReturnedRow[], name = 'results.csv') =>
      recordReturnedResults(deps, scopes.dispense, id, { name, sha256: 'b'.repeat(64), rows });
    const faulty = hand([
      row(2, a.barcode, 'glucose_mmol_l', '5.1', 'mmol/l'),
      row(3, other.barcode, 'il6', '1.2', 'pg/ml'),
      row(4, c.barcode, 'il6', '1.2', 'pg/ml'),
      row(5, a.id, 'glucose_mmol_l', '5.1', 'mmol/l'),
      row(6, a.barcode, 'IL-6', '1.2', 'pg/ml'),
      row(7, a.barcode, 'din', '11'),
      row(8, a.barcode, 'lactate_mmol_l', '1.1', 'mg/dl'),
    ]);
    await expect(faulty).rejects.toMatchObject({
      code: 'IDUN_RETURNED_DATA',
      extra: {
        total: 6,
        rows: [
          ...[
            { line: 3, column: 'tube', code: 'not-yours' },
            { line: 4, code: 'not-received' },
          ],
          ...[
            { line: 5, code: 'twice' },
            { line: 6, code: 'no-variable' },
            { line: 7, code: 'bad-value' },
          ],
          { line: 8, column: 'unit', code: 'bad-unit' },
        ],
      },
    });
    const good = [
      row(2, a.barcode, 'glucose_mmol_l', '5.1', 'mmol/l'),
      { ...row(3, a.barcode, 'il6', '1.25', 'pg/ml'), method: 'Olink' },
      row(4, b.barcode, 'il6', 'below detection'),
    ];
    expect(await hand(good)).toMatchObject({ tubes: 2, values: 3, runs: [expect.any(String), expect.any(String)] });
    await expect(hand(good)).rejects.toMatchObject({ code: 'IDUN_RETURNED_DATA_TWICE' });
    const reading = await bank.scope('biobank.specimens.read');
    const found = async (measured: string[]) =>
      (await listSpecimens(deps, reading, { measured })).items.map(({ id: specimen }) => specimen);
    expect(await found(['il6>1', 'glucose_mmol_l<6'])).toEqual([a.id]);
    expect((await found(['il6'])).sort()).toEqual([a.id, b.id].sort());
    expect((await showSpecimen(deps, reading, a.id)).results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ measure: 'il6', value: 1.25, unit: 'pg/ml', method: 'Olink', givenBackBy: 'Heart' }),
      ]),
    );

    const strange = returnTubes(deps, scopes.dispense, id, [{ code: other.barcode, amount: 1 }]);
    await expect(strange).rejects.toMatchObject({ code: 'IDUN_RESERVATION_TUBE', extra: { codes: [other.barcode] } });
    const back = await returnTubes(deps, scopes.dispense, id, [
      { code: a.barcode, amount: 200, thaws: 2, condition: 'thawed' },
      { code: b.barcode, amount: 0 },
      { code: c.barcode, amount: 300 },
    ]);
    expect(back.map(({ state }) => state).sort()).toEqual(['returned', 'returned', 'used-up']);
    expect([await state(a), await state(b), await state(c)]).toEqual(['held', 'depleted', 'available']);
    const { custody, ...kept } = await showSpecimen(deps, reading, a.id);
    expect(kept).toMatchObject({ amount: 200, thaws: 2, condition: 'thawed' });
    expect(custody.at(-1)).toMatchObject({
      act: 'return',
      amountChange: -100,
      thawsChange: 2,
      facts: { reservation: id },
    });
    // What comes after the tubes are back is theirs all the same.
    expect(await hand([row(2, b.barcode, 'crp_mg_l', '3', 'mg/l')], 'more.csv')).toMatchObject({ tubes: 1 });
  });

  test('a tube that is not there is lost, a damaged one is held apart; neither is promised any more', async () => {
    const [gone, broken, good] = (await bank.register([{}, {}, {}])) as [Specimen, Specimen, Specimen];
    const { id } = (await reserve([gone, broken, good])).reservation;
    const aside = (code: string, why: 'missing' | 'damaged') => setAside(deps, scopes.dispense, id, { code, why });
    expect(await aside(gone.barcode, 'missing')).toMatchObject({ outcome: 'set-aside', left: 2 });
    expect(await aside(gone.barcode, 'missing')).toMatchObject({ outcome: 'not-promised', left: 2 });
    await scan(id, broken.barcode);
    expect(await aside(broken.barcode, 'damaged')).toMatchObject({ outcome: 'set-aside', left: 1 });
    expect(await aside('NONE', 'damaged')).toMatchObject({ outcome: 'unknown' });
    expect([await state(gone), await state(broken), await state(good)]).toEqual(['lost', 'held', 'reserved']);
    expect((await makePickList(deps, scopes.dispense, id)).lines.map(({ specimen }) => specimen)).toEqual([good.id]);
    await cancelReservation(deps, scopes.reserve, id, 'the test is over');
  });

  test('what is missing in the box is lost, and may be promised again only when it is found', async () => {
    const [a, b] = (await bank.register([{}, {}])) as [Specimen, Specimen];
    const { id } = (await reserve([a, b])).reservation;
    for (const { barcode } of [a, b]) await scan(id, barcode);
    const { shipment } = await packShipment(deps, scopes.dispense, id, {
      ...box,
      temperature: 'ambient',
      dryIceKg: null,
    });
    await sendShipment(deps, scopes.dispense, shipment.id);
    const receipt = await receiveShipment(deps, scopes.dispense, shipment.id, [{ code: a.id }]);
    expect(receipt.missing).toEqual([b.barcode]);
    expect(await state(b)).toBe('lost');
    expect((await showShipment(deps, scopes.read, shipment.id)).tubes.map(({ state }) => state).sort()).toEqual([
      'delivered',
      'missing',
    ]);
    await expect(reserve([b])).rejects.toMatchObject({ detail: '1 lost' });
  });
});

test('what dispensing wrote replays to what is stored', async () => {
  const report = await replayBiobank(bank.deps, await bank.scope('biobank.specimens.read'), bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
  expect(report.events).toBeGreaterThan(60);
});
