import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { openArchive, processSubmission, receiveSubmission } from '../../genomes/archive/index.ts';
import { makeVcf } from '../../genomes/archive/testing.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { loadConfig } from '../../platform/config/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { prepareJobs } from '../../platform/jobs/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { beginRelation } from '../../trust/care/index.ts';
import { createAccount, type Role, roleNames } from '../../trust/identity/index.ts';
import { ensureOrganisation, type Organisation } from '../../trust/organisations/index.ts';
import { findByNumbers } from '../../trust/people/index.ts';
import { grantDataset, mintOperatorScope } from '../../trust/scope/index.ts';
import { steppedUp, testSession } from '../../trust/scope/testing.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import type { Subject } from './cells.ts';

/** Somebody whose data is asked for. */
export interface SubjectData {
  sample: string;
  dataset: string;
  genome: string;
  person: string;
  personNo: number;
  submission: string;
}

/** A nation in little: two regions, three departments, a facility, a project, a citizen with a child, and a genome for each subject. */
export interface LittleNation {
  app: App;
  server: FastifyInstance;
  subjects: Record<Subject, SubjectData>;
  /** Sends a request as a role (`!` behind it: after step-up), as the operator, as the public, or with a token that is no sender's. */
  ask(
    who: string,
    method: string,
    url: string,
    body?: unknown,
  ): Promise<{ status: number; code: string; text: string; type: string }>;
  close(): Promise<void>;
}

const samples: Record<Subject, { sample: string; dataset: string }> = {
  'own patient': { sample: 'OWN', dataset: 'elsewhere' },
  'patient of another department': { sample: 'OTHERDEP', dataset: 'elsewhere' },
  'patient of another region': { sample: 'OTHERREG', dataset: 'elsewhere' },
  'own organisation’s data set': { sample: 'OWNORG', dataset: 'clinic' },
  'another’s data set': { sample: 'OTHERORG', dataset: 'elsewhere' },
  'own project’s data set': { sample: 'PROJ', dataset: 'project' },
  oneself: { sample: 'SELF', dataset: 'elsewhere' },
  'one’s child': { sample: 'CHILD', dataset: 'elsewhere' },
  'a stranger': { sample: 'STRANGER', dataset: 'elsewhere' },
};

/** Adds a data set of genomes, as an operator does. @param pedigree a PED file of the same people */
export async function addDataset(
  { database, objects, config }: App,
  folder: string,
  given: { dataset: string; samples: Parameters<typeof makeVcf>[0]; pedigree?: string },
): Promise<void> {
  const { dataset, samples, pedigree } = given;
  const archive = openArchive({ database, objects, dataDir: config.dataDir });
  const actor = { kind: 'operator', id: 'test' } as const;
  const save = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return { path, name };
  };
  const files = [
    { ...save(`${dataset}.vcf`, makeVcf(samples)), role: 'calls' as const },
    ...(pedigree === undefined ? [] : [{ ...save(`${dataset}.ped`, pedigree), role: 'pedigree' as const }]),
  ];
  const { id } = await receiveSubmission(archive, { files, options: { dataset }, actor });
  await processSubmission(archive, id, { actor, progress: silentProgress, workers: 0 });
}

async function loadGenomes(app: App, folder: string): Promise<Record<Subject, SubjectData>> {
  for (const dataset of ['elsewhere', 'clinic', 'project']) {
    const names = Object.values(samples).filter((one) => one.dataset === dataset);
    await addDataset(app, folder, { dataset, samples: names.map(({ sample: name }) => ({ name, gt: () => '0/1' })) });
  }
  const { rows } =
    await sql<SubjectData>`select g.sample_name as sample, d.name as dataset, g.id as genome, p.id as person,
      p.person_no as "personNo", s.id as submission
    from genomes.genomes g join genomes.datasets d using (dataset_no) join genomes.submissions s using (submission_no)
      join trust.people p on p.person_no = g.person_no`.execute(app.database.app);
  const found = Object.entries(samples).map(([subject, { sample }]) => [
    subject,
    rows.find((row) => row.sample === sample)!,
  ]);
  return Object.fromEntries(found) as Record<Subject, SubjectData>;
}

async function makeOrganisations({ database: { app: db } }: App): Promise<Record<string, Organisation>> {
  const near = await ensureOrganisation(db, { name: 'Region A', kind: 'region' });
  const far = await ensureOrganisation(db, { name: 'Region B', kind: 'region' });
  const below = (name: string, partOfNo: number) => ensureOrganisation(db, { name, kind: 'department', partOfNo });
  return {
    ward: await below('Ward A1', near.organisationNo),
    other: await below('Ward A2', near.organisationNo),
    far: await below('Ward B1', far.organisationNo),
    facility: await ensureOrganisation(db, { name: 'Facility', kind: 'facility' }),
    project: await ensureOrganisation(db, { name: 'Project', kind: 'project' }),
    authority: await ensureOrganisation(db, { name: 'Authority', kind: 'authority' }),
  };
}

