import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** What makes a data set an organisation's. */
export type DatasetGrantKind = 'controller' | 'processor' | 'project';

export interface DatasetGrant {
  /** `dts_…` */
  datasetId: string;
  organisationNo: number;
  kind: DatasetGrantKind;
  /** Agreement, permission or law it rests on. */
  basis: string;
  validFrom: Date;
  validTo: Date | null;
  /** The people it is limited to (`limitPersons`); without one the whole data set is open. */
  limitNo?: number | null;
  /** The accounts it is for, `acc_…`; without them it is for everybody of the organisation. */
  accounts?: readonly string[] | null;
}

/** Opens a data set to an organisation; the same grant again changes nothing. */
export async function grantDataset(trx: Db, grant: DatasetGrant, grantedBy: string): Promise<void> {
  const limitNo = grant.limitNo ?? null;
  const accounts = grant.accounts == null ? null : [...grant.accounts];
  await sql`insert into trust.dataset_grants (dataset_id, organisation_no, kind, basis, valid_from, valid_to, limit_no, accounts, granted_by)
    select ${grant.datasetId}, ${grant.organisationNo}, ${grant.kind}, ${grant.basis}, ${grant.validFrom}, ${grant.validTo},
      ${limitNo}::int, ${accounts}::text[], ${grantedBy}
    where not exists (select 1 from trust.dataset_grants g where g.dataset_id = ${grant.datasetId}
      and g.organisation_no = ${grant.organisationNo} and g.kind = ${grant.kind} and g.basis = ${grant.basis}
      and g.limit_no is not distinct from ${limitNo}::int and g.accounts is not distinct from ${accounts}::text[] and g.valid_to is not distinct from ${grant.validTo}::timestamptz and (g.valid_to is null or g.valid_to > now()))`.execute(
    trx,
  );
}

/** Ends grants of a data set; all of a kind, or one organisation's. @returns how many ended */
export async function endDatasetGrants(
  trx: Db,
  ended: {
    datasetId: string;
    kind: DatasetGrantKind;
    organisationNo?: number;
    at: Date;
    by: string;
  },
): Promise<number> {
  const { rows } = await sql`update trust.dataset_grants
    set valid_to = greatest(${ended.at}, valid_from), ended_by = ${ended.by}
    where dataset_id = ${ended.datasetId} and kind = ${ended.kind} and (valid_to is null or valid_to > ${ended.at})
      and (${ended.organisationNo ?? null}::int is null or organisation_no = ${ended.organisationNo ?? null})
    returning 1`.execute(trx);
  return rows.length;
}

/** Ends all that rests on one basis, for example a permit that is taken back. @returns how many ended */
export async function endGrantsOn(trx: Db, ended: { basis: string; at: Date; by: string }): Promise<number> {
  const { rows } = await sql`update trust.dataset_grants
    set valid_to = greatest(${ended.at}, valid_from), ended_by = ${ended.by}
    where basis = ${ended.basis} and (valid_to is null or valid_to > ${ended.at}) returning 1`.execute(trx);
  return rows.length;
}

/** Data sets that are open to somebody: as a whole, or for the people of some limits. */
export interface OpenDatasets {
  datasets: Set<string>;
  limits: Map<string, Set<number>>;
}

/** The data sets open to somebody of an organisation now, by these kinds of grant. One that is open as a whole has no limit. */
export async function datasetsOf(
  db: Db,
  { organisationNo, accountId }: { organisationNo: number; accountId: string | null },
  kinds: readonly DatasetGrantKind[],
  at: Date,
): Promise<OpenDatasets> {
  const { rows } = await sql<{ id: string; limits: (number | null)[] }>`select dataset_id as id,
      array_agg(distinct limit_no) as limits from trust.dataset_grants
    where organisation_no = ${organisationNo} and kind = any(${[...kinds]}::text[])
      and (accounts is null or ${accountId} = any(accounts))
      and valid_from <= ${at} and (valid_to is null or valid_to > ${at}) group by dataset_id`.execute(db);
  const whole = rows.filter(({ limits }) => limits.includes(null));
  const limited = rows.filter(({ limits }) => !limits.includes(null));
  return {
    datasets: new Set(whole.map(({ id }) => id)),
    limits: new Map(limited.map(({ id, limits }) => [id, new Set(limits as number[])])),
  };
}

/** A grant as it is shown. */
export interface DatasetGrantRow {
  organisation: string;
  organisationId: string;
  kind: DatasetGrantKind;
  basis: string;
  from: Date;
  until: Date | null;
}

/** All grants of a data set, also those that have ended, newest first. */
export async function listDatasetGrants(db: Db, datasetId: string): Promise<DatasetGrantRow[]> {
  const { rows } = await sql<DatasetGrantRow>`select o.name as organisation, o.id as "organisationId", g.kind, g.basis,
      g.valid_from as "from", g.valid_to as until
    from trust.dataset_grants g join trust.organisations o using (organisation_no)
    where g.dataset_id = ${datasetId} order by g.grant_no desc`.execute(db);
  return rows;
}

/** Forgets the grants of a data set that is removed; needs the owner role. */
export async function removeDatasetGrants(ownerTrx: Db, datasetIds: readonly string[]): Promise<void> {
  await sql`delete from trust.dataset_grants where dataset_id = any(${[...datasetIds]}::text[])`.execute(ownerTrx);
}
