import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContainers, moveContainer, retireContainer } from '../containers/build.ts';
import { showContainer } from '../containers/show.ts';
import { createType } from '../containers/types.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';
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
const code = (work: Promise<unknown>) => work.then(() => 'done').catch((error: { code?: string }) => error.code);

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
  });
});