async function relate(app: App, subjects: LittleNation['subjects'], at: Record<string, Organisation>): Promise<string> {
  const { database, cprKeys } = app;
  const scope = await mintOperatorScope(database.app, { actorId: 'test' });
  const treat = (subject: Subject, place: string) =>
    beginRelation({ database, cprKeys, clock: systemClock }, scope, {
      person: subjects[subject].person,
      kind: 'referral',
      organisation: at[place]!.id,
    });
  await treat('own patient', 'ward');
  await treat('patient of another department', 'other');
  await treat('patient of another region', 'far');
  const { rows } = await sql<{ id: string; name: string }>`select id, name from genomes.datasets`.execute(database.app);
  const open = { basis: 'agreement of the test', validFrom: new Date(0), validTo: null };
  const idOf = (name: string) => rows.find((row) => row.name === name)!.id;
  const facility = { ...open, datasetId: idOf('clinic'), organisationNo: at['facility']!.organisationNo };
  await grantDataset(database.app, { ...facility, kind: 'processor' }, 'test');
  const project = { ...open, datasetId: idOf('project'), organisationNo: at['project']!.organisationNo };
  await grantDataset(database.app, { ...project, kind: 'project' }, 'test');
  const [self] = await findByNumbers(database.app, [subjects.oneself.personNo]);
  await sql`insert into trust.guardianships (child_no, guardian_no, kind, valid_from, recorded_by)
    values (${subjects['one’s child'].personNo}, ${self!.personNo}, 'custody', '2020-01-01', 'test')`.execute(
    database.app,
  );
  await sql`update trust.people set born = now()::date - 3000, born_precision = 'day'
    where person_no = ${subjects['one’s child'].personNo}`.execute(database.app);
  const account = await createAccount(database.app, {
    ...{ name: 'Citizen', kind: 'person', demo: false, by: 'test', login: 'citizen', person: self! },
  });
  return account.id;
}

const places: Partial<Record<Role, string>> = {
  clinician: 'ward',
  interpreter: 'ward',
  'network-member': 'ward',
  laboratory: 'facility',
  'quality-manager': 'facility',
  bioinformatician: 'facility',
  pipeline: 'facility',
  researcher: 'project',
};

/** Opens the nation with its server; nothing listens. */
export async function openLittleNation(): Promise<LittleNation> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-nation-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  await prepareJobs(app.database);
  const subjects = await loadGenomes(app, folder);
  const at = await makeOrganisations(app);
  const citizen = await relate(app, subjects, at);
  const sessions = new Map<string, RequestSession>();
  for (const role of roleNames) {
    const place = role === 'citizen' ? null : at[places[role] ?? 'authority']!;
    const who = role === 'citizen' ? { accountId: citizen, personId: subjects.oneself.person } : {};
    const { organisationNo = null, id = null, name = null } = place ?? {};
    const session = testSession({ role, organisationNo, organisationId: id, organisation: name, ...who });
    sessions.set(role, session);
    sessions.set(`${role}!`, steppedUp(session));
  }
  const operator = { kind: 'operator' as const, role: null, accountId: null, accountName: null, holdingId: null };
  sessions.set('operator', { ...testSession({ role: 'auditor' }), ...operator, purpose: 'operation' });
  const findSession = async (secret: string) => sessions.get(decodeURIComponent(secret));
  const unlimited = { burst: 1e9, perMinute: 1e9 };
  const limits = { 'sign-in': unlimited, identify: unlimited, export: unlimited, general: unlimited };
  const server = await buildServer(app, undefined, { findSession }, limits);
  await server.ready();
  return {
    app,
    server,
    subjects,
    async ask(who, method, url, body) {
      const headers: Record<string, string> = { host: 'localhost' };
      if (who === 'sender') headers['authorization'] = 'Bearer no-sender-of-ours';
      else if (who !== 'public') headers['cookie'] = `idun_session_0=${encodeURIComponent(who)}`;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers,
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const type = String(answer.headers['content-type'] ?? '');
      const problem = /problem\+json/.test(type);
      const code = problem ? (JSON.parse(answer.body) as { code: string }).code : '';
      return { status: answer.statusCode, code, text: answer.body, type };
    },
    async close() {
      await server.close();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
