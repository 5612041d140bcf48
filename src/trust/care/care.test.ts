import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../platform/clock/index.ts';
import { bindDb, type DatabaseHandle, guardDatabase } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { listAccess } from '../audit/index.ts';
import { trustMigrations } from '../migrations/index.ts';
import { ensureOrganisation } from '../organisations/index.ts';
import { createPeople, openCprKeys, type Person } from '../people/index.ts';
import { type Act, assertPerson, mintRequestScope, readAs, type Scope } from '../scope/index.ts';
import { steppedUp, testSession } from '../scope/testing.ts';
import {
  beginRelation,
  type CareDeps,
  endRelation,
  listOpenings,
  listRelations,
  openInEmergency,
  reviewOpening,
} from './index.ts';

let db: DatabaseHandle;
let deps: CareDeps;
let people: Person[];
let departments: number[];
const dataDir = mkdtempSync(join(tmpdir(), 'idun-care-'));
const clock = makeManualClock(new Date('2026-03-01T08:00:00Z'));
const hour = 3600_000;

beforeAll(async () => {
  db = await openTestDatabase(trustMigrations);
  deps = { database: guardDatabase(db), cprKeys: openCprKeys(dataDir), clock };
  people = await createPeople(
    db.app,
    Array.from({ length: 6 }, (_, i) => ({ name: `Person ${i}` })),
  );
  const region = await ensureOrganisation(db.app, { name: 'Region A', kind: 'region' });
  const far = await ensureOrganisation(db.app, { name: 'Region B', kind: 'region' });
  const made = [
    await ensureOrganisation(db.app, { name: 'Ward A1', kind: 'department', partOfNo: region.organisationNo }),
    await ensureOrganisation(db.app, { name: 'Ward A2', kind: 'department', partOfNo: region.organisationNo }),
    await ensureOrganisation(db.app, { name: 'Ward B1', kind: 'department', partOfNo: far.organisationNo }),
    await ensureOrganisation(db.app, { name: 'Network', kind: 'hospital', partOfNo: region.organisationNo }),
  ];
  departments = made.map(({ organisationNo }) => organisationNo);
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

const clinician = (ward: number, accountId = `acc_clinician${ward}`): RequestSession =>
  testSession({ role: 'clinician', organisationNo: departments[ward]!, organisation: `Ward ${ward}`, accountId });
const fresh = (session: RequestSession): RequestSession => ({
  ...steppedUp(session),
  steppedUpUntil: new Date(clock.now().getTime() + hour),
  expiresAt: new Date(clock.now().getTime() + 12 * hour),
});
const mint = (session: RequestSession, act: Act): Promise<Scope> =>
  mintRequestScope(
    db.app,
    { session: { ...session, expiresAt: new Date(clock.now().getTime() + 12 * hour) }, act, minimumCount: 5 },
    { clock },
  );
const reaches = async (session: RequestSession, person: Person): Promise<boolean> => {
  const scope = await mint(session, 'people.read');
  const rows = await sql`select 1 from trust.people where person_no = ${person.personNo}`.execute(
    readAs(deps.database.app, scope, 'people.read', clock),
  );
  let allowed = true;
  try {
    assertPerson(scope, person.personNo, clock);
  } catch {
    allowed = false;
  }
  // The two walls say the same.
  expect(rows.rows.length === 1).toBe(allowed);
  return allowed;
};

describe('a care relation', () => {
  test('opens a patient to one department, until it ends', async () => {
    const [patient, other] = people as [Person, Person];
    expect(await reaches(clinician(0), patient)).toBe(false);
    const until = new Date(clock.now().getTime() + 48 * hour);
    const scope = await mint(clinician(0), 'care.relation.manage');
    const relation = await beginRelation(deps, scope, { person: patient.id, kind: 'referral', until });
    expect(relation).toMatchObject({ person: patient.id, organisation: 'Ward A1', kind: 'referral', until });
    expect(await reaches(clinician(0), patient)).toBe(true);
    expect(await reaches(clinician(0), other)).toBe(false);
    expect(await reaches(clinician(1), patient)).toBe(false);
    expect(await reaches(clinician(2), patient)).toBe(false);
    const again = await beginRelation(deps, scope, { person: patient.id, kind: 'referral', until });
    expect(again.id).toBe(relation.id);
    clock.advance(49 * hour);
    expect(await reaches(clinician(0), patient)).toBe(false);
  });

  test('is ended by its department, and by no other', async () => {
    const patient = people[1]!;
    const manage = await mint(clinician(1), 'care.relation.manage');
    const { id } = await beginRelation(deps, manage, { person: patient.id, kind: 'admission' });
    await expect(
      endRelation(deps, await mint(clinician(0), 'care.relation.manage'), id, 'not ours'),
    ).rejects.toMatchObject({
      code: 'IDUN_CARE_NOT_YOUR_DEPARTMENT',
    });
    expect(await reaches(clinician(1), patient)).toBe(true);
    await endRelation(deps, manage, id, 'discharged to the family doctor');
    expect(await reaches(clinician(1), patient)).toBe(false);
    const listed = await listRelations(deps, await mint(clinician(1), 'care.relation.read'), { all: true });
    expect(listed.filter((one) => one.person === patient.id)).toEqual([]);
    const log = await listAccess(db.app, { subject: patient.id });
    expect(log.map(({ action }) => action)).toEqual(['care.relation.end', 'care.relation.begin']);
  });

  test('of a network is a conference on a patient of its region', async () => {
    const [, , patient, far] = people as [Person, Person, Person, Person];
    await beginRelation(deps, await mint(clinician(0), 'care.relation.manage'), {
      person: patient.id,
      kind: 'admission',
    });
    await beginRelation(deps, await mint(clinician(2), 'care.relation.manage'), { person: far.id, kind: 'admission' });
    const member = testSession({ role: 'network-member', organisationNo: departments[3]! });
    const scope = await mint(member, 'care.relation.manage');
    await expect(beginRelation(deps, scope, { person: patient.id, kind: 'admission' })).rejects.toMatchObject({
      code: 'IDUN_CARE_CONFERENCE_ONLY',
    });
    await expect(beginRelation(deps, scope, { person: far.id, kind: 'conference' })).rejects.toMatchObject({
      status: 404,
    });
    expect(await reaches(member, patient)).toBe(false);
    await beginRelation(deps, scope, { person: patient.id, kind: 'conference' });
    expect(await reaches(member, patient)).toBe(true);
  });

  test('lets whoever treats a patient take the case to a conference elsewhere', async () => {
    const [, , patient, far] = people as [Person, Person, Person, Person];
    const scope = await mint(clinician(0), 'care.relation.manage');
    const conference = { person: patient.id, kind: 'conference' as const, organisation: 'Ward B1' };
    expect(await reaches(clinician(2), patient)).toBe(false);
    await beginRelation(deps, scope, conference);
    expect(await reaches(clinician(2), patient)).toBe(true);
    for (const refused of [
      { ...conference, person: far.id },
      { ...conference, kind: 'admission' as const },
    ]) {
      await expect(beginRelation(deps, scope, refused)).rejects.toMatchObject({
        code: 'IDUN_CARE_NOT_YOUR_DEPARTMENT',
      });
    }
  });

  test('has an end within two years', async () => {
    const scope = await mint(clinician(0), 'care.relation.manage');
    const until = new Date(clock.now().getTime() + 1000 * 24 * hour);
    await expect(beginRelation(deps, scope, { person: people[0]!.id, kind: 'referral', until })).rejects.toMatchObject({
      code: 'IDUN_CARE_PERIOD',
    });
  });
});

describe('an emergency opening', () => {
  test('opens one patient to one person for four hours, and is reviewed by somebody else', async () => {
    const [patient, other] = [people[4]!, people[5]!];
    const doctor = clinician(2, 'acc_doctor');
    await expect(mint(doctor, 'care.break-glass')).rejects.toMatchObject({ code: 'IDUN_ACCESS_STEP_UP' });
    const scope = await mint(fresh(doctor), 'care.break-glass');
    const account = { id: 'acc_doctor', name: 'Doctor' };
    const reason = 'Unconscious, adrenal crisis suspected';
    const opened = await openInEmergency(deps, scope, { person: patient.id, reason, account });
    expect(opened.closesAt.getTime() - clock.now().getTime()).toBe(4 * hour);
    expect(await reaches(doctor, patient)).toBe(true);
    expect(await reaches(doctor, other)).toBe(false);
    expect(await reaches(clinician(2, 'acc_colleague'), patient)).toBe(false);
    const seen = await listAccess(db.app, { subject: patient.id });
    expect(seen[0]).toMatchObject({ action: 'care.emergency.open', actor: 'person:acc_doctor', role: 'clinician' });

    const officer = testSession({ role: 'data-protection-officer', accountId: 'acc_dpo' });
    const review = await mint(officer, 'care.break-glass.review');
    expect(await listOpenings(deps, review, { waiting: true })).toMatchObject([{ id: opened.id, reason }]);
    const own = await mint({ ...officer, accountId: 'acc_doctor' }, 'care.break-glass.review');
    const outcome = { outcome: 'justified' as const, note: 'Admitted the same night' };
    await expect(reviewOpening(deps, own, opened.id, outcome)).rejects.toMatchObject({ code: 'IDUN_CARE_OWN_OPENING' });
    expect(await reviewOpening(deps, review, opened.id, outcome)).toMatchObject({ outcome: 'justified' });
    await expect(reviewOpening(deps, review, opened.id, outcome)).rejects.toMatchObject({ code: 'IDUN_CARE_REVIEWED' });
    expect(await listOpenings(deps, review, { waiting: true })).toEqual([]);

    clock.advance(4 * hour);
    expect(await reaches(doctor, patient)).toBe(false);
  });
});

test('row security gives nothing to a connection that is bound to others, or to nobody', async () => {
  const count = async (of: typeof db.app): Promise<number> =>
    (await sql`select 1 from trust.care_relations`.execute(of)).rows.length;
  expect(await count(db.app)).toBeGreaterThan(0);
  expect(await count(deps.database.app)).toBe(0);
  expect(await count(bindDb(deps.database.app, { reach: 'persons', personNos: [people[5]!.personNo] }))).toBe(0);
});
