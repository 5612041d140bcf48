import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Biobank,
  createBiobank,
  createCollection,
  recordCustody,
  replayBiobank,
} from '../../biobank/specimens/index.ts';
import { readPdfText } from '../../formats/pdf/testing.ts';
import { openKeys, verifyCertificate } from '../../genomes/archive/index.ts';
import { type AccessReport, clockOf } from '../../governance/privacy/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { listOpenJobs } from '../../platform/jobs/index.ts';
import { columnsFolder, publishTables, readPublished, TableReader, TableWriter } from '../../register/columns/index.ts';
import { isOptedOut, recordOptOut } from '../../trust/consent/index.ts';
import { ensureOrganisation } from '../../trust/organisations/index.ts';
import { parseCpr, readCpr, readPersonById, recordCprs } from '../../trust/people/index.ts';
import { limitPersons, mintOperatorScope } from '../../trust/scope/index.ts';
import { type LittleNation, openLittleNation } from '../access/testing.ts';

let nation: LittleNation;
beforeAll(async () => {
  nation = await openLittleNation();
}, 120_000);
afterAll(() => nation.close());

const officer = 'data-protection-officer!';

test('a citizen’s report tells what is held, for what, on which basis, and who looked; and nothing of others', async () => {
  const { genome, person } = nation.subjects.oneself;
  expect((await nation.ask('operator', 'GET', '/healthz')).status).toBe(200);
  await nation.ask(officer, 'GET', `/api/gdpr/access-report?person=${person}`);
  const answer = await nation.ask('citizen', 'GET', '/api/me/access-report');
  expect(answer.status).toBe(200);
  const report = JSON.parse(answer.text) as AccessReport;
  expect(report.person.id).toBe(person);
  expect(report.stored.genomes.map(({ id }) => id)).toEqual([genome]);
  expect(report.purposes[0]).toMatchObject({ datasets: ['elsewhere'] });
  expect(report.recipients.summary).toContainEqual(
    expect.objectContaining({
      organisation: 'Authority',
      entries: 1,
      role: expect.objectContaining({ en: expect.any(String) }),
    }),
  );
  expect(report.recipients.entries[0]).toMatchObject({ action: 'gdpr.access-report', by: { self: false } });
  for (const [subject, { sample, genome: other, person: them }] of Object.entries(nation.subjects)) {
    if (subject === 'oneself') continue;
    for (const canary of [`"${sample}"`, other, them]) expect(answer.text).not.toContain(canary);
  }
});

test('a guardian gets the child’s report; a stranger’s is refused, and the officer needs a fresh sign-in', async () => {
  const child = nation.subjects['one’s child'];
  const own = await nation.ask('citizen', 'GET', `/api/me/access-report?person=${child.person}`);
  expect([own.status, (JSON.parse(own.text) as AccessReport).person.id]).toEqual([200, child.person]);
  const stranger = nation.subjects['a stranger'].person;
  expect((await nation.ask('citizen', 'GET', `/api/me/access-report?person=${stranger}`)).status).toBe(403);
  expect(
    await nation.ask('data-protection-officer', 'GET', `/api/gdpr/access-report?person=${stranger}`),
  ).toMatchObject({
    status: 403,
    code: 'IDUN_ACCESS_STEP_UP',
  });
  expect((await nation.ask('clinician!', 'GET', `/api/gdpr/access-report?person=${stranger}`)).status).toBe(403);
});

test('the report is a tagged PDF in the language asked for', async () => {
  const { server } = nation;
  const pdf = async (lang: string) =>
    await server.inject({
      url: `/api/me/access-report?format=pdf&lang=${lang}`,
      headers: { host: 'localhost', cookie: 'idun_session_0=citizen' },
    });
  for (const lang of ['da', 'en']) {
    const answer = await pdf(lang);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['cache-control']).toBe('no-store');
    const text = answer.rawPayload.toString('latin1');
    expect(text.slice(0, 8)).toBe('%PDF-1.7');
    expect(text).toMatch(/\/Marked true/);
    expect(text).toContain(`/Lang (${lang})`);
    for (const tag of ['StructTreeRoot', '/S /H1', '/S /H2', '/S /Table', '/S /TH', '/S /TD'])
      expect(text).toContain(tag);
    expect(text).toContain('/FontFile');
    const said = readPdfText(answer.rawPayload);
    expect(said.length).toBeGreaterThan(1500);
    expect(said).toContain(lang === 'da' ? 'Side 1 af' : 'Page 1 of');
  }
});

