import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { grantDataset, populationOf, type Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';

/** A biobank. Who may reach its specimens is a grant of trust/ under its id. */
export interface Biobank {
  biobankNo: number;
  /** `bbk_…` */
  id: string;
  name: string;
  organisation: string;
  demo: boolean;
}

export interface Collection {
  collectionNo: number;
  /** `bcl_…` */
  id: string;
  name: string;
  /** The consent form its specimens rest on; null when they rest on the opt-out rule. */
  form: string | null;
}

const columns = sql`k.biobank_no as "biobankNo", k.id, k.name, o.name as organisation, k.demo`;

/**
 * Makes a biobank of an organisation, which controls it; others work for it by a grant (`processor`).
 * @param scope of whoever makes it, for the log
 */
export async function createBiobank(
  trx: Db,
  given: { name: string; organisationNo: number; basis: string; demo?: boolean; by: string; at: Date },
  scope?: Scope,
): Promise<Biobank> {
  const { name, organisationNo, basis, demo = false, by, at } = given;
  const id = newId('bbk');
  const { rows } = await sql`insert into biobank.biobanks (id, name, organisation_no, demo)
    values (${id}, ${name}, ${organisationNo}, ${demo}) on conflict (name) do nothing returning 1`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.bankTaken, `There is a biobank called ${name}.`);
  const grant = { datasetId: id, organisationNo, basis, validFrom: at, validTo: null };
  await grantDataset(trx, { ...grant, kind: 'controller' }, by);
  if (scope !== undefined) await recordAccess(trx, scope, { action: 'biobank.bank.create', object: id });
  return (await readBiobanks(trx)).find((bank) => bank.id === id)!;
}

/** Lets another organisation work for a biobank, as a laboratory does. */
export async function openBiobankTo(
  trx: Db,
  bank: Biobank,
  given: { organisationNo: number; basis: string; by: string; at: Date },
): Promise<void> {
  const { organisationNo, basis, by, at } = given;
  const grant = { datasetId: bank.id, organisationNo, kind: 'processor' as const, basis, validFrom: at, validTo: null };
  await grantDataset(trx, grant, by);
}

async function readBiobanks(db: Db): Promise<Biobank[]> {
  const { rows } = await sql<Biobank>`select ${columns} from biobank.biobanks k
    join trust.organisations o using (organisation_no) order by k.name`.execute(db);
  return rows;
}

/** The biobanks a scope reaches. */
export async function listBiobanks(db: Db, scope: Scope): Promise<Biobank[]> {
  const population = populationOf(scope);
  const all = await readBiobanks(db);
  if (population.kind === 'everyone') return all;
  return population.kind === 'datasets' ? all.filter(({ id }) => population.datasets.has(id)) : [];
}

/**
 * A biobank that the scope reaches, by id or name; the only one when none is named.
 * @throws Problem IDUN_BIOBANK_UNKNOWN, IDUN_BIOBANK_WHICH
 */
export async function requireBiobank(db: Db, scope: Scope, named?: string): Promise<Biobank> {
  const reached = await listBiobanks(db, scope);
  if (named === undefined && reached.length > 1) {
    throw new Problem(errors.bankWhich, 'Name one of them.', { expected: reached.map(({ name }) => name).join(', ') });
  }
  const found = named === undefined ? reached[0] : reached.find(({ id, name }) => id === named || name === named);
  if (found !== undefined) return found;
  throw new Problem(errors.bankUnknown, 'No biobank has this id or name, or it is not yours.');
}

/** Adds a collection to a biobank. @throws Problem IDUN_COLLECTION_TAKEN */
export async function createCollection(
  trx: Db,
  bank: Biobank,
  given: { name: string; form?: string | null | undefined },
  scope?: Scope,
): Promise<Collection> {
  const { rows } = await sql`insert into biobank.collections (id, biobank_no, name, form_code)
    values (${newId('bcl')}, ${bank.biobankNo}, ${given.name}, ${given.form ?? null}) on conflict (biobank_no, name) do nothing
    returning 1`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.collectionTaken, `${bank.name} has a collection ${given.name}.`);
  const made = await requireCollection(trx, bank, given.name);
  if (scope !== undefined) await recordAccess(trx, scope, { action: 'biobank.collection.create', object: made.id });
  return made;
}

/** The collections of a biobank. */
export async function listCollections(db: Db, bank: Biobank): Promise<Collection[]> {
  const { rows } = await sql<Collection>`select collection_no as "collectionNo", id, name, form_code as form
    from biobank.collections where biobank_no = ${bank.biobankNo} order by name`.execute(db);
  return rows;
}

/** A collection by id or name. @throws Problem IDUN_COLLECTION_UNKNOWN */
export async function requireCollection(db: Db, bank: Biobank, named: string): Promise<Collection> {
  const all = await listCollections(db, bank);
  const found = all.find(({ id, name }) => id === named || name === named);
  if (found !== undefined) return found;
  throw new Problem(errors.collectionUnknown, `${bank.name} has no collection of this name.`, {
    expected: all.map(({ name }) => name).join(', ') || 'none yet',
  });
}
