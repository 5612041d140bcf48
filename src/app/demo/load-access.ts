import { sql } from 'kysely';
import { signAgreement } from '../../access/applications/agreement.ts';
import {
  type Answers,
  acceptComplete,
  beginApplication,
  decidePart,
  returnApplication,
  showApplication,
  submitApplication,
} from '../../access/applications/index.ts';
import { addBody, addResource, type BodyKind, decisionSchema, rulesSchema } from '../../access/approvals/index.ts';
import { ask } from '../../access/enquiries/index.ts';
import { openAccess } from '../../access/open-access.ts';
import { issuePermit, type PermitDeps } from '../../access/permits/index.ts';
import { removeDemoCases, spreadDemoCases } from '../../access/remove-demo-cases.ts';
import { readDefinition, saveCohort } from '../../register/cohorts/index.ts';
import { findAccountByLogin } from '../../trust/identity/index.ts';
import { findOrganisation, type Organisation } from '../../trust/organisations/index.ts';
import { type Act, mintRequestScope, type Scope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import { demoAccounts, demoPlaces } from './demo-accounts.ts';

type Login = 'researcher' | 'coordinator' | 'committee-member' | 'data-protection-officer' | 'register-owner';

const hour = 3600_000;

/** The scope of a demo account for an act, as signing in would give it. */
async function scopeOf({ database }: App, login: Login, act: Act): Promise<Scope> {
  const account = (await findAccountByLogin(database.app, login))!;
  const { role, place } = demoAccounts.find((one) => one.login === login)!.holdings[0];
  const organisation = await placeOf(database.app, place as keyof typeof demoPlaces);
  const expiresAt = new Date(Date.now() + hour);
  const session = {
    ...{ id: 'ses_demo', kind: 'person' as const, accountId: account.id, accountName: account.name, personId: null },
    ...{ holdingId: null, role, organisationNo: organisation.organisationNo, organisationId: organisation.id },
    ...{
      organisation: organisation.name,
      purpose: 'operation',
      authentication: 'password' as const,
      tokenScopes: null,
    },
    ...{ steppedUpUntil: expiresAt, demo: true, expiresAt },
  };
  return await mintRequestScope(database.app, { session, act, minimumCount: 0 });
}

async function placeOf(db: App['database']['app'], place: keyof typeof demoPlaces): Promise<Organisation> {
  return await findOrganisation(db, `${demoPlaces[place].name} (demo)`);
}

const prices = {
  currency: 'DKK',
  from: '2026-01-01',
  lines: [
    {
      code: 'OPSTART',
      words: { da: 'Opstart af udtræk', en: 'Start of a withdrawal' },
      unit: 'application',
      public: 750_000,
      company: 4_500_000,
    },
    {
      code: 'SERUM',
      words: { da: 'Serum, pr. rør', en: 'Serum, per tube' },
      unit: 'specimen',
      material: 'serum',
      public: 9_500,
      company: 38_000,
    },
    {
      code: 'DNA',
      words: { da: 'DNA, pr. rør', en: 'DNA, per tube' },
      unit: 'specimen',
      material: 'dna',
      public: 14_000,
      company: 52_000,
    },
  ],
};

async function makeBodies({ database: { app: db } }: App): Promise<Record<BodyKind | 'resources', string[]>> {
  const authority = await placeOf(db, 'authority');
  const biobank = await placeOf(db, 'biobank');
  const by = { by: 'demo', at: new Date(), demo: true };
  const made: Record<string, string[]> = { resources: [] };
  const kinds: [BodyKind, Organisation][] = [
    ['ethics-regional', authority],
    ['ethics-national', authority],
    ['data-protection', authority],
    ['custodian', biobank],
  ];
  for (const [kind, { organisationNo }] of kinds) {
    const rules = rulesSchema.parse(kind === 'custodian' ? { days: 21, prices } : {});
    const body = await addBody(db, { kind, organisationNo, rules, ...by });
    made[kind] = [body.id];
    if (kind !== 'custodian') continue;
    const { rows } = await sql<{
      id: string;
      name: string;
    }>`select id, name from genomes.datasets where demo order by name`.execute(db);
    const health = { duo: [{ id: 'DUO:0000006' }, { id: 'DUO:0000021' }, { id: 'DUO:0000029' }], own: [] };
    const things = [
      ...rows.map(({ id, name }) => ({
        kind: 'dataset' as const,
        ref: id,
        name: { da: `Genomer: ${name}`, en: `Genomes: ${name}` },
      })),
      ...(await collectionsOf(db)).map(({ id, name }) => ({
        kind: 'collection' as const,
        ref: id,
        name: { da: name, en: collectionNames[name] ?? name },
      })),
    ];
    for (const thing of things) {
      made['resources']!.push((await addResource(db, { bodyNo: body.bodyNo, ...thing, terms: health, ...by })).id);
    }
  }
  return made as Record<BodyKind | 'resources', string[]>;
}

const collectionNames: Readonly<Record<string, string>> = {
  'Diagnostiske prøver (demo)': 'Diagnostic specimens (demo)',
  'Demobiobanken (demo)': 'The demo biobank (demo)',
};

/** The collections of the demo nation's biobank; the last is the one applied for. */
async function collectionsOf(db: App['database']['app']): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`select c.id, c.name from biobank.collections c
    join biobank.biobanks k using (biobank_no) where k.demo order by c.name`.execute(db);
  return rows;
}

