import type { DemoManifest } from '../../../demo/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { createAccount, findAccountByLogin, grantHolding } from '../../trust/identity/index.ts';
import { ensureOrganisation, type Organisation } from '../../trust/organisations/index.ts';
import { findByIdentifiers } from '../../trust/people/index.ts';
import { type DemoPlace, demoAccounts, demoPlaces } from './demo-accounts.ts';
import { demoNamespace } from './load-people.ts';
import type { DemoPersonRow } from './people-file.ts';

const majority = 18;

function ageOn(today: string, born: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}

/** An adult with a genome and a child under age, who has one too if there is such a family. */
function chooseCitizen(rows: readonly DemoPersonRow[], manifest: DemoManifest): DemoPersonRow {
  const sequenced = new Set(manifest.submissions.flatMap(({ samples }) => samples.map(({ person }) => person)));
  const byId = new Map(rows.map((row) => [row.person, row]));
  const guardians = rows
    .filter((row) => row.died === null && ageOn(manifest.today, row.born) < majority)
    .flatMap((child) => [child.mother, child.father].map((parent) => ({ child, parent: byId.get(parent ?? '') })))
    .filter(({ parent }) => parent !== undefined && parent.died === null && sequenced.has(parent.person))
    .filter(({ parent }) => ageOn(manifest.today, parent!.born) >= majority);
  const best = guardians.find(({ child }) => sequenced.has(child.person)) ?? guardians[0];
  return best?.parent ?? rows.find((row) => sequenced.has(row.person)) ?? rows[0]!;
}

async function makePlaces(trx: Db, rows: readonly DemoPersonRow[]): Promise<Record<DemoPlace, Organisation>> {
  const first = rows[0]!;
  const elsewhere = rows.find((row) => row.region !== first.region) ?? first;
  const region = await ensureOrganisation(trx, { name: `${first.region} (demo)`, kind: 'region', demo: true });
  const hospital = await ensureOrganisation(trx, { name: `${first.hospital} (demo)`, kind: 'hospital', demo: true });
  const other = await ensureOrganisation(trx, { name: `${elsewhere.hospital} (demo)`, kind: 'hospital', demo: true });
  const make = async (place: keyof typeof demoPlaces, above: Partial<Record<string, Organisation>> = {}) => {
    const { name, kind, below, code } = demoPlaces[place];
    const partOfNo = below === undefined ? undefined : above[below]?.organisationNo;
    return await ensureOrganisation(trx, {
      ...{ name: `${name} (demo)`, kind, code, demo: true },
      ...(partOfNo === undefined ? {} : { partOfNo }),
    });
  };
  const authority = await make('authority');
  const above = { hospital, 'other hospital': other, authority };
  return {
    ...{ region, hospital, authority },
    genetics: await make('genetics', above),
    paediatrics: await make('paediatrics', above),
    'other-region': await make('other-region', above),
    facility: await make('facility', above),
    biobank: await make('biobank', above),
    project: await make('project'),
    partner: await make('partner'),
  };
}

/** Makes the demo nation's accounts with their roles; once. They go with the nation. @returns how many were made */
export async function loadDemoAccounts(
  trx: Db,
  rows: readonly DemoPersonRow[],
  manifest: DemoManifest,
): Promise<number> {
  if ((await findAccountByLogin(trx, 'citizen')) !== undefined) return 0;
  const places = await makePlaces(trx, rows);
  const citizen = chooseCitizen(rows, manifest);
  const found = (await findByIdentifiers(trx, demoNamespace, [citizen.person])).get(citizen.person)!;
  const by = 'demo';
  for (const { login, name, holdings } of demoAccounts) {
    const account = await createAccount(trx, {
      ...{ name: name ?? citizen.name, kind: login === null ? 'service' : 'person', demo: true, by },
      ...(login === null ? {} : { login }),
      ...(name === null ? { person: found } : {}),
    });
    for (const { role, place } of holdings) {
      await grantHolding(trx, { account, role, organisation: place === null ? null : places[place], by });
    }
  }
  return demoAccounts.length;
}
