import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LittleNation, openLittleNation } from '../app/access/testing.ts';

let nation: LittleNation;
beforeAll(async () => {
  nation = await openLittleNation();
}, 120_000);
afterAll(() => nation.close());

interface Answer {
  id: string;
  revision: number;
  state: string;
  items: { id: string; name: string; state: string; kind: string }[];
  approvals: { id: string; state: string }[];
  agreement: { hash: string };
  ga4gh_passport_v1: string[];
}

/** Sends a request and reads its answer, which must have this status. */
async function ask(who: string, method: string, url: string, body?: unknown, status = 200): Promise<Answer> {
  const answer = await nation.ask(who, method, url, body);
  expect([url, answer.status, status === answer.status ? '' : answer.text]).toEqual([url, status, '']);
  return (answer.text.startsWith('{') ? JSON.parse(answer.text) : {}) as Answer;
}

test('over HTTP and behind both walls: an application becomes a permit, opens a data set, and closes it when it is taken back', async () => {
  const clinic = (await ask('operator', 'GET', '/api/datasets')).items.find(({ name }) => name === 'clinic')!.id;
  const reference = (await ask('public', 'GET', '/api/references')).items[0]!.name;
  const region = `/api/variants/region?reference=${reference}&region=7:1-5000&dataset=clinic`;
  await ask('researcher', 'GET', region, undefined, 404);

  const body = (kind: string, organisation: string) =>
    ask('operator', 'POST', '/api/access/bodies', { kind, organisation }, 201);
  await body('data-protection', 'Authority');
  const custodian = await body('custodian', 'Facility');
  const resource = await ask(
    'operator',
    'POST',
    '/api/access/resources',
    {
      ...{ body: custodian.id, kind: 'dataset', ref: clinic, name: { da: 'Klinik', en: 'Clinic' } },
      terms: { duo: [{ id: 'DUO:0000042' }], own: [] },
    },
    201,
  );
  const answers = {
    ...{ publicSummary: 'What it is about.', background: 'How it is done.', purposes: ['health'], months: 6 },
    ...{
      applicant: 'public',
      people: [{ name: 'A', organisation: 'B' }],
      countries: ['DK'],
      institutions: 'University',
    },
    ...{
      dataKinds: ['registers'],
      ancestry: false,
      methodsOnly: false,
      necessity: 'So many.',
      consentBasis: 'register',
    },
    ...{ controller: 'Region', environment: 'national', transfers: false, publishes: true, returns: true },
    ...{ collaborates: false, commercial: false, funding: 'A foundation' },
  };
  const begun = await ask('researcher', 'POST', '/api/access/applications', { title: 'Study' }, 201);
  const at = `/api/access/applications/${begun.id}`;
  const incomplete = await nation.ask('researcher', 'POST', `${at}/submit`, {});
  expect(incomplete).toMatchObject({ status: 422, code: 'IDUN_APPLICATION_INCOMPLETE' });
  await ask('researcher', 'PATCH', at, { revision: 1, answers, request: { resources: [resource.id], persons: 20 } });
  expect((await ask('researcher', 'GET', `${at}/estimate`)) as object).toMatchObject({ days: expect.any(Number) });
  await ask('researcher', 'POST', `${at}/submit`, {});
  const queue = await ask('operator', 'GET', '/api/access/cases?mine=true&facets=state');
  expect(queue.items.map(({ id }) => id)).toContain(begun.id);
  await ask('operator', 'POST', `${at}/accept`, {});
  for (const decision of [{ recordOfProcessing: 'record 1' }, {}]) {
    const { approvals } = await ask('operator', 'GET', at);
    const part = approvals.find(({ state }) => state === 'asked')!;
    await ask('operator', 'POST', `/api/access/approvals/${part.id}/decide`, { say: 'yes', decision });
  }
  const { agreement } = await ask('researcher', 'GET', `${at}?language=en`);
  await ask('researcher', 'POST', `${at}/sign`, { hash: agreement.hash });
  await ask('researcher', 'GET', region, undefined, 404);
  const permit = await ask('operator', 'POST', `${at}/permit`, { hash: agreement.hash }, 201);
  await ask('researcher', 'GET', region);
  expect((await ask('researcher', 'GET', '/api/access/visas')).ga4gh_passport_v1).toHaveLength(1);
  const pdf = await nation.ask('researcher', 'GET', `${at}/document`);
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);

  const listed = await nation.ask('public', 'GET', '/api/access/projects');
  expect(listed.text).toContain('What it is about.');
  const state = `/api/access/permits/${permit.id}/state`;
  await ask('operator', 'POST', state, { to: 'revoked', reason: 'It was given by mistake.' });
  await ask('researcher', 'GET', region, undefined, 404);
  expect((await ask('researcher', 'GET', '/api/access/visas')).ga4gh_passport_v1).toEqual([]);
  expect((await ask('researcher', 'GET', '/api/access/notices')).items.length).toBeGreaterThan(0);
}, 120_000);
