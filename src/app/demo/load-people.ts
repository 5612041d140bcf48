import type { Db } from '../../platform/database/index.ts';
import { ensureOrganisation } from '../../trust/organisations/index.ts';
import {
  addGuardians,
  type CprKeys,
  createPeople,
  findByIdentifiers,
  type NewGuardianship,
  parseCpr,
  type Relation,
  recordCprs,
  recordRelations,
} from '../../trust/people/index.ts';
import type { DemoPersonRow } from './people-file.ts';

/** The namespace of the demo nation's own person numbers. */
export const demoNamespace = 'demo';

const demoActor = { kind: 'system', id: 'demo' } as const;

function custodyOf(rows: readonly DemoPersonRow[], numbers: ReadonlyMap<string, number>): NewGuardianship[] {
  return rows.flatMap(({ person, guardians, born }) =>
    guardians.map((guardian) => ({
      childNo: numbers.get(person)!,
      guardianNo: numbers.get(guardian)!,
      kind: 'custody' as const,
      validFrom: born,
    })),
  );
}

async function addOrganisations(trx: Db, rows: readonly DemoPersonRow[]): Promise<void> {
  const regions = new Map<string, number>();
  for (const name of new Set(rows.map((row) => row.region))) {
    const region = await ensureOrganisation(trx, { name: `${name} (demo)`, kind: 'region', demo: true });
    regions.set(name, region.organisationNo);
  }
  const hospitals = new Map(rows.map((row) => [row.hospital, row.region]));
  for (const [name, region] of hospitals) {
    await ensureOrganisation(trx, {
      name: `${name} (demo)`,
      kind: 'hospital',
      partOfNo: regions.get(region)!,
      demo: true,
    });
  }
}

const day = (date: string) => ({ date, precision: 'day' as const });

/** Adds the nation's people, parents, synthetic registration numbers and hospitals; once. @returns how many were added */
export async function loadPeople(trx: Db, rows: readonly DemoPersonRow[], keys: CprKeys): Promise<number> {
  const known = await findByIdentifiers(
    trx,
    demoNamespace,
    rows.slice(0, 1).map((row) => row.person),
  );
  if (known.size > 0) return 0;
  const created = await createPeople(
    trx,
    rows.map(({ person, sex, givenName, familyName, born, died, protected: hidden }) => ({
      ...{ sex, givenName, familyName, protected: hidden },
      born: day(born),
      died: died === null ? null : day(died),
      identifiers: [{ namespace: demoNamespace, value: person }],
    })),
  );
  const numbers = new Map(rows.map((row, index) => [row.person, created[index]!.personNo]));
  await recordCprs(
    trx,
    keys,
    rows.map((row) => ({ personNo: numbers.get(row.person)!, cpr: parseCpr(row.cpr) })),
  );
  const relations = rows.flatMap(({ person, mother, father }): Relation[] => {
    const personNo = numbers.get(person)!;
    const found: Relation[] = [];
    if (mother !== null) found.push({ personNo, relation: 'mother', relativeNo: numbers.get(mother)! });
    if (father !== null) found.push({ personNo, relation: 'father', relativeNo: numbers.get(father)! });
    return found;
  });
  await recordRelations(trx, relations);
  await addGuardians(trx, custodyOf(rows, numbers), demoActor);
  await addOrganisations(trx, rows);
  return created.length;
}
