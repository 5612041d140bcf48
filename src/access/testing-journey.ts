import { sql } from 'kysely';
import { readDefinition, saveCohort } from '../register/cohorts/index.ts';
import { grantDataset, populationOf } from '../trust/scope/index.ts';
import { signAgreement } from './applications/agreement.ts';
import {
  type Answers,
  acceptComplete,
  beginApplication,
  decidePart,
  type Request,
  saveDraft,
  showApplication,
  submitApplication,
} from './applications/index.ts';
import { addBody, addResource, type Body, type Decision, decisionSchema, type Resource } from './approvals/index.ts';
import { issuePermit } from './permits/index.ts';
import { openTestCentre, type Who } from './testing.ts';

export const day = 86_400_000;

export type BodyName = 'committee' | 'national committee' | 'officer' | 'biobank' | 'other biobank' | 'register';

/**
 * The coordinating centre with bodies that say their parts, things to apply for and a saved cohort, and how applications are
 * taken from their first word to a permit.
 */
export async function openJourney() {
  const bodies = {} as Record<BodyName, Body>;
  const resources = {} as Record<'donors' | 'clinic' | 'blood' | 'patients', Resource>;

  const centre = await openTestCentre();
  const { nation, deps, organisations } = centre;
  const { db } = nation.archive;
  const { rows } = await sql<{ id: string; name: string }>`select id, name from genomes.datasets`.execute(db.app);
  const dataset = (name: string) => rows.find((row) => row.name === name)!.id;
  const donors = dataset('donors');
  const by = { by: 'test', at: deps.clock.now() };
  const secretariatNo = organisations.secretary.organisationNo;
  const kinds = {
    committee: 'ethics-regional',
    'national committee': 'ethics-national',
    officer: 'data-protection',
    biobank: 'custodian',
    'other biobank': 'custodian',
    register: 'register-owner',
  } as const;
  const prices = {
    ...{ currency: 'DKK', from: '2026-01-01' },
    lines: [
      {
        code: 'START',
        words: { da: 'Opstart', en: 'Start' },
        unit: 'application' as const,
        public: 500_00,
        company: 5_000_00,
      },
      {
        code: 'TUBE',
        words: { da: 'Rør', en: 'Tube' },
        unit: 'specimen' as const,
        material: 'serum',
        public: 50_00,
        company: 200_00,
      },
    ],
  };
  for (const [who, kind] of Object.entries(kinds) as [BodyName, (typeof kinds)[keyof typeof kinds]][]) {
    const served = who === 'biobank' || who === 'other biobank' ? { secretariatNo } : {};
    const rules = who === 'biobank' ? { rules: { own: [], prices, days: 20 } } : {};
    bodies[who] = await addBody(db.app, {
      kind,
      organisationNo: organisations[who].organisationNo,
      ...served,
      ...rules,
      ...by,
    });
  }
  const name = (en: string) => ({ da: `${en} (da)`, en });
  const health = { duo: [{ id: 'DUO:0000006' }, { id: 'DUO:0000046' }], own: [] };
  const open = async (body: Body, kind: Resource['kind'], ref: string, en: string) =>
    await addResource(db.app, { bodyNo: body.bodyNo, kind, ref, name: name(en), terms: health, ...by });
  resources.donors = await open(bodies.biobank, 'dataset', donors, 'Donor genomes');
  resources.blood = await open(bodies.biobank, 'collection', 'blood', 'Serum of donors');
  resources.clinic = await open(bodies['other biobank'], 'dataset', dataset('clinic'), 'Clinic genomes');
  resources.patients = await open(bodies.register, 'register', 'lpr', 'Patient register');
  // The project has counted in the hospital's genomes before.
  const basis = { datasetId: dataset('hospital'), basis: 'earlier permission', validFrom: new Date(0), validTo: null };
  await grantDataset(
    db.app,
    { ...basis, organisationNo: organisations.researcher.organisationNo, kind: 'project' },
    'test',
  );
  const scope = await centre.as('researcher', 'cohorts.use');
  const definition = readDefinition({ conditions: [{ field: 'sex', any: ['female', 'male'] }] });
  const cohort = (await saveCohort(deps.cohorts, scope, { name: 'Everybody', definition })).id;

  const answers = (): Answers => ({
    publicSummary: 'We look for early signs of heart disease.',
    background: 'A case-control study of proteins in serum.',
    purposes: ['health'],
    diseases: ['DI21'],
    months: 12,
    applicant: 'public',
    people: [{ name: 'Freja Sølvsten', organisation: 'University', task: 'lead' }],
    countries: ['DK'],
    institutions: 'University',
    dataKinds: ['genomes', 'specimens', 'records'],
    genomeMapping: 'targeted',
    ancestry: false,
    methodsOnly: false,
    necessity: 'Fewer would not show the effect.',
    committee: bodies.committee.id,
    consentBasis: 'exemption',
    controller: 'Region',
    environment: 'national',
    transfers: false,
    publishes: true,
    returns: true,
    collaborates: false,
    commercial: false,
    funding: 'A foundation',
  });

  const wanted = (): Request => ({
    resources: [resources.donors.id, resources.blood.id, resources.clinic.id, resources.patients.id],
    specimens: [{ resource: resources.blood.id, material: 'serum', count: 40 }],
  });

  /** A body says its part of an application, a day later. */
  const say = async (
    application: string,
    who: BodyName,
    decision: Partial<Decision>,
    to: 'given' | 'refused' = 'given',
  ): Promise<void> => {
    centre.clock.advance(day);
    const part = (await stateOf(application)).approvals.find(({ body }) => body === bodies[who].id);
    if (part?.state !== 'asked') throw new Error(`${who} is not asked: ${part?.state ?? 'no part'}`);
    const scope = await centre.as(who, 'access.approvals.decide');
    await decidePart(centre.deps, scope, part.id, { to, decision: decisionSchema.parse(decision) });
  };

  const stateOf = async (id: string, who: Who = 'coordinator') => {
    return await showApplication(centre.deps, await centre.as(who, 'access.applications.read'), id, 'en');
  };

  const permitted = async (
    who: Who,
    extra: Answers = {},
    contract?: string,
  ): Promise<{ application: string; permit: string }> => {
    const { deps } = centre;
    const write = await centre.as(who, 'access.applications.write');
    const { id } = await beginApplication(deps, write, {
      title: `Study of ${who}`,
      answers: { ...answers(), ...extra },
      request: { resources: [resources.donors.id], specimens: [], persons: 20 },
    });
    await saveDraft(deps, write, id, { revision: 1, answers: { dataKinds: ['registers'], genomeMapping: null } });
    await submitApplication(deps, write, id);
    await acceptComplete(deps, await centre.as('coordinator', 'access.applications.process'), id);
    await say(id, 'officer', { recordOfProcessing: 'record 7' });
    await say(id, 'biobank', {});
    const { agreement } = await stateOf(id);
    await signAgreement(deps, write, id, agreement!.hash);
    const manage = await centre.as('coordinator', 'access.permits.manage');
    const permit = await issuePermit(deps, manage, id, { hash: agreement!.hash, contract });
    return { application: id, permit: permit.id };
  };

  const reaches = async (who: Who, dataset: string): Promise<boolean> => {
    const population = populationOf(await centre.as(who, 'variants.counts.read'), centre.clock);
    return population.kind === 'datasets' && (population.datasets.has(dataset) || population.limits.has(dataset));
  };

  return {
    ...{ centre, bodies, resources, cohort, donors, answers, wanted, say, stateOf, permitted, reaches },
    close: () => centre.close(),
  };
}
export type Journey = Awaited<ReturnType<typeof openJourney>>;
