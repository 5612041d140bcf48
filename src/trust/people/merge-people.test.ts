import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import {
  addGuardians,
  createPeople,
  findByCpr,
  findByIdentifiers,
  findFamily,
  findGuardians,
  findRelations,
  listHistory,
  mergePeople,
  openCprKeys,
  type Person,
  parseCpr,
  peopleMigrations,
  recordCprs,
  recordRelations,
  recordsAt,
  recordsOf,
  removePeople,
  resolvePerson,
  unmergePeople,
} from './index.ts';

const actor: ActorRef = { kind: 'operator', id: 'test' };
const dataDir = mkdtempSync(join(tmpdir(), 'idun-merge-'));
const keys = openCprKeys(dataDir);
let db: DatabaseHandle;
let people: Person[];
const size = 6;
const cprOf = (i: number) => parseCpr(`010190-${1000 + i}`);

beforeAll(async () => {
  db = await openTestDatabase(peopleMigrations);
  people = await createPeople(
    db.app,
    Array.from({ length: size }, (_, i) => ({ identifiers: [{ namespace: 'mpi', value: `m${i}` }] })),
  );
  await recordCprs(
    db.app,
    keys,
    people.map(({ personNo }, i) => ({ personNo, cpr: cprOf(i) })),
  );
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

const merge = (from: number, into: number) =>
  db.withActor(actor, (trx) =>
    mergePeople(trx, { from: people[from]!.id, into: people[into]!.id, reason: 'same', actor }),
  );
const unmerge = (record: number) =>
  db.withActor(actor, (trx) => unmergePeople(trx, { record: people[record]!.id, reason: 'not the same', actor }));

/** Whom each record stands for, asked in every way there is. */
async function survivors(): Promise<number[]> {
  const named = await findByIdentifiers(
    db.app,
    'mpi',
    people.map((_, i) => `m${i}`),
  );
  return await Promise.all(
    people.map(async ({ id }, i) => {
      const found = (await resolvePerson(db.app, id)).personNo;
      expect((await resolvePerson(db.app, `mpi:m${i}`)).personNo).toBe(found);
      expect(named.get(`m${i}`)!.personNo).toBe(found);
      expect(await findByCpr(db.app, keys, cprOf(i))).toBe(found);
      expect(await recordsOf(db.app, found)).toContain(people[i]!.personNo);
      return people.findIndex(({ personNo }) => personNo === found);
    }),
  );
}

const move = fc.record({
  kind: fc.constantFrom('merge', 'merge', 'unmerge'),
  a: fc.nat({ max: size - 1 }),
  b: fc.nat({ max: size - 1 }),
});

test('whatever is merged and parted, everybody is found as the model says, then and for every past moment; parting all restores all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 10 }), async (moves) => {
      const into = new Map<number, number>();
      const top = (i: number): number => (into.has(i) ? top(into.get(i)!) : i);
      const past: { at: Date; tops: number[] }[] = [];
      const now = async () => (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db.app)).rows[0]!.at;
      for (const { kind, a, b } of moves) {
        const allowed = kind === 'merge' ? a !== b && !into.has(a) && !into.has(b) : into.has(a);
        const done = kind === 'merge' ? merge(a, b) : unmerge(a);
        if (!allowed) await expect(done).rejects.toMatchObject({ code: 'IDUN_PERSON_MERGE' });
        else await done;
        if (allowed && kind === 'merge') into.set(a, b);
        if (allowed && kind === 'unmerge') into.delete(a);
        expect(await survivors()).toEqual(people.map((_, i) => top(i)));
        past.push({ at: new Date((await now()).getTime() + 1), tops: people.map((_, i) => top(i)) });
        await sql`select pg_sleep(0.003)`.execute(db.app);
      }
      for (const { at, tops } of past.slice(-4)) {
        const same = await recordsAt(db.app, people[0]!.personNo, at);
        expect(same).toEqual(people.flatMap(({ personNo }, i) => (tops[i] === tops[0] ? [personNo] : [])));
      }
      for (const record of [...into.keys()]) await unmerge(record);
      expect(await survivors()).toEqual(people.map((_, i) => i));
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('family and guardians follow a merge on both sides', async () => {
  const [child, twin, mother, double, sibling] = await createPeople(db.app, [{}, {}, {}, {}, {}]);
  await recordRelations(db.app, [
    { personNo: twin!.personNo, relation: 'mother', relativeNo: double!.personNo },
    { personNo: sibling!.personNo, relation: 'mother', relativeNo: mother!.personNo },
  ]);
  const custody = { kind: 'custody', validFrom: '2020-01-01' } as const;
  await addGuardians(db.app, [{ childNo: twin!.personNo, guardianNo: double!.personNo, ...custody }], actor);
  await db.withActor(actor, async (trx) => {
    await mergePeople(trx, { from: twin!.id, into: child!.id, reason: 'same', actor });
    await mergePeople(trx, { from: double!.id, into: mother!.id, reason: 'same', actor });
  });
  expect(await findRelations(db.app, [child!.personNo])).toEqual([
    { personNo: child!.personNo, relation: 'mother', relativeNo: mother!.personNo },
  ]);
  expect(await findFamily(db.app, child!.personNo)).toEqual([
    { personNo: mother!.personNo, relation: 'mother' },
    { personNo: sibling!.personNo, relation: 'sibling' },
  ]);
  expect(await findFamily(db.app, mother!.personNo)).toMatchObject([{ relation: 'child' }, { relation: 'child' }]);
  expect(await findGuardians(db.app, child!.personNo, '2021-01-01')).toMatchObject([{ guardianNo: mother!.personNo }]);
  const acts = (await listHistory(db.app, child!.personNo)).map(({ act }) => act);
  expect(acts).toEqual(['took-in', 'merged', 'guardian-added']);
});

test('a person who is removed takes no record along that was merged into them', async () => {
  const [from, into] = await createPeople(db.app, [{}, {}]);
  await db.withActor(actor, (trx) => mergePeople(trx, { from: from!.id, into: into!.id, reason: 'same', actor }));
  expect(await db.owner.transaction().execute((trx) => removePeople(trx, [into!.personNo]))).toBe(1);
  expect((await resolvePerson(db.app, from!.id)).personNo).toBe(from!.personNo);
});
