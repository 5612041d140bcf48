import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import {
  createPeople,
  createPerson,
  findOrCreateProvisional,
  findRelations,
  openCprKeys,
  parseCpr,
  passesModulus11,
  peopleMigrations,
  readCpr,
  recordCprs,
  recordRelations,
  resolvePerson,
} from './index.ts';

let db: DatabaseHandle;
const dataDir = mkdtempSync(join(tmpdir(), 'idun-people-'));
const keys = openCprKeys(dataDir);
beforeAll(async () => {
  db = await openTestDatabase(peopleMigrations);
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

test('numbers are dense from 0 in the order given, ids are random', async () => {
  const people = await createPeople(
    db.app,
    Array.from({ length: 500 }, (_, i) => ({
      sex: 'female' as const,
      identifiers: [{ namespace: 'mpi', value: `m${i}` }],
    })),
  );
  expect(people.map((person) => person.personNo)).toEqual(people.map((_, i) => i));
  expect(new Set(people.map((person) => person.id)).size).toBe(500);
  expect(await resolvePerson(db.app, 'mpi:m7')).toEqual(people[7]);
});

test('a person is found by id, by namespaced and by unambiguous identifier, and the text is not repeated in a refusal', async () => {
  const a = await createPerson(db.app, { identifiers: [{ namespace: 'dataset:A', value: 'NA12878' }] });
  const b = await createPerson(db.app, {
    identifiers: [
      { namespace: 'dataset:B', value: 'NA12878' },
      { namespace: 'dataset:B', value: 'only-b' },
    ],
  });
  expect((await resolvePerson(db.app, a.id)).personNo).toBe(a.personNo);
  expect((await resolvePerson(db.app, 'dataset:A:NA12878')).personNo).toBe(a.personNo);
  expect((await resolvePerson(db.app, 'only-b')).personNo).toBe(b.personNo);
  await expect(resolvePerson(db.app, 'NA12878')).rejects.toMatchObject({ code: 'IDUN_PERSON_AMBIGUOUS' });
  const refusal = resolvePerson(db.app, 'secret name');
  await expect(refusal).rejects.toMatchObject({ code: 'IDUN_PERSON_UNKNOWN', status: 404 });
  await expect(refusal).rejects.not.toThrow(/secret name/);
});

test('an identifier belongs to one person', async () => {
  const taken = createPerson(db.app, { identifiers: [{ namespace: 'mpi', value: 'm1' }] });
  await expect(taken).rejects.toMatchObject({ code: 'IDUN_PERSON_IDENTIFIER_TAKEN' });
});

test('a sample nobody knows gets a provisional person, the same one the next time', async () => {
  const samples = [{ value: 'S1', sex: 'male' as const }, { value: 'S2' }];
  const first = await findOrCreateProvisional(db.app, 'dataset:P', samples);
  const second = await findOrCreateProvisional(db.app, 'dataset:P', [...samples, { value: 'S3' }]);
  expect(first.get('S1')).toMatchObject({ provisional: true, sex: 'male' });
  expect(second.get('S1')!.personNo).toBe(first.get('S1')!.personNo);
  expect(second.size).toBe(3);
});

test('parents are kept', async () => {
  const [child, mother, father] = await createPeople(db.app, [{}, {}, {}]);
  await recordRelations(db.app, [
    { personNo: child!.personNo, relation: 'mother', relativeNo: mother!.personNo },
    { personNo: child!.personNo, relation: 'father', relativeNo: father!.personNo },
  ]);
  expect((await findRelations(db.app, [child!.personNo])).map((r) => r.relation)).toEqual(['father', 'mother']);
});

test('a civil registration number is stored encrypted, found by its keyed hash, and bound to its person', async () => {
  const cpr = parseCpr('010190-1234');
  const [person, other] = await createPeople(db.app, [{}, {}]);
  await recordCprs(db.app, keys, [{ personNo: person!.personNo, cpr }]);
  expect(await readCpr(db.app, keys, person!.personNo)).toBe('0101901234');
  expect((await resolvePerson(db.app, '0101901234', keys)).personNo).toBe(person!.personNo);
  const { rows } = await sql<{ row: string }>`select c::text as row from trust.people_cpr c`.execute(db.app);
  expect(rows[0]!.row).not.toContain(Buffer.from('0101901234').toString('hex'));
  await sql`insert into trust.people_cpr (person_no, cpr_encrypted, cpr_lookup, generation)
    select ${other!.personNo}::int, cpr_encrypted, sha256('x'), generation from trust.people_cpr`.execute(db.app);
  await expect(readCpr(db.app, keys, other!.personNo)).rejects.toThrow();
});

test('a number that fails modulus 11 is accepted; one that is no date is refused without repeating it', () => {
  expect(passesModulus11(parseCpr('0707610000'))).toBe(false);
  expect(passesModulus11(parseCpr('070761-4285'))).toBe(true);
  expect(() => parseCpr('991361-4285')).toThrowError(/date/);
  expect(() => parseCpr('991361-4285')).not.toThrowError(/991361/);
});
