import type { DemoManifest } from '../../../demo/index.ts';
import { findDatasets, stateTerms } from '../../genomes/archive/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { beginRelation, type RelationKind } from '../../trust/care/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { findByIdentifiers } from '../../trust/people/index.ts';
import { grantDataset, type Scope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import { type DemoPlace, demoPlaces } from './demo-accounts.ts';
import { demoNamespace } from './load-people.ts';
import type { DemoPersonRow } from './people-file.ts';

/** Patients of a department of the demo nation; enough to look at. */
const mostPatients = 24;
const mostConferences = 5;

type Place = Exclude<DemoPlace, 'hospital' | 'region'>;
const nameOf = (place: Place): string => `${demoPlaces[place].name} (demo)`;

interface Ward {
  place: Place;
  kind: RelationKind;
  of(row: DemoPersonRow): boolean;
}

function wards(rows: readonly DemoPersonRow[], today: string): Ward[] {
  const here = rows[0]!.region;
  const majority = `${Number(today.slice(0, 4)) - 18}${today.slice(4)}`;
  return [
    { place: 'genetics', kind: 'referral', of: (row) => row.region === here },
    { place: 'paediatrics', kind: 'admission', of: (row) => row.region === here && row.born > majority },
    { place: 'other-region', kind: 'referral', of: (row) => row.region !== here },
    { place: 'authority', kind: 'conference', of: (row) => row.region === here },
  ];
}

/** Who treats whom in the demo nation, whose the data sets are and which one a project may use: through the front door. */
export async function loadDemoCare(
  app: App,
  scope: Scope,
  given: { rows: readonly DemoPersonRow[]; manifest: DemoManifest },
): Promise<void> {
  const { manifest } = given;
  const { database, cprKeys } = app;
  const sequenced = new Set(manifest.submissions.flatMap(({ samples }) => samples.map(({ person }) => person)));
  const rows = given.rows.filter((row) => row.died === null && sequenced.has(row.person));
  const people = await findByIdentifiers(
    database.app,
    demoNamespace,
    rows.map((row) => row.person),
  );
  // The day, so that an interrupted load that goes on asks for the same relations.
  const until = new Date(`${new Date(Date.now() + 170 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`);
  for (const { place, kind, of } of wards(given.rows, manifest.today)) {
    const fitting = rows.filter(of);
    // A small nation may have no sequenced child in that region; the department has patients all the same.
    const patients = fitting.length > 0 ? fitting : rows.slice(0, 3);
    for (const row of patients.slice(0, kind === 'conference' ? mostConferences : mostPatients)) {
      const request = { person: people.get(row.person)!.id, kind, organisation: nameOf(place), until };
      await beginRelation({ database, cprKeys, clock: systemClock }, scope, request);
    }
  }
  await openDatasets(app, scope, manifest);
}

const careTerms = {
  purpose: 'Diagnosis and treatment (synthetic)',
  article6: '6(1)(e)',
  article9: '9(2)(h)',
  nationalLaw: 'Health Act § 223 a',
  retention: 'Until the demo nation is removed',
  agreement: 'DEMO-DPA-1',
};
const researchTerms = {
  ...careTerms,
  purpose: 'Research on inherited disease (synthetic)',
  article9: '9(2)(j)',
  nationalLaw: 'Data Protection Act § 10; Committee Act § 21 a',
};

async function openDatasets({ database }: App, scope: Scope, manifest: DemoManifest): Promise<void> {
  const facility = await findOrganisation(database.app, nameOf('facility'));
  const project = await findOrganisation(database.app, nameOf('project'));
  const authority = await findOrganisation(database.app, nameOf('authority'));
  const validFrom = new Date(`${manifest.today}T00:00:00Z`);
  const datasets = await findDatasets(
    database.app,
    manifest.datasets.map(({ name }) => name),
  );
  const basis = 'Synthetic agreement of the demo nation';
  for (const { id, source } of datasets) {
    const open = { datasetId: id, basis, validFrom, validTo: null };
    await grantDataset(database.app, { ...open, organisationNo: authority.organisationNo, kind: 'controller' }, 'demo');
    await grantDataset(database.app, { ...open, organisationNo: facility.organisationNo, kind: 'processor' }, 'demo');
    await stateTerms({ db: database, clock: systemClock }, scope, {
      dataset: id,
      terms: source === 'research' ? researchTerms : careTerms,
      reason: 'made with the demo nation',
    });
    if (source !== 'research') continue;
    await grantDataset(database.app, { ...open, organisationNo: project.organisationNo, kind: 'project' }, 'demo');
  }
}
