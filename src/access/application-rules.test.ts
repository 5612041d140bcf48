import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdfText } from '../formats/pdf/testing.ts';
import { mintOperatorScope } from '../trust/scope/index.ts';
import { signAgreement } from './applications/agreement.ts';
import { researchProject } from './applications/forms/research-project.ts';
import {
  type Answers,
  acceptComplete,
  applicationPdf,
  beginApplication,
  publishForm,
  saveDraft,
  submitApplication,
} from './applications/index.ts';
import { daysPerStep, listNotices, viewerFor } from './cases/index.ts';
import { basisOfChange, issuePermit, keepCases, showPermit } from './permits/index.ts';
import type { Who } from './testing.ts';
import { day, type Journey, openJourney } from './testing-journey.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
}, 180_000);
afterAll(() => journey.close());

const write = (who: Who = 'researcher') => journey.centre.as(who, 'access.applications.write');

const genomesOnly = (): Answers => ({ ...journey.answers(), dataKinds: ['genomes'] });

/** Hands in an application about donors' genomes; it is found complete `days` later. */
async function handIn(title: string, extra: Answers = {}, days = 0): Promise<string> {
  const { deps, clock } = journey.centre;
  const { id } = await beginApplication(deps, await write(), {
    title,
    answers: { ...genomesOnly(), ...extra },
    request: { resources: [journey.resources.donors.id], specimens: [], persons: 20 },
  });
  await submitApplication(deps, await write(), id);
  clock.advance(days * day);
  await acceptComplete(deps, await journey.centre.as('coordinator', 'access.applications.process'), id);
  return id;
}

async function told(who: Who, application: string, why: string): Promise<number> {
  const { deps, as } = journey.centre;
  const scope = await as(who, 'access.applications.read');
  const viewer = await viewerFor(deps.database.app, scope, 'access.applications.read', deps.clock);
  const parts = (await journey.stateOf(application)).approvals.map(({ id }) => id);
  const notices = await listNotices(deps.database.app, viewer, 500);
  return notices.filter((one) => (one.case === application || parts.includes(one.case)) && one.why === why).length;
}

test('extensive genome mapping goes to the national committee, and what it needs beside is asked', async () => {
  const extensive = { genomeMapping: 'extensive', committee: null };
  await expect(handIn('All genes', extensive)).rejects.toMatchObject({ code: 'IDUN_APPLICATION_INCOMPLETE' });
  const national = await handIn('All genes', {
    genomeMapping: 'extensive',
    findings: 'A finding that can be treated is told by a clinical geneticist.',
  });
  const asked = (await journey.stateOf(national)).approvals;
  expect(asked.map(({ body, state }) => [body, state])).toEqual([[journey.bodies['national committee'].id, 'asked']]);
  const regional = (await journey.stateOf(await handIn('One gene'))).approvals;
  expect(regional.map(({ body }) => body)).toEqual([journey.bodies.committee.id]);
  await journey.say(national, 'national committee', { reference: 'NVK-26017', validUntil: '2099-01-01' });
  expect((await journey.stateOf(national)).state).toBe('data-protection');
});

test('the days of each step are told, for one application and for all', async () => {
  const since = journey.centre.clock.now();
  const id = await handIn('Seven days to be checked', {}, 7);
  journey.centre.clock.advance(4 * day);
  await journey.say(id, 'committee', { reference: 'H-26000002', validUntil: '2099-01-01' });
  const { steps } = await journey.stateOf(id);
  expect(steps.map(({ state, days }) => [state, days])).toEqual([
    ['draft', 0],
    ['submitted', 7],
    // A body says its part a day later than the clock was set.
    ['ethics', 5],
    ['data-protection', 0],
  ]);
  const all = await daysPerStep(journey.centre.deps.database.app, { since, kinds: ['application'] });
  expect(all.find(({ state }) => state === 'ethics')).toMatchObject({ cases: 1, median: 5, p90: 5, now: 0 });
});

test('who is to answer is reminded three days before the day, and when it is late their secretariat is told too', async () => {
  const { deps, clock } = journey.centre;
  const id = await handIn('Nobody answers');
  const due = (await journey.stateOf(id)).approvals[0]!.dueAt!;
  const wait = async (days: number) => {
    clock.advance(due.getTime() + days * day - clock.now().getTime());
    await keepCases(deps);
  };
  await wait(-4);
  expect(await told('committee', id, 'reminder')).toBe(0);
  await wait(-3);
  expect([await told('committee', id, 'reminder'), await told('coordinator', id, 'reminder')]).toEqual([1, 0]);
  await keepCases(deps);
  expect(await told('committee', id, 'reminder')).toBe(1);
  await wait(0.5);
  expect([await told('committee', id, 'late'), await told('coordinator', id, 'late')]).toEqual([1, 1]);
  expect([await told('national committee', id, 'late'), await told('secretary', id, 'late')]).toEqual([0, 0]);
});

