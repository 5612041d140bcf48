import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDataset, type LittleNation, openLittleNation } from '../app/access/testing.ts';
import { type Db, guardDatabase } from '../platform/database/index.ts';
import { recordOptOut } from '../trust/consent/index.ts';
import { mintRequestScope, populationOf, readAs, type Scope } from '../trust/scope/index.ts';
import { testSession } from '../trust/scope/testing.ts';

let nation: LittleNation;
let custodian: string;
beforeAll(async () => {
  nation = await openLittleNation();
  const body = (kind: string, organisation: string) =>
    ask('operator', 'POST', '/api/access/bodies', { kind, organisation }, 201);
  await body('data-protection', 'Authority');
  custodian = (await body('custodian', 'Facility')).id;
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

/** Makes a data set something to apply for. */
async function openFor(dataset: string): Promise<{ id: string }> {
  return await ask(
    'operator',
    'POST',
    '/api/access/resources',
    {
      ...{ body: custodian, kind: 'dataset', ref: dataset, name: { da: 'Klinik', en: 'Clinic' } },
      terms: { duo: [{ id: 'DUO:0000042' }], own: [] },
    },
    201,
  );
}

/** Takes an application that is written from its handing in to the signature of its project. @returns the agreement's hash */
async function sayYes(application: string): Promise<string> {
  const at = `/api/access/applications/${application}`;
  await ask('researcher', 'POST', `${at}/submit`, {});
  await ask('operator', 'POST', `${at}/accept`, {});
  for (const decision of [{ recordOfProcessing: 'record 1' }, {}]) {
    const { approvals } = await ask('operator', 'GET', at);
    const part = approvals.find(({ state }) => state === 'asked')!;
    await ask('operator', 'POST', `/api/access/approvals/${part.id}/decide`, { say: 'yes', decision });
  }
  const { agreement } = await ask('researcher', 'GET', `${at}?language=en`);
  await ask('researcher', 'POST', `${at}/sign`, { hash: agreement.hash });
  return agreement.hash;
}

test('over HTTP and behind both walls: an application becomes a permit, opens a data set, and closes it when it is taken back', async () => {
  const clinic = (await ask('operator', 'GET', '/api/datasets')).items.find(({ name }) => name === 'clinic')!.id;
  const reference = (await ask('public', 'GET', '/api/references')).items[0]!.name;
  const region = `/api/variants/region?reference=${reference}&region=7:1-5000&dataset=clinic`;
  await ask('researcher', 'GET', region, undefined, 404);

  const resource = await openFor(clinic);
  const begun = await ask('researcher', 'POST', '/api/access/applications', { title: 'Study' }, 201);
  const at = `/api/access/applications/${begun.id}`;
  const incomplete = await nation.ask('researcher', 'POST', `${at}/submit`, {});
  expect(incomplete).toMatchObject({ status: 422, code: 'IDUN_APPLICATION_INCOMPLETE' });
  await ask('researcher', 'PATCH', at, { revision: 1, answers, request: { resources: [resource.id], persons: 20 } });
  expect((await ask('researcher', 'GET', `${at}/estimate`)) as object).toMatchObject({ days: expect.any(Number) });
  const hash = await sayYes(begun.id);
  await ask('researcher', 'GET', region, undefined, 404);
  const permit = await ask('operator', 'POST', `${at}/permit`, { hash }, 201);
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

test('an estimate prices each collection for its own tubes, and the catalogue says what the register calls its collections', async () => {
  const line = (code: string, unit: string, price: number, material?: string) => ({
    ...{ code, unit, words: { da: code, en: code }, public: price, company: 2 * price },
    ...(material === undefined ? {} : { material }),
  });
  const prices = {
    ...{ currency: 'DKK', from: '2026-01-01' },
    lines: [
      line('START', 'application', 1000),
      line('SERUM', 'specimen', 50, 'serum'),
      line('DNA', 'specimen', 70, 'dna'),
    ],
  };
  await ask('operator', 'PUT', `/api/access/bodies/${custodian}/rules`, {
    ...{ rules: { days: 14, own: [], prices }, reason: 'A price list.' },
  });
  const collection = async (ref: string) => {
    const made = { body: custodian, kind: 'collection', ref, name: { da: ref, en: ref }, terms: { duo: [], own: [] } };
    return (await ask('operator', 'POST', '/api/access/resources', made, 201)).id;
  };
  const [cold, warm] = [await collection('one:cold'), await collection('one:warm')];
  const estimate = async (more: string) =>
    (await ask('public', 'GET', `/api/access/estimate?persons=12&${more}`)) as unknown as {
      fees: { fee: { total: number; lines: { code: string; quantity: number }[] } }[];
      days: number;
    };
  const both = await estimate(`tubes=${cold}:serum:30&tubes=${warm}:dna:4&payer=company`);
  expect(both.fees[0]!.fee.total).toBe(2 * (1000 + 30 * 50 + 4 * 70));
  expect(both.days).toBeGreaterThanOrEqual(14);
  const one = await estimate(`tubes=${cold}:serum:30`);
  expect(one.fees[0]!.fee.lines).toMatchObject([{ code: 'START' }, { code: 'SERUM', quantity: 30 }]);
  // The same as so many specimens of each resource.
  expect((await estimate(`resources=${cold}&specimens=30`)).fees).toEqual(one.fees);
  const wrong = await nation.ask('public', 'GET', '/api/access/estimate?tubes=serum:30');
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('rsc_…:material:count')]);
  expect((await ask('public', 'GET', '/api/catalogue/places?world=real')).items).toEqual([]);
});

test('a permit that names a cohort lets its project count those people only, until somebody opts out or it is taken back', async () => {
  const { app } = nation;
  const folder = mkdtempSync(join(tmpdir(), 'idun-cohort-'));
  const people = Array.from({ length: 60 }, (_, i) => ({ name: `S${i}`, woman: i % 2 === 0, affected: i % 4 < 2 }));
  // Whoever is neither a woman nor affected, 15 people, is not of the cohort, and has an allele of their own.
  const stranger = ({ woman, affected }: (typeof people)[number]) => !woman && !affected;
  const samples = people.map((one) => ({
    name: one.name,
    gt: (site: number) => (site === 1 ? (stranger(one) ? '0/1' : '0/0') : site === 2 ? '0/1' : '0/0'),
  }));
  const pedigree = people.map(
    ({ name, woman, affected }) => `F${name} ${name} 0 0 ${woman ? 2 : 1} ${affected ? 2 : 1}`,
  );
  await addDataset(app, folder, { dataset: 'study', samples, pedigree: `${pedigree.join('\n')}\n` });
  rmSync(folder, { recursive: true });
  const study = (await ask('operator', 'GET', '/api/datasets')).items.find(({ name }) => name === 'study')!.id;
  const reference = (await ask('public', 'GET', '/api/references')).items[0]!.name;
  const region = `/api/variants/region?reference=${reference}&region=7:1-5000&dataset=study`;
  const rows = async (who: string): Promise<string[]> =>
    ((await ask(who, 'GET', region)).items as unknown as { pos: number; ac: number; an: number }[]).map(
      ({ pos, ac, an }) => `${pos} ${ac}/${an}`,
    );
  const apply = async (cohort: object): Promise<string> => {
    const request = { resources: [resource.id], persons: 20 };
    const begun = await ask('researcher', 'POST', '/api/access/applications', { title: 'Study', ...cohort }, 201);
    await ask('researcher', 'PATCH', `/api/access/applications/${begun.id}`, { revision: 1, answers, request });
    const hash = await sayYes(begun.id);
    return (await ask('operator', 'POST', `/api/access/applications/${begun.id}/permit`, { hash }, 201)).id;
  };
  const resource = await openFor(study);

  const whole = await apply({});
  const everybody = await rows('researcher');
  expect(everybody).toEqual(await rows('public'));
  expect(everybody.every((row) => row.endsWith('/120'))).toBe(true);
  const conditions = [
    {
      any: [
        { field: 'sex', any: ['female'] },
        { field: 'affected', is: true },
      ],
    },
  ];
  const saved = { name: 'Women or affected', definition: { conditions } };
  const cohort = await ask('researcher', 'POST', '/api/cohorts', saved, 201);
  const limited = await apply({ cohort: { id: cohort.id } });
  // The first permit still opens the whole data set; once it is over, the second opens 45 people of it.
  expect(await rows('researcher')).toEqual(everybody);
  await ask('researcher', 'POST', `/api/access/permits/${whole}/end`, { reason: 'The first study is done.' });
  const own = await rows('researcher');
  expect(own).toHaveLength(everybody.length - 1);
  expect(own.every((row) => row.endsWith('/90'))).toBe(true);
  expect(await rows('public')).toEqual(everybody);
  const [first] = (await ask('researcher', 'GET', region)).items as unknown as {
    pos: number;
    ref: string;
    alt: string;
  }[];
  const variant = `/api/variants/${reference}/7-${first!.pos}-${first!.ref}-${first!.alt}`;
  const answer = (await ask('researcher', 'GET', variant)) as unknown as {
    groups: { group: string; an: number }[];
    notes: { code: string }[];
  };
  // The 45, and the one genome of the data set that is open to the project without a permit.
  expect(answer.groups.find(({ group }) => group === 'all')).toMatchObject({ an: 92 });
  expect(answer.notes.map(({ code }) => code)).toContain('limited');
  const counted = await ask('researcher', 'POST', '/api/cohorts/count', { definition: { conditions: [] } });
  expect(counted).toMatchObject({ persons: 45, everybody: { persons: 45 } });

  const { rows: members } = await sql<{
    no: number;
  }>`select person_no as no from register.cohort_members order by 1`.execute(app.database.owner);
  expect(members).toHaveLength(45);
  await app.database.withActor({ kind: 'operator', id: 'test' }, (trx) =>
    recordOptOut(trx, members[0]!.no, { kind: 'operator', id: 'test' }),
  );
  expect((await rows('researcher')).every((row) => row.endsWith('/88'))).toBe(true);

  // The second wall: what a project's connection reaches by itself.
  const session = testSession({ role: 'researcher', organisationNo: await projectOf(app) });
  const scope = await mintRequestScope(app.database.app, { session, act: 'access.permits.read', minimumCount: 3 });
  const reached = async (db: Db) =>
    (await sql<{ name: string }>`select sample_name as name from genomes.genomes order by genome_no`.execute(db)).rows;
  const behind = (await reached(readAs(guardDatabase(app.database).app, scope, 'metadata'))).map(({ name }) => name);
  const named = people.filter((one) => !stranger(one)).map(({ name }) => name);
  expect(behind).toEqual(['PROJ', ...named]);
  const grown = { ...scope, population: { kind: 'everyone' } } as unknown as Scope;
  expect(() => readAs(app.database.app, grown, 'metadata')).toThrow(/did not mint/);
  (scope.population as unknown as { limits: Map<string, Set<number>> }).limits.clear();
  expect(await reached(readAs(guardDatabase(app.database).app, scope, 'metadata'))).toHaveLength(46);
  expect(populationOf(app.scopeSeal.open(app.scopeSeal.seal(scope)))).toEqual(populationOf(scope));

  await ask('operator', 'POST', `/api/access/permits/${limited}/state`, {
    to: 'suspended',
    reason: 'It must be cleared up.',
  });
  await ask('researcher', 'GET', region, undefined, 404);
  await ask('operator', 'POST', `/api/access/permits/${limited}/state`, { to: 'active', reason: 'It was cleared up.' });
  expect((await rows('researcher')).every((row) => row.endsWith('/88'))).toBe(true);
  await ask('operator', 'POST', `/api/access/permits/${limited}/state`, { to: 'revoked', reason: 'It was a mistake.' });
  await ask('researcher', 'GET', region, undefined, 404);
}, 120_000);

async function projectOf({ database }: LittleNation['app']): Promise<number> {
  const { rows } = await sql<{
    no: number;
  }>`select organisation_no as no from trust.organisations where name = 'Project'`.execute(database.app);
  return rows[0]!.no;
}
