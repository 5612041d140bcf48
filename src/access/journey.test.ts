import { createLocalJWKSet, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOptOut } from '../trust/consent/index.ts';
import { signAgreement } from './applications/agreement.ts';
import {
  acceptComplete,
  answerBody,
  applicationPdf,
  askApplicant,
  beginApplication,
  decidePart,
  returnApplication,
  saveDraft,
  submitApplication,
} from './applications/index.ts';
import { decisionSchema } from './approvals/index.ts';
import { listCases, viewerFor } from './cases/index.ts';
import { basisOfChange, issuePermit, keepCases, requirePermit, visaKeys, visasOf } from './permits/index.ts';
import { askRelinking, decideRelinking, listRelinkings, openRelinking, pseudonymsFor } from './pseudonyms/index.ts';
import type { TestCentre, Who } from './testing.ts';
import { day, type Journey, openJourney } from './testing-journey.ts';

let journey: Journey;
let centre: TestCentre;
beforeAll(async () => {
  journey = await openJourney();
  centre = journey.centre;
}, 180_000);
afterAll(() => journey.close());

test('from a question to a permit: every part says its own, the cohort is run again, data open and close by date', async () => {
  const { deps, nation } = centre;
  const write = await centre.as('researcher', 'access.applications.write');
  const begun = await beginApplication(
    deps,
    write,
    { title: 'Heart', cohort: { id: journey.cohort }, request: journey.wanted() },
    { cohorts: await centre.as('researcher', 'cohorts.use') },
  );
  await expect(submitApplication(deps, write, begun.id)).rejects.toMatchObject({ code: 'IDUN_APPLICATION_INCOMPLETE' });
  const draft = await journey.stateOf(begun.id, 'researcher');
  expect(draft.missing.map(({ field }) => field)).toContain('publicSummary');
  // A count of 40 people is told to the applicant under their rule, and the officers' is exact.
  expect(draft.cohort).toMatchObject({ version: 1, definitionHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const saved = await saveDraft(deps, write, begun.id, { revision: 1, answers: journey.answers() });
  await expect(saveDraft(deps, write, begun.id, { revision: 1, answers: {} })).rejects.toMatchObject({
    code: 'IDUN_APPLICATION_CHANGED',
  });
  await expect(
    saveDraft(deps, write, begun.id, { revision: saved.revision, answers: { months: 'a year' } }),
  ).rejects.toMatchObject({
    code: 'IDUN_APPLICATION_ANSWER',
  });
  await submitApplication(deps, write, begun.id);
  await expect(saveDraft(deps, write, begun.id, { revision: saved.revision })).rejects.toMatchObject({
    code: 'IDUN_APPLICATION_NOT_WRITABLE',
  });
  // Two biobanks have the same secretariat, the register has none: the centre handles it. A stranger sees nothing.
  await expect(journey.stateOf(begun.id, 'other researcher')).rejects.toMatchObject({ code: 'IDUN_CASE_NOT_FOUND' });
  const process = await centre.as('coordinator', 'access.applications.process');
  centre.clock.advance(day);
  await returnApplication(deps, process, begun.id, 'Please name the controller in full.');
  await submitApplication(deps, write, begun.id);
  expect((await acceptComplete(deps, process, begun.id)).state).toBe('ethics');
  await expect(journey.stateOf(begun.id, 'biobank')).rejects.toMatchObject({ code: 'IDUN_CASE_NOT_FOUND' });

  // Three people of the cohort opt out while the committee reads.
  const { rows: gone } = await sql<{
    no: number;
  }>`select person_no as no from register.cohort_members order by 1 limit 6`.execute(nation.archive.db.owner);
  for (const { no } of gone)
    await deps.database.withActor(process.actor, (trx) => recordOptOut(trx, no, process.actor));
  await expect(journey.say(begun.id, 'committee', {})).rejects.toMatchObject({ code: 'IDUN_DECISION_INCOMPLETE' });
  await journey.say(begun.id, 'committee', { reference: 'H-26000001', validUntil: '2099-01-01' });
  expect((await journey.stateOf(begun.id)).state).toBe('data-protection');
  await expect(journey.say(begun.id, 'officer', { recordOfProcessing: 'record 12' })).rejects.toMatchObject({
    code: 'IDUN_DECISION_INCOMPLETE',
  });
  await journey.say(begun.id, 'officer', { recordOfProcessing: 'record 12', disclosurePermission: '§ 46: 31-1522' });

  // The biobank asks first, gives fewer tubes; the other one refuses its part; the register says yes.
  const viewer = await viewerFor(
    deps.database.app,
    await centre.as('biobank', 'access.applications.read'),
    'access.applications.read',
    deps.clock,
  );
  const [own] = (await listCases(deps.database.app, viewer, { mine: true }, deps.clock.now())).items;
  expect(own).toMatchObject({ kind: 'approval', secretariat: 'Regional Secretariat' });
  await askApplicant(deps, await centre.as('biobank', 'access.approvals.decide'), own!.id, 'Is 30 enough?');
  await answerBody(deps, write, own!.id, 'It is.');
  await expect(
    decidePart(deps, await centre.as('other biobank', 'access.approvals.decide'), own!.id, {
      to: 'given',
      decision: decisionSchema.parse({}),
    }),
  ).rejects.toMatchObject({ code: 'IDUN_CASE_NOT_FOUND' });
  await journey.say(begun.id, 'biobank', { specimens: 30, conditions: ['Left-over serum comes back.'] });
  await journey.say(begun.id, 'other biobank', { reason: 'Reserved for another study.' }, 'refused');
  await journey.say(begun.id, 'register', {});
  const ready = await journey.stateOf(begun.id);
  expect(ready.state).toBe('agreement');
  expect(ready.drifts.map(({ stage, text }) => `${stage} ${text}`)).toEqual([
    'submitted 40 → 40: the same people',
    'submitted 40 → 40: the same people',
    'ethics 40 → 40: the same people',
    'data-protection 40 → 34: 6 opted out',
    'custodians 40 → 34: 6 opted out',
    'agreement 40 → 34: 6 opted out',
  ]);
  // The applicant reads the same under the research rule.
  expect((await journey.stateOf(begun.id, 'researcher')).drifts.at(-1)!.text).toBe('40 → 35: 5 opted out');
  const agreement = ready.agreement!;
  expect(agreement.resources).toEqual([
    journey.resources.donors.id,
    journey.resources.blood.id,
    journey.resources.patients.id,
  ]);
  expect(agreement.specimens).toEqual([{ resource: journey.resources.blood.id, material: 'serum', count: 30 }]);
  expect(agreement.fees).toEqual([
    { body: 'Cancer Biobank', fee: expect.objectContaining({ total: 500_00 + 30 * 50_00 }) },
  ]);

  // Nothing opens before both have signed what they read.
  expect(await journey.reaches('researcher', journey.donors)).toBe(false);
  const manage = await centre.as('coordinator', 'access.permits.manage');
  await expect(issuePermit(deps, manage, begun.id, { hash: agreement.hash })).rejects.toMatchObject({
    code: 'IDUN_CASE_STATE',
  });
  await expect(signAgreement(deps, write, begun.id, 'f'.repeat(64))).rejects.toMatchObject({
    code: 'IDUN_AGREEMENT_NOT_SIGNED',
  });
  await signAgreement(deps, write, begun.id, agreement.hash);
  const permit = await issuePermit(deps, manage, begun.id, { hash: agreement.hash });
  expect(await journey.reaches('researcher', journey.donors)).toBe(true);
  expect(await journey.reaches('other researcher', journey.donors)).toBe(false);
  expect(permit.content).toMatchObject({
    purposes: ['health'],
    environment: 'national',
    payer: 'public',
    genetic: true,
  });
  expect((await journey.stateOf(begun.id)).steps.map(({ state }) => state).at(-1)).toBe('permitted');

  // What areas ask before they hand anything out.
  const at = deps.clock.now();
  const tubes = { resource: journey.resources.blood.id, material: 'serum' };
  await requirePermit(deps.database.app, { permit: permit.id, at, specimens: { ...tubes, count: 30 } });
  for (const need of [
    { specimens: { ...tubes, count: 31 } },
    { specimens: { ...tubes, count: 5 }, already: 26 },
    { dataset: 'dts_x' },
  ]) {
    await expect(requirePermit(deps.database.app, { permit: permit.id, at, ...need })).rejects.toMatchObject({
      code: 'IDUN_PERMIT_NOT_COVERED',
    });
  }

  // A visa anybody can check, and none for a stranger.
  const [visa, ...more] = await visasOf(
    deps,
    await centre.as('researcher', 'access.visas.use'),
    'https://idun.example',
  );
  expect(more).toHaveLength(2);
  expect(await visasOf(deps, await centre.as('other researcher', 'access.visas.use'), 'https://idun.example')).toEqual(
    [],
  );
  const { payload, protectedHeader } = await jwtVerify(visa!, createLocalJWKSet(visaKeys(deps.dataDir) as never), {
    issuer: 'https://idun.example',
  });
  expect(protectedHeader).toMatchObject({ alg: 'ES256', jku: 'https://idun.example/ga4gh/visas/jwks' });
  expect(payload['ga4gh_visa_v1']).toMatchObject({
    type: 'ControlledAccessGrants',
    value: `https://idun.example/datasets/${journey.donors}`,
    by: 'dac',
  });
  expect(visaKeys(deps.dataDir).keys.flatMap((key) => Object.keys(key))).not.toContain('d');

  // A renewal is the next version of the same permit; then a year goes by and it is over without anything having run.
  const { permit: id, ...basis } = await basisOfChange(deps, write, permit.id);
  const renewal = await beginApplication(deps, write, { ...basis, permit: id, kind: 'renewal' });
  await submitApplication(deps, write, renewal.id);
  expect(
    (await acceptComplete(deps, await centre.as('coordinator', 'access.applications.process'), renewal.id)).state,
  ).toBe('data-protection');
  centre.clock.advance(370 * day);
  expect(await journey.reaches('researcher', journey.donors)).toBe(false);
  await expect(requirePermit(deps.database.app, { permit: permit.id, at: deps.clock.now() })).rejects.toMatchObject({
    code: 'IDUN_PERMIT_NOT_ACTIVE',
  });
  const kept = await keepCases(deps);
  expect(kept).toMatchObject({ expired: 1 });
  expect(kept.reminded).toBeGreaterThan(0);
  expect(await keepCases(deps)).toMatchObject({ expired: 0, reminded: 0 });
}, 120_000);

describe('pseudonyms', () => {
  test('are the same in a project, unlinkable between two, and opened by two people once', async () => {
    const { deps, organisations, nation } = centre;
    const { rows } = await sql<{
      id: string;
    }>`select p.id from register.cohort_members m join trust.people p using (person_no)
      join register.cohorts c using (cohort_no) where c.id = ${journey.cohort} and m.version = 1 order by 1`.execute(
      nation.archive.db.owner,
    );
    const people = rows.map(({ id }) => id);
    const names = (who: Who) =>
      deps.database.app
        .transaction()
        .execute((trx) => pseudonymsFor(trx, deps, organisations[who].organisationNo, people));
    const [heart, again, lung] = [
      await names('researcher'),
      await names('researcher'),
      await names('other researcher'),
    ];
    expect(again).toEqual(heart);
    expect(new Set([...heart, ...lung]).size).toBe(2 * people.length);
    expect(heart[0]).toMatch(/^psn-[0-9a-v]{26}$/);
    // No order, no common letters: what one project has tells nothing of the other's.
    const rank = (list: string[]) => list.map((name) => [...list].sort().indexOf(name));
    expect(rank(heart)).not.toEqual(rank(lung));
    const shared = heart.filter((name, i) => [...name].filter((letter, at) => letter === lung[i]![at]).length > 4 + 9);
    expect(shared).toEqual([]);

    const { rows: permits } = await sql<{
      id: string;
    }>`select id from access.cases where kind = 'permit' order by case_no limit 1`.execute(deps.database.app);
    const request = { permit: permits[0]!.id, pseudonym: heart[3]!, reason: 'A finding that can be treated.' };
    const asked = await askRelinking(deps, await centre.as('coordinator', 'access.relinking.ask'), request);
    const open = async (who: Who) => await openRelinking(deps, await centre.as(who, 'access.relinking.ask'), asked);
    await expect(open('coordinator')).rejects.toMatchObject({ code: 'IDUN_CASE_STATE' });
    const waiting = await listRelinkings(
      deps,
      await centre.as('officer', 'access.relinking.agree'),
      'access.relinking.agree',
    );
    expect(waiting[0]).toMatchObject({
      id: asked,
      state: 'asked',
      mine: false,
      askedByName: 'A coordinator of Coordinating Centre',
    });
    await decideRelinking(deps, await centre.as('officer', 'access.relinking.agree'), asked, {
      agree: true,
      reason: 'It can be treated.',
    });
    await expect(open('secretary')).rejects.toMatchObject({ code: 'IDUN_RELINKING_NOT_ASKER' });
    expect(await open('coordinator')).toEqual({ person: people[3] });
    await expect(open('coordinator')).rejects.toMatchObject({ code: 'IDUN_CASE_STATE' });
    const log = await sql`select 1 from trust.audit_references r join trust.audit_subjects s using (pseudonym)
      join trust.audit_entries e using (entry_no) where r.subject = ${people[3]} and e.action = 'access.relinking.open'`.execute(
      deps.database.app,
    );
    expect(log.rows).toHaveLength(1);
    // The database itself refuses the same pair of eyes.
    await expect(sql`update access.relinkings set agreed_by = asked_by`.execute(deps.database.app)).rejects.toThrow();
  });
});

test('what happened is never changed, and replaying it gives the state', async () => {
  const { deps } = centre;
  const db = deps.database.app;
  await expect(sql`update access.case_events set actor = 'nobody'`.execute(db)).rejects.toThrow();
  await expect(sql`delete from access.case_events`.execute(db)).rejects.toThrow();
  const { rows } = await sql<{ wrong: number; cases: number }>`select count(*)::int as cases,
      count(*) filter (where c.state is distinct from l.to_state or c.entered_at is distinct from l.at)::int as wrong
    from access.cases c left join lateral (select to_state, at from access.case_events e
      where e.case_no = c.case_no and e.kind = 'moved' order by event_no desc limit 1) l on true`.execute(db);
  expect(rows[0]!.wrong).toBe(0);
  expect(rows[0]!.cases).toBeGreaterThan(5);
  const { rows: gaps } =
    await sql`select case_no from access.case_events group by case_no having max(event_no) <> count(*)`.execute(db);
  expect(gaps).toEqual([]);
});

test('the document is a PDF of what its reader may see', async () => {
  const { deps } = centre;
  const { rows } = await sql<{
    id: string;
  }>`select id from access.cases where kind = 'application' and title = 'Heart' limit 1`.execute(deps.database.app);
  const pdf = await applicationPdf(deps, await centre.as('researcher', 'access.applications.read'), rows[0]!.id, 'da');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.length).toBeGreaterThan(10_000);
});