/** The question to the register that the applications rest on: people with serum left. */
const question = {
  name: 'Serum på lager',
  query: {
    data: 'synthetic',
    conditions: [{ field: 'specimen', type: ['serum'], state: ['available'], volumeUl: { from: 100 } }],
  },
};

const answersOf = (title: string, committee: string): Answers => ({
  ...{
    title,
    publicSummary: `${title}: et opdigtet projekt i demonationen.`,
    background: 'Opdigtet baggrund og metode.',
  },
  ...{ purposes: ['health'], diseases: ['DI21'], months: 24, applicant: 'public', countries: ['DK'] },
  people: [{ name: 'Freja Damm Sølvsten', organisation: 'Projekt Hjertegener', task: 'forsøgsansvarlig' }],
  ...{ institutions: 'Projekt Hjertegener', dataKinds: ['genomes', 'specimens'], genomeMapping: 'targeted' },
  ...{
    ancestry: false,
    methodsOnly: false,
    necessity: 'Færre ville ikke vise en forskel.',
    committee,
    consentBasis: 'exemption',
  },
  ...{
    findings: 'Der meldes ikke tilbage.',
    controller: 'Projekt Hjertegener',
    environment: 'national',
    transfers: false,
  },
  ...{ publishes: true, returns: true, collaborates: false, commercial: false, funding: 'En opdigtet fond' },
});

/** How far each application of the demo nation has come, and how long ago it was begun. */
const stories = [
  { title: 'Tidlige tegn på hjertesvigt', until: 'permitted', days: 210 },
  { title: 'Kolesterol og arvelighed', until: 'agreement', days: 150 },
  { title: 'Blodprop før 50 år', until: 'custodians', days: 100 },
  { title: 'Hjerterytme og kaliumkanaler', until: 'data-protection', days: 70 },
  { title: 'Medfødte hjertefejl', until: 'ethics', days: 45 },
  { title: 'Familiær forhøjet kolesterol', until: 'refused', days: 120 },
  { title: 'Hjertets alder', until: 'submitted', days: 8 },
  { title: 'Proteiner i gammelt serum', until: 'returned', days: 20 },
  { title: 'Sjældne varianter hos bloddonorer', until: 'draft', days: 2 },
] as const;

/**
 * Bodies, terms, questions and applications in different states, through the front door; what happened is spread over the months
 * before afterwards. Loaded already, it changes nothing; interrupted, it begins anew.
 */
