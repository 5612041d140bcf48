import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';

export const organisationKinds = [
  'region',
  'hospital',
  'department',
  'biobank',
  'facility',
  'project',
  'partner',
  'authority',
] as const;

export type OrganisationKind = (typeof organisationKinds)[number];

export interface Organisation {
  organisationNo: number;
  /** `org_…` */
  id: string;
  name: string;
  kind: OrganisationKind;
  partOfNo: number | null;
  /** Synthetic, of the demo nation. */
  demo: boolean;
}

const columns = sql`organisation_no as "organisationNo", id, name, kind, part_of_no as "partOfNo", demo`;

/** The organisation of this name, made when there is none. */
export async function ensureOrganisation(
  trx: Db,
  given: { name: string; kind: OrganisationKind; partOfNo?: number; demo?: boolean },
): Promise<Organisation> {
  await sql`insert into trust.organisations (id, name, kind, part_of_no, demo)
    values (${newId('org')}, ${given.name}, ${given.kind}, ${given.partOfNo ?? null}, ${given.demo ?? false})
    on conflict (name) do nothing`.execute(trx);
  const { rows } =
    await sql<Organisation>`select ${columns} from trust.organisations where name = ${given.name}`.execute(trx);
  return rows[0]!;
}

/** All organisations by name. */
export async function listOrganisations(db: Db): Promise<Organisation[]> {
  const { rows } = await sql<Organisation>`select ${columns} from trust.organisations order by name`.execute(db);
  return rows;
}

/** Removes the demo nation's organisations; needs the owner role. */
export async function removeDemoOrganisations(ownerTrx: Db): Promise<void> {
  await sql`delete from trust.organisations where demo`.execute(ownerTrx);
}
