import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleSpecimen, replayBiobank } from '../../specimens/index.ts';
import { adoptPlaces } from '../adopt.ts';
import { createContainers } from '../containers/build.ts';
import { showContainer } from '../containers/show.ts';
import { comparePlaces } from '../positions/compare-places.ts';
import { findSpecimen, placeSpecimens, takeOutSpecimens } from '../positions/place.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';
import { checkRacks, decideRackCheck, listRackChecks } from './check.ts';

let at: TestStorage;
beforeAll(async () => {
  at = await openTestStorage();
});
afterAll(() => at.close());

const code = (work: Promise<unknown>) => work.then(() => 'done').catch((error: { code?: string }) => error.code);
const where = async (one: string) => (await findSpecimen(at.deps, at.see, one)).place?.text ?? null;
const check = async (file: string) => (await checkRacks(at.deps, at.place, { file }))[0]!;
const put = (container: string, places: Record<string, string>) =>
  placeSpecimens(at.deps, at.place, {
    items: Object.entries(places).map(([position, one]) => ({ code: one, container, position })),
  });

async function expectWhole(): Promise<void> {
  expect(await comparePlaces(at.deps, at.see, at.bank)).toMatchObject({ different: [], miscounted: [] });
  expect(await replayBiobank(at.deps, at.operator, at.bank)).toMatchObject({ different: [], broken: [] });
}

