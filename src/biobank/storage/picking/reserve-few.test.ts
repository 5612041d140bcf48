import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOptOut } from '../../../trust/consent/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import {
  type DispensingDeps,
  dispensingMigrations,
  type ReservationRequest,
  reserveSpecimens,
  tryReservation,
} from '../../dispensing/index.ts';
import { consentProofs, type Specimen } from '../../specimens/index.ts';
import { placeSpecimens, storagePositions } from '../index.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';

let at: TestStorage;
let deps: DispensingDeps;
let asking: Scope;
/** Four equal tubes of each of twelve people, one in each rack; in turn, so that no two people's first tubes are together. */
let tubes: Specimen[][];
const actor = { kind: 'operator', id: 'test' } as const;

beforeAll(async () => {
  at = await openTestStorage(dispensingMigrations);
  deps = { ...at.deps, positions: storagePositions };
  asking = await at.scope('biobank.dispensing.reserve');
  tubes = [];
  for (const { personNo } of at.people) {
    tubes.push(await at.register(Array.from({ length: 4 }, () => ({ amount: 500, person_no: personNo }))));
  }
  const items = tubes.flatMap((own, person) =>
    own.map(({ barcode }, i) => ({ code: barcode, container: `R${((person + i) % 4) + 1}` })),
  );
  await placeSpecimens(at.deps, at.place, { items });
});
afterAll(() => at.close());

const reserve = (request: Omit<ReservationRequest, 'project'>) =>
  reserveSpecimens(deps, asking, { project: 'Heart', ...request });
const free = async (): Promise<number> =>
  (
    await sql<{ n: number }>`select count(*)::int as n from biobank.specimens where state = 'available'`.execute(
      at.database.app,
    )
  ).rows[0]!.n;
const serum = { type: 'serum' as const, least: 500, perDonor: 1 };

test('a wish for one tube of each donor is met from one rack; fewer than wanted only where that was said', async () => {
  expect(await tryReservation(deps, asking, { wanted: { ...serum, count: 12 } })).toEqual({
    ...{ satisfying: 48, donors: 12, refused: [], chosen: 12, racks: 1, stores: 1, unplaced: 0 },
  });
  await at.database.withActor(actor, (trx) => recordOptOut(trx, at.people[3]!.personNo, actor, { scope: 'material' }));
  const short = reserve({ wanted: { ...serum, count: 12 } });
  await expect(short).rejects.toMatchObject({ code: 'IDUN_RESERVATION_SHORT', extra: { found: 11, wanted: 12 } });
  expect(await free()).toBe(48);
  const done = await reserve({ wanted: { ...serum, count: 12 }, orFewer: true });
  expect(done).toMatchObject({ racks: 1, stores: 1 });
  expect(done.refused.map(({ specimen }) => specimen).sort()).toEqual(tubes[3]!.map(({ id }) => id).sort());
  const got = done.reservation.tubes.map(({ specimen }) => specimen);
  expect(got).toHaveLength(11);
  for (const [person, own] of tubes.entries()) {
    expect(own.filter(({ id }) => got.includes(id))).toHaveLength(person === 3 ? 0 : 1);
  }
  // Proof of whoever decided, and of nobody else.
  const proofs = async ({ specimenNo }: Specimen) =>
    (await consentProofs(at.database.app, specimenNo)).map(({ because }) => because);
  expect(await proofs(tubes[3]![0]!)).toEqual(['opted-out']);
  for (const tube of tubes[0]!) expect(await proofs(tube)).toEqual(got.includes(tube.id) ? ['nothing-against'] : []);
});

test('named tubes, or equivalent ones, come from few racks; another donor’s or another amount does not stand for them', async () => {
  const [one] = (await at.register([{ amount: 499, person_no: at.people[0]!.personNo }])) as [Specimen];
  const named = [0, 1, 2, 4].map((person) => tubes[person]![3]!);
  const apart = await tryReservation(deps, asking, { specimens: named.map(({ id }) => id) });
  expect(apart.racks).toBeGreaterThan(1);
  const done = await reserve({
    specimens: [...named, tubes[3]![0]!, one].map(({ barcode }) => barcode).concat('nobody’s'),
    orEquivalent: true,
  });
  expect(done.racks).toBe(1);
  const got = done.reservation.tubes.map(({ specimen }) => specimen);
  expect(got).toHaveLength(5);
  expect(got).toContain(one.id);
  for (const person of [0, 1, 2, 4]) expect(tubes[person]!.filter(({ id }) => got.includes(id))).toHaveLength(1);
  expect(done.refused.map(({ because }) => because).sort()).toEqual(['opted-out', 'unknown-code']);
});

test('whoever chooses or names tubes at once, none is promised twice and none is forgotten', async () => {
  const before = await free();
  const willing = before - tubes[3]!.length;
  const named = tubes.flatMap((own, person) => (person === 3 ? [] : own.map(({ id }) => id)));
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 6 }, () => reserve({ wanted: { type: 'serum', count: 5 }, orFewer: true })),
    ...[0, 1].map((i) => reserve({ specimens: named.slice(i * 8, i * 8 + 12) })),
    reserve({ specimens: named.slice(0, 20), orEquivalent: true }),
  ]);
  const promised = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value.reservation.tubes : []));
  for (const one of outcomes) {
    if (one.status === 'rejected') {
      expect(one.reason.code).toMatch(/^IDUN_(RESERVATION_EMPTY|SPECIMEN_STATE|SPECIMEN_CHANGED)$/);
    }
  }
  expect(new Set(promised.map(({ specimen }) => specimen)).size).toBe(promised.length);
  expect(await free()).toBe(before - promised.length);
  expect(promised.length).toBeGreaterThanOrEqual(Math.min(30, willing));
  const last = await reserve({ wanted: { type: 'serum', count: 1000 }, orFewer: true }).then(
    ({ reservation }) => reservation.tubes.length,
    () => 0,
  );
  expect(last).toBe(willing - promised.length);
});
