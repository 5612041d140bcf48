import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import {
  changeCpr,
  createPeople,
  findManyByCpr,
  listNumbers,
  openCprKeys,
  type Person,
  parseCpr,
  peopleMigrations,
  readAddress,
  readCpr,
  recordAddress,
  recordCprs,
  recordProtection,
  rotatePeopleKeys,
} from './index.ts';

const actor: ActorRef = { kind: 'operator', id: 'test' };
const dataDir = mkdtempSync(join(tmpdir(), 'idun-rotate-'));
const keys = openCprKeys(dataDir);
let db: DatabaseHandle;
let people: Person[];
const count = 300;
const cprOf = (i: number) => parseCpr(`0101${String(10 + (i % 80))}${String(1000 + i)}`);
const all = Array.from({ length: count }, (_, i) => cprOf(i));

beforeAll(async () => {
  db = await openTestDatabase(peopleMigrations);
  people = await createPeople(
    db.app,
    all.map(() => ({})),
  );
  await recordCprs(
    db.app,
    keys,
    people.map(({ personNo }, i) => ({ personNo, cpr: cprOf(i) })),
  );
  await recordAddress(db.app, keys, people[0]!.personNo, { address: 'Prøvevej 1', municipality: '0101' });
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

const numbers = () => people.map(({ personNo }) => personNo);
async function generations(): Promise<number[]> {
  const { rows } = await sql<{ g: number }>`select distinct generation as g from trust.people_cpr order by 1`.execute(
    db.app,
  );
  return rows.map(({ g }) => g);
}

test('many numbers are found in one go, in their order, and nobody is found for a number nobody has', async () => {
  const asked = [...all].reverse();
  const found = await findManyByCpr(db.app, keys, [parseCpr('311299-9999'), ...asked]);
  expect([...found]).toEqual([-1, ...numbers().reverse()]);
});

test('a rotation that stops half way leaves everything readable, findable and writable, and the next call finishes it', async () => {
  const stop = new AbortController();
  const stopping = rotatePeopleKeys(db, keys, {
    batch: 50,
    signal: stop.signal,
    progress: { step() {}, advance: (n: number) => n > 0 && stop.abort(new Error('stopped')), done() {} } as never,
  });
  await expect(stopping).rejects.toThrow('stopped');
  expect(await generations()).toEqual([0, 1]);
  expect([...(await findManyByCpr(db.app, keys, all))]).toEqual(numbers());
  expect(await readCpr(db.app, keys, people[count - 1]!.personNo)).toBe(cprOf(count - 1));
  const [newcomer] = await createPeople(db.app, [{}]);
  const taken = db.withActor(actor, (trx) =>
    recordCprs(trx, keys, [{ personNo: newcomer!.personNo, cpr: cprOf(count - 1) }]),
  );
  await expect(taken).rejects.toMatchObject({ code: 'IDUN_PERSON_CPR_TAKEN' });
  await db.withActor(actor, (trx) =>
    recordCprs(trx, keys, [{ personNo: people[count - 1]!.personNo, cpr: cprOf(count - 1) }]),
  );
  expect(await listNumbers(db.app, people[count - 1]!.personNo)).toMatchObject([{ endedAt: null }]);

  const before = await sql<{ e: string }>`select encode(cpr_encrypted, 'hex') as e from trust.people_cpr`.execute(
    db.app,
  );
  const answer = await rotatePeopleKeys(db, keys, { batch: 50 });
  expect(answer).toMatchObject({ generation: 1, resumed: true, hashesWaiting: 0 });
  expect(await generations()).toEqual([1]);
  expect(before.rows).toHaveLength(count);
  expect([...(await findManyByCpr(db.app, keys, all))]).toEqual(numbers());
  expect(await readAddress(db.app, keys, people[0]!.personNo)).toBe('Prøvevej 1');
  const { rows } = await sql<{ generation: number }>`select generation from trust.people_keys`.execute(db.app);
  expect(rows).toEqual([{ generation: 1 }]);
  expect(await rotatePeopleKeys(db, keys)).toMatchObject({ generation: 2, resumed: false, numbers: count });
});

test('another number: the old one still finds the person, the new one is read, and neither can be another’s', async () => {
  const [first, second] = people as [Person, Person];
  const fresh = parseCpr('020290-2222');
  await db.withActor(actor, (trx) => changeCpr(trx, keys, first.personNo, { cpr: fresh }, actor));
  expect([...(await findManyByCpr(db.app, keys, [fresh, cprOf(0)]))]).toEqual([first.personNo, first.personNo]);
  expect(await readCpr(db.app, keys, first.personNo)).toBe(fresh);
  const taken = db.withActor(actor, (trx) => changeCpr(trx, keys, second.personNo, { cpr: cprOf(0) }, actor));
  await expect(taken).rejects.toMatchObject({ code: 'IDUN_PERSON_CPR_TAKEN' });
  const local = parseCpr('0101903AB4');
  await db.withActor(actor, async (trx) => {
    await changeCpr(trx, keys, first.personNo, { cpr: local, issuer: 'hospital a' }, actor);
    await changeCpr(trx, keys, second.personNo, { cpr: local, issuer: 'hospital b' }, actor);
  });
  expect([...(await findManyByCpr(db.app, keys, [local], 'hospital b'))]).toEqual([second.personNo]);
});

test('protection takes the address away for good, and none is kept while it lasts', async () => {
  const { personNo } = people[0]!;
  await db.withActor(actor, (trx) => recordProtection(trx, personNo, { on: true }, actor));
  await recordAddress(db.app, keys, personNo, { address: 'Prøvevej 2', municipality: null });
  expect(await readAddress(db.app, keys, personNo)).toBeNull();
  const { rows } = await sql`select from trust.person_addresses where person_no = ${personNo}`.execute(db.app);
  expect(rows).toHaveLength(0);
});