describe('a rack that is scanned whole', () => {
  test('shows what is right, missing, misplaced, unplaced, gone, unknown and unreadable; a decision makes the book so', async () => {
    await at.register('ABCDEFGHI'.split('').map((letter) => ({ barcode: `T-${letter}` })));
    await put('R1', { A1: 'T-A', A2: 'T-B', A3: 'T-C', A4: 'T-D' });
    await put('R2', { A1: 'T-E', A2: 'T-F' });
    const lab = await at.scope('biobank.specimens.process');
    await handleSpecimen(at.deps, lab, 'T-H', { act: 'dispose' });
    await handleSpecimen(at.deps, lab, 'T-I', { act: 'lose' });
    // B and C have changed places, D is not there, E came from R2, G stood nowhere, H is disposed of, I was lost.
    const file = ['R1;A1;T-A', 'R1;A2;T-C', 'R1;A3;T-B', 'R1;A5;T-E', 'R1;A6;T-G', 'R1;A7;T-H', 'R1;A8;T-I'];
    const found = await check([...file, 'R1;A9;WHO', 'R1;B1;NO READ', 'R1;B2;NO TUBE'].join('\n'));
    expect(found).toMatchObject({ state: 'open', right: 1, container: { barcode: 'R1' } });
    expect(found.lines.map(({ kind, code: of, found: place }) => [kind, of, place])).toEqual([
      ['misplaced', 'T-C', 'A2'],
      ['misplaced', 'T-B', 'A3'],
      ['misplaced', 'T-E', 'A5'],
      ['unplaced', 'T-G', 'A6'],
      ['gone', 'T-H', 'A7'],
      ['gone', 'T-I', 'A8'],
      ['unknown', 'WHO', 'A9'],
      ['unreadable', null, 'B1'],
      ['missing', 'T-D', null],
    ]);
    // Nothing has changed by looking.
    expect(await where('T-B')).toMatch(/Rack 1 › A2$/);
    const decided = await decideRackCheck(at.deps, at.place, found.id, { missing: 'lose', found: 'place', note: 'ok' });
    expect(decided).toMatchObject({ state: 'applied', changed: 6, note: 'ok' });
    expect(decided.left).toEqual([
      { code: 'T-H', why: 'left-the-biobank' },
      { code: 'WHO', why: 'unknown' },
      { code: 'B1', why: 'unreadable' },
    ]);
    const now = Object.fromEntries(
      (await showContainer(at.deps, at.see, 'R1')).specimens.map(({ label, barcode }) => [label, barcode]),
    );
    expect(now).toEqual({ A1: 'T-A', A2: 'T-C', A3: 'T-B', A5: 'T-E', A6: 'T-G', A8: 'T-I' });
    expect(await findSpecimen(at.deps, at.see, 'T-D')).toMatchObject({ state: 'lost', place: null });
    expect(await findSpecimen(at.deps, at.see, 'T-I')).toMatchObject({ state: 'available' });
    expect(await code(decideRackCheck(at.deps, at.place, found.id, { missing: 'leave', found: 'leave' }))).toBe(
      'IDUN_RACK_CHECK_DECIDED',
    );
    expect(await check(file.filter((line) => !line.includes('T-H')).join('\n'))).toMatchObject({
      ...{ state: 'applied', right: 6, lines: [] },
    });
    await expectWhole();
  });

  test('what stays asked for, and what is in the way of it, stays', async () => {
    // F stands at R2 A2 by the book; the scan has A there, and A is asked to be left.
    const found = await check('R2,A2,T-A\nR2,A3,T-B');
    expect(found.lines.map(({ kind, code: of }) => [kind, of])).toEqual([
      ['misplaced', 'T-A'],
      ['misplaced', 'T-B'],
      ['missing', 'T-F'],
    ]);
    const choice = { missing: 'leave', found: 'place', leave: ['T-B'] } as const;
    const decided = await decideRackCheck(at.deps, at.place, found.id, choice);
    expect(decided.left.sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual([
      { code: 'T-A', why: 'position-taken' },
      { code: 'T-B', why: 'asked' },
      { code: 'T-F', why: 'asked' },
    ]);
    expect(await where('T-F')).toMatch(/Rack 2 › A2$/);
    const again = await check('R2,A2,T-A');
    await decideRackCheck(at.deps, at.place, again.id, { missing: 'take-out', found: 'place' });
    expect([await where('T-A'), await where('T-F')]).toEqual([expect.stringMatching(/Rack 2 › A2$/), null]);
    expect(await findSpecimen(at.deps, at.see, 'T-F')).toMatchObject({ state: 'available' });
    await expectWhole();
  });

  test('a decision looks again: tubes that have moved since are not moved back', async () => {
    const found = await check('R2;A2;T-A\nR2;A4;T-B');
    await put('R3', { A1: 'T-B' });
    await takeOutSpecimens(at.deps, at.place, { codes: ['T-B'], biobankNo: at.bank.biobankNo });
    await put('R2', { A4: 'T-B' });
    expect(await decideRackCheck(at.deps, at.place, found.id, { missing: 'lose', found: 'place' })).toMatchObject({
      ...{ changed: 0, left: [] },
    });
    expect(await listRackChecks(at.deps, at.see, { state: 'open' })).toEqual([]);
    expect(await code(check('A1;T-B'))).toBe('IDUN_RACK_CHECK_RACK');
    expect(await code(check('R77;A1;T-B'))).toBe('IDUN_CONTAINER_UNKNOWN');
  });
});

test('places that were imported become positions; those that cannot be are named', async () => {
  const place = (rack: string, position: string) => ({ place: { rack, position } }) as object;
  await at.register([
    { barcode: 'M-1', ...place('R4', 'A1') },
    { barcode: 'M-2', ...place('R4', 'H12') },
    { barcode: 'M-3', ...place('R4', 'A1') },
    { barcode: 'M-4', ...place('R4', 'J1') },
    { barcode: 'M-5', ...place('OLD-1', 'A1') },
    { barcode: 'M-6', type: 'ffpe-block', amount: 1, ...place('R4', 'B1') },
  ]);
  const faults = [
    { barcode: 'M-5', rack: 'OLD-1', position: 'A1', fault: 'there is no such rack' },
    { barcode: 'M-3', rack: 'R4', position: 'A1', fault: 'is taken by M-1' },
    { barcode: 'M-4', rack: 'R4', position: 'J1', fault: 'a sbs-96 has no such position' },
    { barcode: 'M-6', rack: 'R4', position: 'B1', fault: 'a sbs-96 takes no paraffin-block' },
  ];
  const tried = await adoptPlaces(at.deps, at.manage, { dryRun: true });
  expect(tried).toMatchObject({ waiting: 6, placed: 0, faultCount: 4, faults });
  expect(await where('M-1')).toBeNull();
  const [shelf] = await createContainers(at.deps, at.manage, { type: 'shelf', name: 'Spare', parent: 'F3' });
  const racks = { parent: shelf!.id, type: 'sbs-96' };
  const done = await adoptPlaces(at.deps, at.manage, { racks });
  expect(done).toMatchObject({ waiting: 6, placed: 3, racksMade: 1, faultCount: 3 });
  expect(await where('M-2')).toMatch(/Rack 4 › H12$/);
  expect(await where('M-5')).toMatch(/Spare › OLD-1 › A1$/);
  expect(await adoptPlaces(at.deps, at.manage, {})).toMatchObject({ waiting: 3, placed: 0 });
  // What was moved in is compared with a physical scan like everything else.
  const [scanned] = await checkRacks(at.deps, at.place, { file: 'OLD-1,A1,M-5\nOLD-1,A2,M-3' });
  expect(scanned).toMatchObject({ right: 1, lines: [{ kind: 'unplaced', code: 'M-3', found: 'A2' }] });
  await expectWhole();
});
