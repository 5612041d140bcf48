import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Words } from '../cases/index.ts';
import { errors } from './errors.ts';
import { type Resource, type ResourceKind, type ResourceTerms, termsSchema } from './model.ts';

const columns = sql`r.resource_no as "resourceNo", r.id, r.kind, r.ref, json_build_object('da', r.name_da, 'en', r.name_en) as name,
  b.id as body, b.body_no as "bodyNo", o.name as "bodyName", r.closed_at as "closedAt", r.demo, t.version as "termsVersion", t.terms`;
const tables = sql`access.resources r join access.bodies b using (body_no) join trust.organisations o using (organisation_no)
  join lateral (select version, terms from access.resource_terms x where x.resource_no = r.resource_no
    order by version desc limit 1) t on true`;

async function read(db: Db, where: RawBuilder<unknown>): Promise<Resource[]> {
  const { rows } =
    await sql<Resource>`select ${columns} from ${tables} where ${where} order by r.kind, r.name_en`.execute(db);
  return rows.map((row) => ({ ...row, terms: termsSchema.parse(row.terms) }));
}

/** What can be applied for now, with its terms. */
export function listResources(
  db: Db,
  filter: { kind?: ResourceKind | undefined; demo?: boolean | undefined } = {},
): Promise<Resource[]> {
  const { kind = null, demo = null } = filter;
  return read(
    db,
    sql`r.closed_at is null and (${kind}::text is null or r.kind = ${kind}) and (${demo}::boolean is null or r.demo = ${demo})`,
  );
}

/** Resources by id, in the order asked. @throws Problem IDUN_RESOURCE_NOT_FOUND naming the first that is not there */
export async function findResources(db: Db, ids: readonly string[]): Promise<Resource[]> {
  const found = new Map((await read(db, sql`r.id = any(${[...ids]}::text[])`)).map((one) => [one.id, one]));
  const missing = ids.find((id) => !found.has(id));
  if (missing === undefined) return ids.map((id) => found.get(id)!);
  throw new Problem(errors.resourceNotFound, `There is no ${missing.slice(0, 40)} to apply for.`, {
    action: 'See GET /api/access/resources.',
  });
}

export interface NewResource {
  bodyNo: number;
  kind: ResourceKind;
  ref: string;
  name: Words;
  terms: ResourceTerms;
  demo?: boolean | undefined;
  by: string;
  at: Date;
}

/** Opens something for applications. @throws Problem IDUN_RESOURCE_TAKEN */
export async function addResource(trx: Db, given: NewResource): Promise<Resource> {
  const id = newId('rsc');
  const { kind, ref, name, bodyNo, demo = false } = given;
  const { rows } = await sql<{
    no: number;
  }>`insert into access.resources (id, body_no, kind, ref, name_da, name_en, demo)
    values (${id}, ${bodyNo}, ${kind}, ${ref}, ${name.da}, ${name.en}, ${demo})
    on conflict do nothing returning resource_no as no`.execute(trx);
  if (rows[0] === undefined) throw new Problem(errors.resourceTaken, 'The same thing is on the list.');
  await insertTerms(trx, rows[0].no, given);
  return (await findResources(trx, [id]))[0]!;
}

async function insertTerms(
  trx: Db,
  resourceNo: number,
  { terms, by, at }: { terms: ResourceTerms; by: string; at: Date },
): Promise<void> {
  await sql`insert into access.resource_terms (resource_no, version, terms, stated_by, stated_at)
    select ${resourceNo}, coalesce(max(version), 0) + 1, ${JSON.stringify(terms)}::jsonb, ${by}, ${at}
    from access.resource_terms where resource_no = ${resourceNo}`.execute(trx);
}

/** States new terms; applications already submitted keep what they were matched with. */
export async function stateTerms(
  trx: Db,
  resource: Resource,
  given: { terms: ResourceTerms; by: string; at: Date },
): Promise<Resource> {
  await sql`select 1 from access.resources where resource_no = ${resource.resourceNo} for no key update`.execute(trx);
  await insertTerms(trx, resource.resourceNo, given);
  return (await findResources(trx, [resource.id]))[0]!;
}