test('an application stays on the version of the form it was written on; the next is written on the new one', async () => {
  const { deps } = journey.centre;
  const begin = async (title: string) =>
    await beginApplication(deps, await write(), {
      title,
      answers: genomesOnly(),
      request: { resources: [journey.resources.donors.id], specimens: [], persons: 20 },
    });
  const old = await begin('On the first form');
  const [first, ...rest] = researchProject.sections;
  const asks = {
    key: 'patients',
    kind: 'long' as const,
    required: 'always' as const,
    label: { da: 'Inddragelse', en: 'Involvement' },
  };
  const operator = await mintOperatorScope(deps.database.app, { actorId: 'test' }, { clock: deps.clock });
  await expect(publishForm(deps, await write(), researchProject)).rejects.toMatchObject({ status: 403 });
  const next = { ...researchProject, sections: [{ ...first!, fields: [...first!.fields, asks] }, ...rest] };
  expect(await publishForm(deps, operator, next)).toMatchObject({ code: 'research-project', version: 2 });
  const young = await begin('On the second form');
  const missing = async (id: string) => (await journey.stateOf(id)).missing.map(({ field }) => field);
  expect([await missing(old.id), await missing(young.id)]).toEqual([[], ['patients']]);
  await submitApplication(deps, await write(), old.id);
  await expect(submitApplication(deps, await write(), young.id)).rejects.toMatchObject({
    code: 'IDUN_APPLICATION_INCOMPLETE',
  });
  await saveDraft(deps, await write(), young.id, {
    revision: young.revision,
    answers: { patients: 'A panel of six.' },
  });
  await submitApplication(deps, await write(), young.id);
  expect((await journey.stateOf(old.id)).form).toMatchObject({ version: 1 });
  expect((await journey.stateOf(young.id)).form).toMatchObject({ version: 2 });
  // Later tests write on the form as it comes with Idun.
  await publishForm(deps, operator, researchProject);
});

test('an amendment is asked of the committee again, and is the next version of the permit: what it adds holds, the rest stays', async () => {
  const { deps, as } = journey.centre;
  const { permit } = await journey.permitted('other researcher');
  const before = await showPermit(deps, await as('other researcher', 'access.permits.read'), permit);
  const { permit: id, ...basis } = await basisOfChange(deps, await write('other researcher'), permit);
  const amendment = await beginApplication(deps, await write('other researcher'), {
    ...basis,
    permit: id,
    kind: 'amendment',
    answers: {
      ...basis.answers,
      ...{ dataKinds: ['genomes', 'specimens'], genomeMapping: 'targeted', purposes: ['health', 'methods'] },
      people: [
        { name: 'Freja Sølvsten', organisation: 'University', task: 'lead' },
        { name: 'Malthe Kragh', organisation: 'University', task: 'statistics' },
      ],
    },
    request: {
      resources: [journey.resources.donors.id, journey.resources.blood.id],
      specimens: [{ resource: journey.resources.blood.id, material: 'serum', count: 12 }],
      persons: 20,
    },
  });
  await submitApplication(deps, await write('other researcher'), amendment.id);
  await acceptComplete(deps, await as('coordinator', 'access.applications.process'), amendment.id);
  await journey.say(amendment.id, 'committee', { reference: 'H-26000003', validUntil: '2099-01-01' });
  await journey.say(amendment.id, 'officer', { recordOfProcessing: 'record 9', disclosurePermission: '§ 46: 31-1523' });
  await journey.say(amendment.id, 'biobank', { specimens: 10 });
  const { agreement } = await journey.stateOf(amendment.id);
  await signAgreement(deps, await write('other researcher'), amendment.id, agreement!.hash);
  const issued = await issuePermit(deps, await as('coordinator', 'access.permits.manage'), amendment.id, {
    hash: agreement!.hash,
  });
  expect(issued).toMatchObject({ id: permit, version: 2 });
  expect(issued.content.purposes).toEqual(['health', 'methods']);
  expect(issued.content.people).toHaveLength(2);
  expect(issued.content.specimens).toMatchObject([
    { resource: journey.resources.blood.id, material: 'serum', count: 10 },
  ]);
  expect([before.version, before.content.specimens]).toEqual([1, []]);
});

test('the document says what was written, what was decided and when, to whoever may see it', async () => {
  const { deps, as } = journey.centre;
  const id = await handIn('Proteiner i blod');
  await journey.say(id, 'committee', { reference: 'H-26000004', validUntil: '2099-01-01' });
  const pdf = async (who: Who, language: 'da' | 'en') =>
    readPdfText(await applicationPdf(deps, await as(who, 'access.applications.read'), id, language));
  const danish = (await pdf('researcher', 'da')).replaceAll(/\s+/g, ' ');
  for (const words of [
    ...['Ansøgning', 'Proteiner i blod', 'We look for early signs of heart disease.', 'Freja Sølvsten'],
    ...['Donor genomes (da)', 'Regional Committee', 'Kontrolsum (SHA-256)'],
  ]) {
    expect(danish).toContain(words);
  }
  expect((await pdf('coordinator', 'en')).replaceAll(/\s+/g, ' ')).toContain('What is applied for');
  await expect(pdf('other researcher', 'en')).rejects.toMatchObject({ code: 'IDUN_CASE_NOT_FOUND' });
});