test('the record of processing says what is missing, and is whole once it is stated; earlier statements stay', async () => {
  const read = async () => {
    const { text } = await nation.ask(officer, 'GET', '/api/gdpr/record');
    const { items } = JSON.parse(text) as {
      items: { dataset: { id: string; name: string }; missing: string[]; genomes: number; categories: string[] }[];
    };
    return items.find(({ dataset }) => dataset.name === 'clinic')!;
  };
  expect((await read()).missing).toContain('retention');
  // What is held is counted, though nobody's row may be read under this act.
  expect(await read()).toMatchObject({ genomes: 1, categories: [expect.stringMatching(/genetic/)] });
  const stated = {
    controller: 'Region A',
    legalBasis: 'Health Act',
    purposes: ['diagnosis'],
    subjects: ['patients'],
    categories: ['genetic data'],
    retention: '30 years',
    reason: 'first statement',
  };
  expect((await nation.ask(officer, 'PUT', '/api/gdpr/record/clinic', stated)).status).toBe(200);
  const longer = { retention: '40 years', reason: 'new law' };
  expect((await nation.ask(officer, 'PUT', '/api/gdpr/record/clinic', longer)).status).toBe(200);
  expect(await read()).toMatchObject({ missing: [], controller: 'Region A', retention: '40 years' });
  const { text } = await nation.ask(officer, 'GET', '/api/gdpr/record/clinic/history');
  expect(JSON.parse(text)).toMatchObject({
    items: [{ changed: ['retention'], reason: 'new law' }, { reason: 'first statement' }],
  });
  const csv = await nation.ask('auditor', 'GET', '/api/gdpr/record.csv');
  expect(csv.text.split('\n')).toHaveLength(5);
  expect(csv.text).toContain('40 years');
  expect((await nation.ask('auditor', 'GET', '/api/gdpr/record.pdf?lang=en')).text.slice(0, 5)).toBe('%PDF-');
  expect((await nation.ask('auditor', 'PUT', '/api/gdpr/record/clinic', longer)).status).toBe(403);

  // What the dataset's own terms say is stated there and nowhere else.
  const { id } = (await read()).dataset;
  const own = {
    purpose: 'diagnosis',
    article6: '6(1)(e)',
    article9: '9(2)(h)',
    nationalLaw: 'Health Act',
    retention: '50 years',
    reason: 'the agreement says so',
  };
  expect((await nation.ask(officer, 'PUT', `/api/datasets/${id}/terms`, own)).status).toBe(200);
  expect(await read()).toMatchObject({ retention: '50 years' });
  expect((await nation.ask(officer, 'PUT', '/api/gdpr/record/clinic', longer)).code).toBe('IDUN_RECORD_OWN');
  expect(await read()).toMatchObject({ retention: '50 years' });
});

