import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { isId, newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type OrganisationKind, organisationKinds } from './kinds.ts';
import { isWithin } from './tree.ts';

export interface Organisation {
  organisationNo: number;
  /** `org_…` */
  id: string;
  name: string;
  kind: OrganisationKind;
  partOfNo: number | null;
  /** The code of the national register of health organisations (SOR), or of another register with its prefix. */
  code: string | null;
  closedAt: Date | null;
  /** Synthetic, of the demo nation. */
  demo: boolean;
}

/** What an organisation is made of. */
export interface NewOrganisation {
  name: string;
  kind: OrganisationKind;
  partOfNo?: number | undefined;
  code?: string | undefined;
  demo?: boolean;
}

const columns = sql`organisation_no as "organisationNo", id, name, kind, part_of_no as "partOfNo",
  code, closed_at as "closedAt", demo`;

const insert = (given: NewOrganisation) => sql`insert into trust.organisations (id, name, kind, part_of_no, code, demo)
  values (${newId('org')}, ${given.name}, ${given.kind}, ${given.partOfNo ?? null}, ${given.code ?? null},
    ${given.demo ?? false})`;

/** The organisation of this name, made when there is none. */
export async function ensureOrganisation(trx: Db, given: NewOrganisation): Promise<Organisation> {
  await sql`${insert(given)} on conflict (name) do nothing`.execute(trx);
  const { rows } =
    await sql<Organisation>`select ${columns} from trust.organisations where name = ${given.name}`.execute(trx);
  return rows[0]!;
}

async function checkPlace(db: Db, kind: OrganisationKind, partOfNo: number | undefined): Promise<void> {
  if (partOfNo === undefined) return;
  const [above] = (
    await sql<Organisation>`select ${columns} from trust.organisations
    where organisation_no = ${partOfNo}`.execute(db)
  ).rows;
  const below: readonly string[] = organisationKinds[kind];
  if (above !== undefined && below.includes(above.kind)) return;
  throw new Problem(errors.misplaced, `A ${kind} does not lie below a ${above?.kind ?? 'missing organisation'}.`, {
    expected: `one of: ${below.join(', ')}; or nothing`,
  });
}

/** Adds an organisation. @throws Problem IDUN_ORGANISATION_TAKEN, IDUN_ORGANISATION_MISPLACED */
export async function addOrganisation(trx: Db, given: NewOrganisation): Promise<Organisation> {
  await checkPlace(trx, given.kind, given.partOfNo);
  const { rows } = await sql<Organisation>`${insert(given)} on conflict do nothing returning ${columns}`.execute(trx);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.taken, `The name ${given.name} or its code is in use.`, { action: 'Choose another.' });
}

/** What may change of an organisation; absent fields stay as they are. */
export interface OrganisationChange {
  name?: string | undefined;
  code?: string | null | undefined;
  partOfNo?: number | null | undefined;
  closed?: boolean | undefined;
}

/**
 * Renames, moves, closes or reopens an organisation. Organisations are never removed: what was done in them stays theirs.
 * @throws Problem IDUN_ORGANISATION_TAKEN, IDUN_ORGANISATION_MISPLACED
 */
export async function changeOrganisation(
  trx: Db,
  organisation: Organisation,
  change: OrganisationChange,
): Promise<Organisation> {
  const { organisationNo, kind } = organisation;
  const partOfNo = change.partOfNo === undefined ? organisation.partOfNo : change.partOfNo;
  if (change.partOfNo !== undefined && change.partOfNo !== null) {
    await checkPlace(trx, kind, change.partOfNo);
    if (await isWithin(trx, change.partOfNo, organisationNo)) {
      throw new Problem(errors.misplaced, 'An organisation cannot lie below itself.');
    }
  }
  const closed = change.closed ?? organisation.closedAt !== null;
  const { name = organisation.name, code = organisation.code } = change;
  const clash = await sql`select 1 from trust.organisations where organisation_no <> ${organisationNo}
    and (name = ${name} or code = ${code})`.execute(trx);
  if (clash.rows.length > 0) throw new Problem(errors.taken, `The name ${name} or its code is in use.`);
  const { rows } = await sql<Organisation>`update trust.organisations set name = ${name}, code = ${code},
      part_of_no = ${partOfNo}, closed_at = case when ${closed} then coalesce(closed_at, now()) end
    where organisation_no = ${organisationNo} returning ${columns}`.execute(trx);
  return rows[0]!;
}

/** The organisation with this id, code or name. @throws Problem IDUN_ORGANISATION_NOT_FOUND */
export async function findOrganisation(db: Db, text: string): Promise<Organisation> {
  const by = isId('org', text) ? sql`id = ${text}` : sql`code = ${text} or name = ${text}`;
  const { rows } = await sql<Organisation>`select ${columns} from trust.organisations
    where ${by} order by code = ${text} desc nulls last limit 1`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.notFound, 'No organisation has this id, code or name.', {
    action: 'See `idun organisations list`.',
  });
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