export async function loadDemoAccess(app: App): Promise<void> {
  const { database, variants, register, config } = app;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from access.cases
    where demo and kind = 'application' and title = any(${stories.map(({ title }) => title)}::text[])`.execute(
    database.app,
  );
  if (rows[0]!.n === stories.length) return;
  await database.owner.transaction().execute(removeDemoCases);
  const deps = openAccess({ database, variants, register, dataDir: config.dataDir });
  const made = await makeBodies(app);
  const definition = readDefinition({ data: 'synthetic', conditions: [{ field: 'sex', any: ['female', 'male'] }] });
  const cohortScope = await scopeOf(app, 'researcher', 'cohorts.use');
  const cohort = await saveCohort(deps.cohorts, cohortScope, { name: 'Ansøgningens gruppe', definition });
  await ask(deps, await scopeOf(app, 'researcher', 'access.enquiries.use'), {
    ...{
      title: 'Findes der serum fra før 2010?',
      topic: 'collection',
      text: 'Vi søger gammelt serum til et nyt projekt.',
    },
    context: { resource: made.resources.at(-1)! },
  });
  const begun = new Map<string, number>();
  for (const { title, until, days } of stories) {
    const id = await tell(app, deps, { title, until, made, cohort: cohort.id, cohortScope });
    begun.set(id, days);
  }
  await database.owner.transaction().execute((trx) => spreadDemoCases(trx, begun));
}

interface Story {
  title: string;
  until: (typeof stories)[number]['until'];
  made: Record<BodyKind | 'resources', string[]>;
  cohort: string;
  cohortScope: Scope;
}

async function tell(app: App, deps: PermitDeps, { title, until, made, cohort, cohortScope }: Story): Promise<string> {
  const write = await scopeOf(app, 'researcher', 'access.applications.write');
  const serum = made.resources.at(-1)!;
  const { id } = await beginApplication(
    deps,
    write,
    {
      ...{ title, answers: answersOf(title, made['ethics-regional'][0]!), cohort: { id: cohort }, question },
      request: {
        resources: [made.resources[0]!, serum],
        specimens: [{ resource: serum, material: 'serum', count: 120 }],
      },
    },
    { cohorts: cohortScope, register: await scopeOf(app, 'researcher', 'register.search') },
  );
  if (until === 'draft') return id;
  await submitApplication(deps, write, id);
  if (until === 'submitted') return id;
  const process = await scopeOf(app, 'coordinator', 'access.applications.process');
  if (until === 'returned') {
    await returnApplication(
      deps,
      process,
      id,
      'Skriv venligst, hvordan prøverne udtages, og hvem der har adgang til nøglen.',
    );
    return id;
  }
  await acceptComplete(deps, process, id);
  const parts: [until: string, login: Login, decision: object][] = [
    ['ethics', 'committee-member', { reference: 'DEMO-H-2026-017', conditions: ['Protokollen følges.'] }],
    ['data-protection', 'data-protection-officer', { recordOfProcessing: 'DEMO-FORTEGNELSE-12' }],
    ['custodians', 'register-owner', { conditions: ['Restmateriale leveres tilbage.'] }],
  ];
  for (const [stage, login, decision] of parts) {
    if (until === stage) return id;
    const refused = until === 'refused' && stage === 'custodians';
    const given = refused ? { reason: 'Samlingen er reserveret til et andet projekt.' } : decision;
    const part = (await shown(app, deps, id)).approvals.find(({ state }) => state === 'asked')!;
    const decide = await scopeOf(app, login, 'access.approvals.decide');
    await decidePart(deps, decide, part.id, {
      to: refused ? 'refused' : 'given',
      decision: decisionSchema.parse(given),
    });
  }
  if (until !== 'permitted') return id;
  const { agreement } = await shown(app, deps, id);
  await signAgreement(deps, write, id, agreement!.hash);
  await issuePermit(deps, await scopeOf(app, 'coordinator', 'access.permits.manage'), id, { hash: agreement!.hash });
  return id;
}

async function shown(app: App, deps: PermitDeps, id: string) {
  return await showApplication(deps, await scopeOf(app, 'coordinator', 'access.applications.read'), id, 'da');
}
