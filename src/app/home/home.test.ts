import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive, processSubmission, receiveSubmission } from '../../genomes/archive/index.ts';
import { makeVcf } from '../../genomes/archive/testing.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { factsOf, type Role } from '../../trust/identity/index.ts';
import { ensureOrganisation, type Organisation } from '../../trust/organisations/index.ts';
import { createPeople, type Person } from '../../trust/people/index.ts';
import { grantDataset } from '../../trust/scope/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { signInAs } from '../testing.ts';
import { cards } from './cards.ts';
import type { Home } from './model.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-home-'));
const actor = { kind: 'operator', id: 'test' } as const;
const day = 86_400_000;
let app: App;
let http: FastifyInstance;
let patient: Person;
let here: Organisation;
let there: Organisation;
const cookies: Record<string, string> = {};

/** Somewhere the role can be held. */
async function placeFor(role: Role): Promise<Organisation | null> {
  const kind = factsOf(role).heldIn[0];
  return kind === undefined ? null : await ensureOrganisation(app.database.owner, { name: `A ${kind}`, kind });
}

async function signIn(name: string, role: Role, given?: Organisation): Promise<string> {
  const { app: db } = app.database;
  const at = given ?? (await placeFor(role));
  const { account, cookie } = await signInAs(db, { name, role, organisation: at });
  cookies[name] = cookie;
  return account;
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const { owner } = app.database;
  [patient] = (await createPeople(owner, [
    { sex: 'female', name: 'Petra Prøve', identifiers: [{ namespace: 'test', value: 'PETRA' }] },
  ])) as [Person];
  here = await ensureOrganisation(owner, { name: 'Here', kind: 'department' });
  there = await ensureOrganisation(owner, { name: 'There', kind: 'department' });
  const path = join(folder, 'petra.vcf');
  writeFileSync(path, makeVcf([{ name: 'PETRA', gt: (i) => (i % 2 === 0 ? '0/1' : '0/0') }]));
  const archive = openArchive({ database: app.database, objects: app.objects, dataDir: app.config.dataDir });
  const options = { dataset: 'cohort', source: 'research', personNamespace: 'test' } as const;
  const files = [{ path, name: 'petra.vcf', role: 'calls' as const }];
  const { id } = await receiveSubmission(archive, { files, options, actor });
  await processSubmission(archive, id, { actor, progress: silentProgress, workers: 0 });
  await sql`update genomes.genomes set state = 'current'`.execute(owner);
  await sql`insert into trust.care_relations (id, person_no, organisation_no, kind, valid_from, valid_to, begun_by)
    values ('car_1', ${patient.personNo}, ${here.organisationNo}, 'referral', ${new Date(Date.now() - day)},
      ${new Date(Date.now() + 5 * day)}, 'test')`.execute(owner);
  http = await buildServer(app);
}, 120_000);
afterAll(async () => {
  await http.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function homeOf(name: string): Promise<Home> {
  const headers = { host: 'localhost', cookie: cookies[name]! };
  const answer = await http.inject({ url: '/api/home', headers });
  expect(answer.statusCode, answer.body).toBe(200);
  return JSON.parse(answer.body) as Home;
}

async function open(name: string, opened: object): Promise<number> {
  const headers = { host: 'localhost', origin: 'http://localhost', cookie: cookies[name]! };
  return (await http.inject({ method: 'POST', url: '/api/home/recent', headers, payload: opened })).statusCode;
}

test('whoever has not signed in has no start page', async () => {
  const answer = await http.inject({ url: '/api/home', headers: { host: 'localhost' } });
  expect(answer.statusCode).toBe(401);
});

test('a clinician is told of the own department’s patients, and another department is told nothing', async () => {
  await signIn('Ours', 'clinician', here);
  await signIn('Theirs', 'clinician', there);
  const ours = await homeOf('Ours');
  expect(ours.since).toBeNull();
  expect(ours.waiting).toMatchObject([
    { kind: 'relation.ending', label: 'Petra Prøve', href: `/patients/${patient.id}`, facts: { relation: 'referral' } },
  ]);
  expect(ours.changes.filter(({ kind }) => kind === 'patient.genome')).toMatchObject([{ label: 'Petra Prøve' }]);
  const theirs = await homeOf('Theirs');
  expect(theirs.waiting).toEqual([]);
  expect(theirs.changes.filter(({ kind }) => kind === 'patient.genome')).toEqual([]);
  expect(JSON.stringify(theirs)).not.toMatch(/Petra|per_/);
});

test('what was opened last stays with the person, and leaves the list when it is no longer theirs to see', async () => {
  const { rows } = await sql<{ id: string }>`select id from genomes.genomes`.execute(app.database.owner);
  expect(await open('Ours', { kind: 'dataset', key: 'cohort' })).toBe(204);
  expect(await open('Ours', { kind: 'genome', key: rows[0]!.id })).toBe(204);
  expect(await open('Theirs', { kind: 'genome', key: rows[0]!.id })).toBe(204);
  expect((await homeOf('Ours')).recent).toMatchObject([
    { kind: 'genome', label: 'PETRA' },
    { kind: 'dataset', label: 'cohort', href: '/datasets/cohort' },
  ]);
  expect((await homeOf('Theirs')).recent).toEqual([]);
  await sql`update trust.care_relations set valid_to = now()`.execute(app.database.owner);
  expect((await homeOf('Ours')).recent).toMatchObject([{ kind: 'dataset' }]);
  for (let at = 0; at < 40; at++) await open('Theirs', { kind: 'variant', key: `demo/1-${at}-A-G` });
  const kept = await sql<{ n: number }>`select count(*)::int as n from idun.recent_things t join trust.accounts a
    using (account_no) where a.name = 'Theirs'`.execute(app.database.owner);
  expect(kept.rows[0]!.n).toBeLessThanOrEqual(30);
  expect((await homeOf('Theirs')).recent[0]).toMatchObject({ key: 'demo/1-39-A-G', href: '/variants/demo/1-39-A-G' });
});

test('an emergency opening waits for the data protection officer, and for the one who opened it', async () => {
  const account = await signIn('Opener', 'clinician', there);
  await signIn('Officer', 'data-protection-officer');
  await sql`insert into trust.emergency_openings (id, person_no, account_id, account_name, reason, opened_at, closes_at)
    values ('emg_1', ${patient.personNo}, ${account}, 'Opener', 'unconscious, bleeding', now(),
      ${new Date(Date.now() + 4 * 3600_000)})`.execute(app.database.owner);
  const officer = await homeOf('Officer');
  expect(officer.waiting.filter(({ kind }) => kind === 'emergency.review')).toMatchObject([
    { label: 'Opener', facts: { reason: 'unconscious, bleeding' } },
  ]);
  // Who the patient is stays with the care side: the officer opens the review to see more.
  expect(JSON.stringify(officer)).not.toContain('Petra');
  const opener = await homeOf('Opener');
  expect(opener.waiting).toMatchObject([{ kind: 'emergency.open', href: `/patients/${patient.id}` }]);
});

test('a right that ends soon waits for its holder, and for the administrator of the place', async () => {
  await signIn('Ending', 'researcher', await ensureOrganisation(app.database.owner, { name: 'P', kind: 'project' }));
  await sql`update trust.role_holdings h set valid_to = ${new Date(Date.now() + 3 * day)} from trust.accounts a
    where a.account_no = h.account_no and a.name = 'Ending'`.execute(app.database.owner);
  await signIn('Admin', 'administrator');
  expect((await homeOf('Ending')).waiting).toMatchObject([
    { kind: 'own.role-ending', facts: { role: 'researcher', organisation: 'P' } },
  ]);
  const admin = await homeOf('Admin');
  expect(admin.waiting).toMatchObject([{ kind: 'rights.ending', label: 'Ending' }]);
  expect(admin.changes.some(({ kind, label }) => kind === 'rights.given' && label === 'Ending')).toBe(true);
  await signIn(
    'Elsewhere',
    'administrator',
    await ensureOrganisation(app.database.owner, { name: 'R', kind: 'region' }),
  );
  const elsewhere = await homeOf('Elsewhere');
  expect(elsewhere.waiting).toEqual([]);
  expect(elsewhere.changes.map(({ label }) => label)).not.toContain('Ending');
  expect(admin.series).toMatchObject([{ kind: 'sign-ins', step: 'day' }]);
});

test('a breach waits until it must be reported, and what the record does not state for whoever may state it', async () => {
  const { owner } = app.database;
  await sql`insert into governance.breaches (id, title, description, kinds, discovered_at, registered_by)
    values ('brc_1', 'A letter went astray', 'x', '{confidentiality}', now() - interval '1 hour', 'test')`.execute(
    owner,
  );
  const officer = await homeOf('Officer');
  const breach = officer.waiting.find(({ kind }) => kind === 'breach.open')!;
  expect(breach).toMatchObject({ label: 'A letter went astray', href: '/privacy/breaches/brc_1' });
  expect(new Date(breach.deadline!).getTime() - new Date(breach.since).getTime()).toBe(72 * 3600_000);
  expect(officer.waiting).toContainEqual(expect.objectContaining({ kind: 'record.unstated', facts: { datasets: 1 } }));
  expect((await homeOf('Admin')).waiting.map(({ kind }) => kind)).not.toContain('breach.open');
});

test('a project is told of what opens and closes to it, and not of another’s; the committee of all', async () => {
  const { owner } = app.database;
  const project = await ensureOrganisation(owner, { name: 'Mine', kind: 'project' });
  const other = await ensureOrganisation(owner, { name: 'Not mine', kind: 'project' });
  const { rows } = await sql<{ id: string }>`select id from genomes.datasets where name = 'cohort'`.execute(owner);
  const opening = { datasetId: rows[0]!.id, kind: 'project' as const, basis: 'permit', validFrom: new Date() };
  await grantDataset(
    owner,
    { ...opening, organisationNo: project.organisationNo, validTo: new Date(Date.now() + 9 * day) },
    'test',
  );
  await grantDataset(owner, { ...opening, organisationNo: other.organisationNo, validTo: null }, 'test');
  await signIn('Member', 'researcher', project);
  await signIn('Board', 'committee-member');
  await signIn('Centre', 'coordinator');
  const opened = ({ changes }: Home) =>
    changes
      .filter(({ kind }) => kind === 'project.opened')
      .map(({ label }) => label)
      .sort();
  const member = await homeOf('Member');
  expect(member.waiting).toMatchObject([{ kind: 'own.project-closing', label: 'cohort', facts: { project: 'Mine' } }]);
  expect(opened(member)).toEqual(['Mine']);
  expect(opened(await homeOf('Board'))).toEqual(['Mine', 'Not mine']);
  const centre = await homeOf('Centre');
  expect(centre.waiting.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['project.closing', 'record.unstated']),
  );
  expect(centre.series.find(({ kind }) => kind === 'genomes')!.points.at(-1)!.value).toBe(1);
});

test('every role that signs in has a page, and each answers', async () => {
  for (const role of Object.keys(cards) as (keyof typeof cards)[]) {
    await signIn(`Every ${role}`, role);
    const home = await homeOf(`Every ${role}`);
    expect(home.role).toBe(role);
    expect(home.waiting.every(({ kind }) => (cards[role].waiting as readonly string[]).includes(kind))).toBe(true);
    expect(home.changes.every(({ kind }) => (cards[role].changes as readonly string[]).includes(kind))).toBe(true);
  }
});