test('a breach: 72 hours from its discovery, what the law asks for, who was affected from the log', async () => {
  const security = 'security-officer';
  const post = (url: string, body: unknown) => nation.ask(security, 'POST', url, body);
  const late = new Date(Date.now() - 80 * 3600_000).toISOString();
  const given = { title: 'Wrong list', description: 'A list was sent', kinds: ['confidentiality'], discoveredAt: late };
  const made = JSON.parse((await post('/api/gdpr/breaches', given)).text) as { id: string };
  expect(made).toMatchObject({ state: 'discovered', overdue: true, acts: ['assess', 'report'] });
  const acts = `/api/gdpr/breaches/${made.id}/acts`;
  expect((await post(acts, { act: 'close' })).code).toBe('IDUN_BREACH_ACT');
  expect((await post(acts, { act: 'assess', risk: 'high' })).code).toBe('IDUN_BREACH_FIELD');
  await post(acts, { act: 'assess', risk: 'high', assessment: 'genomes of patients' });
  expect((await post(acts, { act: 'dismiss', notReportableReason: 'no' })).code).toBe('IDUN_BREACH_FIELD');
  expect((await post(acts, { act: 'report', reportReference: 'R-1' })).text).toContain('72 hours');
  const reported = await post(acts, { act: 'report', reportReference: 'R-1', delayReason: 'found on a holiday' });
  expect(JSON.parse(reported.text)).toMatchObject({ state: 'reported', hoursLeft: null, overdue: true });
  expect((await post(acts, { act: 'close' })).code).toBe('IDUN_BREACH_FIELD');

  const { genome, person } = nation.subjects['a stranger'];
  await nation.ask('interpreter', 'GET', `/api/genomes/${genome}`);
  await nation.ask(officer, 'GET', `/api/gdpr/access-report?person=${person}`);
  const affected = `/api/gdpr/breaches/${made.id}/affected`;
  expect((await nation.ask(security, 'GET', affected)).code).toBe('IDUN_BREACH_REACH');
  const reach = {
    actor: 'person:acc_data-protection-officer',
    action: 'gdpr.access-report',
    from: new Date(Date.now() - 60_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  };
  await nation.ask(security, 'PUT', `/api/gdpr/breaches/${made.id}/reach`, reach);
  const found = JSON.parse((await nation.ask(security, 'GET', affected)).text) as { people: { person: string }[] };
  expect(found.people.map((one) => one.person)).toContain(person);

  await post(acts, { act: 'tell-people', note: 'letters sent' });
  await post(acts, { act: 'close' });
  const whole = JSON.parse((await nation.ask(security, 'GET', `/api/gdpr/breaches/${made.id}`)).text) as {
    state: string;
    history: { act: string }[];
  };
  expect(whole.state).toBe('closed');
  expect(whole.history.map(({ act }) => act)).toEqual([
    'register',
    'assess',
    'report',
    'reach',
    'tell-people',
    'close',
  ]);
  expect((await nation.ask('clinician', 'GET', '/api/gdpr/breaches')).status).toBe(403);
});

test('the clock runs while nothing is decided, and stops with the report', () => {
  const discoveredAt = new Date('2026-01-01T00:00:00Z');
  const at = (hours: number) => new Date(discoveredAt.getTime() + hours * 3600_000);
  const open = { state: 'assessed', discoveredAt, reportedAt: null } as const;
  expect(clockOf(open, at(70))).toMatchObject({ hoursLeft: 2, overdue: false, reportBy: at(72) });
  expect(clockOf(open, at(73))).toMatchObject({ hoursLeft: -1, overdue: true });
  const reported = { state: 'reported', discoveredAt, reportedAt: at(71) } as const;
  expect(clockOf(reported, at(200))).toMatchObject({ hoursLeft: null, overdue: false });
});

test('erasure is asked for after a fresh sign-in, runs in the background, and leaves a signed certificate', async () => {
  const { genome, person, personNo } = nation.subjects['own project’s data set'];
  // Of whom a biobank has a tube is still somebody when the genome is gone.
  const { specimen } = await storeTube(personNo, 'First bank');
  const body = { genome, reason: 'the person’s right' };
  expect((await nation.ask('data-protection-officer', 'POST', '/api/gdpr/erasures', body)).code).toBe(
    'IDUN_ACCESS_STEP_UP',
  );
  const asked = await nation.ask(officer, 'POST', '/api/gdpr/erasures', body);
  expect([asked.status, JSON.parse(asked.text)]).toEqual([202, { items: [{ of: genome, state: 'queued' }] }]);
  const { tasks } = await import('../tasks.ts');
  expect(await listOpenJobs(nation.app.database.jobs)).toMatchObject([{ task: 'gdpr.erase', state: 'queued' }]);
  const work = { genome, reason: body.reason, actor: 'person:acc_data-protection-officer' };
  const { silentProgress } = await import('../../platform/progress/index.ts');
  await tasks['gdpr.erase']!(nation.app, work, {
    progress: silentProgress,
    signal: new AbortController().signal,
  } as never);
  const list = JSON.parse((await nation.ask(officer, 'GET', '/api/gdpr/erasures')).text) as {
    items: { of: string; state: string }[];
  };
  expect(list.items[0]).toMatchObject({ of: genome, state: 'complete', certificate: true });
  const certificate = await nation.ask(officer, 'GET', `/api/gdpr/erasures/${genome}/certificate`);
  expect(JSON.parse(certificate.text)).toMatchObject({
    certificate: { genome, state: 'complete' },
    signature: expect.any(String),
  });
  expect((await nation.ask(officer, 'POST', '/api/gdpr/erasures', body)).code).toBe('IDUN_ERASURE_NOTHING');
  const { rows } = await sql<{ id: string }>`select p.id from biobank.specimens s join trust.people p using (person_no)
    where s.id = ${specimen}`.execute(nation.app.database.owner);
  expect(rows).toEqual([{ id: person }]);
}, 60_000);

test('a person is parted from register, tubes, orders and lists at once, keeps their own choices, and a signed certificate names each area', async () => {
  const { database, config, cprKeys } = nation.app;
  const { owner } = database;
  const { rows } = await sql<{ id: string; no: number }>`insert into trust.people (id, sex, family_name)
    values ('per_' || repeat('E', 22), 'female', 'Erased') returning id, person_no as no`.execute(owner);
  const { id: person, no } = rows[0]!;
  const cpr = parseCpr('010190-1004');
  await owner.transaction().execute((trx) => recordCprs(trx, cprKeys, [{ personNo: no, cpr }]));
  await database.withActor(system, (trx) => recordOptOut(trx, no, system));
  const writer = new TableWriter(columnsFolder(config.dataDir), 'persons');
  writer.append(2, { person: Uint32Array.of(no, no + 1000) });
  const tables = [writer.finish()];
  await database.withActor(system, (trx) => publishTables(trx, { feed: 'test', world: 'real', tables }));
  const { bank, specimen } = await storeTube(no);
  const { rows: cohorts } = await sql<{
    no: number;
  }>`insert into register.cohorts (id, name, owner) values ('coh_test', 'c', 'o')
    returning cohort_no as no`.execute(owner);
  await sql`insert into register.cohort_versions (cohort_no, version, definition, data_version, mask_epoch, persons, minimum_count,
      definition_hash, members_hash, frozen_by) values (${cohorts[0]!.no}, 1, '{}', 0, 0, 1, 3, repeat('a', 64), repeat('b', 64), 'o')`.execute(
    owner,
  );
  await sql`insert into register.cohort_members values (${cohorts[0]!.no}, 1, ${no})`.execute(owner);
  const limitNo = await owner.transaction().execute((trx) => limitPersons(trx, [no]));

  const body = { person, reason: 'the person’s right' };
  const asked = await nation.ask(officer, 'POST', '/api/gdpr/erasures', body);
  expect(asked.status).toBe(202);
  const [{ of: erasure }] = (JSON.parse(asked.text) as { items: [{ of: string }] }).items;
  expect(erasure).toMatch(/^ers_/);
  const queued = (await listOpenJobs(database.jobs)).find(({ task }) => task === 'person.erase');
  expect(queued).toMatchObject({ state: 'queued' });
  const { tasks } = await import('../tasks.ts');
  const { silentProgress } = await import('../../platform/progress/index.ts');
  await tasks['person.erase']!(nation.app, { person, erasure }, { progress: silentProgress } as never);

  // The register has no row of theirs, and the person is who they were under another number: number, name and choice are found.
  const { tables: left } = await readPublished(owner, config.dataDir, 'real');
  const [table] = left.filter(({ table }) => table === 'persons');
  expect([...new TableReader({ ...table!, table: 'persons' }).column('person')]).toEqual([no + 1000]);
  const found = await readPersonById(owner, person);
  expect(found.personNo).not.toBe(no);
  expect(await readCpr(owner, cprKeys, found.personNo)).toBe(cpr);
  expect(await isOptedOut(owner, found.personNo)).toBe(true);
  // The tube is nobody's, its custody is whole, and no reservation gets it.
  const { rows: tubes } = await sql<{ donor: string; name: string | null }>`select p.id as donor, p.family_name as name
    from biobank.specimens s join trust.people p using (person_no) where s.id = ${specimen}`.execute(owner);
  expect(tubes).toEqual([{ donor: expect.not.stringMatching(person), name: null }]);
  const scope = await mintOperatorScope(database.app, { actorId: 'test' });
  const deps = { database, clock: systemClock, cprKeys };
  expect(await replayBiobank(deps, scope, bank)).toMatchObject({ different: [], broken: [] });
  const { rows: open } = await sql`select 1 from biobank.orders where person_no = ${no} and state = 'open'`.execute(
    owner,
  );
  expect(open).toEqual([]);
  expect(await isOptedOut(owner, no, 'material')).toBe(true);
  for (const table of ['register.cohort_members', 'trust.limited_persons']) {
    const { rows: members } = await sql`select 1 from ${sql.table(table)}
      where person_no = any(${[no, found.personNo]}::int[])`.execute(owner);
    expect([table, members]).toEqual([table, []]);
  }
  expect(limitNo).toBeGreaterThan(0);

  const answer = await nation.ask(officer, 'GET', `/api/gdpr/erasures/${erasure}/certificate`);
  const { certificate, signature } = JSON.parse(answer.text) as {
    certificate: { places: { place: string; state: string; detail: string }[] };
    signature: string;
  };
  expect(verifyCertificate(certificate, signature, openKeys(config.dataDir))).toBe(true);
  expect(certificate.places.map(({ place, state }) => `${place}: ${state}`)).toEqual([
    'person: gone',
    'specimens of biobanks: rewritten',
    'orders of specimens: rewritten',
    'saved cohorts: gone',
    'applications and permits: gone',
    'register: gone',
    'database tables and log: gone',
  ]);
  for (const canary of [person, 'Erased', specimen, cpr]) expect(answer.text).not.toContain(canary);
  const list = await nation.ask(officer, 'GET', '/api/gdpr/erasures');
  expect(JSON.parse(list.text)).toMatchObject({ items: [{ of: erasure, state: 'complete', certificate: true }, {}] });
}, 60_000);

const system = { kind: 'system', id: 'test' } as const;

/** A tube of somebody in a biobank, and an order of another. */
async function storeTube(personNo: number, name = 'Bank'): Promise<{ bank: Biobank; specimen: string }> {
  const { database } = nation.app;
  const { organisationNo } = await ensureOrganisation(database.app, { name, kind: 'biobank' });
  const made = { name, organisationNo, basis: 'test', by: 'test', at: new Date() };
  const bank = await createBiobank(database.app, made);
  await createCollection(database.app, bank, { name: 'General' });
  const specimen = newId('spc');
  const scope = await mintOperatorScope(database.app, { actorId: 'test' });
  const facts = {
    id: specimen,
    lineage: 'new',
    barcode: 'T1',
    unit: 'ul',
    type: 'serum',
    amount: 1000,
    person_no: personNo,
  };
  await database.withActor(scope.actor, (trx) =>
    recordCustody(trx, scope, {
      ...{ biobankNo: bank.biobankNo, action: 'biobank.register', object: bank.id, at: new Date() },
      events: [{ act: 'register', to: 'available', facts: { ...facts, thaws: 0 } }],
    }),
  );
  await sql`insert into biobank.orders (id, biobank_no, collection_no, person_no, requisition, ordered_at, ordered_by)
    select ${newId('ord')}, ${bank.biobankNo}, collection_no, ${personNo}, 'REQ-1', now(), 'test'
    from biobank.collections where biobank_no = ${bank.biobankNo}`.execute(database.owner);
  return { bank, specimen };
}
