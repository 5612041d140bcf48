import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { BodyKind } from './body-kinds.ts';
import { errors } from './errors.ts';
import { type Body, type Rules, rulesSchema } from './model.ts';

const columns = sql`b.body_no as "bodyNo", b.id, b.kind, o.name, b.organisation_no as "organisationNo", o.id as "organisationId",
  b.secretariat_no as "secretariatNo", s.name as secretariat, b.closed_at as "closedAt", b.demo, r.version as "rulesVersion", r.rules`;
const tables = sql`access.bodies b join trust.organisations o using (organisation_no)
  left join trust.organisations s on s.organisation_no = b.secretariat_no
  join lateral (select version, rules from access.body_rules x where x.body_no = b.body_no order by version desc limit 1) r on true`;

async function read(db: Db, where: RawBuilder<unknown>): Promise<Body[]> {
  const { rows } = await sql<Body>`select ${columns} from ${tables} where ${where} order by b.kind, o.name`.execute(db);
  return rows.map((row) => ({ ...row, rules: rulesSchema.parse(row.rules) }));
}

/** Bodies that take part, with the rules they have now. */
export function listBodies(
  db: Db,
  filter: { kinds?: readonly BodyKind[]; demo?: boolean | undefined } = {},
): Promise<Body[]> {
  const kinds = filter.kinds ?? null;
  return read(
    db,
    sql`b.closed_at is null and (${kinds === null} or b.kind = any(${[...(kinds ?? [])]}::text[]))
      and (${filter.demo ?? null}::boolean is null or b.demo = ${filter.demo ?? null})`,
  );
}

/** A body by its id. @throws Problem IDUN_BODY_NOT_FOUND */
export async function findBody(db: Db, id: string): Promise<Body> {
  const [body] = await read(db, sql`b.id = ${id}`);
  if (body !== undefined) return body;
  throw new Problem(errors.bodyNotFound, 'No body has this id.', { action: 'See GET /api/access/bodies.' });
}

/** Bodies by their numbers. */
export function bodiesByNo(db: Db, bodyNos: readonly number[]): Promise<Body[]> {
  return read(db, sql`b.body_no = any(${[...bodyNos]}::int[])`);
}

export interface NewBody {
  kind: BodyKind;
  organisationNo: number;
  /** The organisation whose coordinators handle its cases; the coordinating centre without one. */
  secretariatNo?: number | null | undefined;
  rules?: Rules | undefined;
  demo?: boolean | undefined;
  by: string;
  at: Date;
}

/** Makes an organisation a body, with the first version of its rules. @throws Problem IDUN_BODY_TAKEN */
export async function addBody(trx: Db, given: NewBody): Promise<Body> {
  const id = newId('bod');
  const { rows } = await sql<{ no: number }>`insert into access.bodies (id, kind, organisation_no, secretariat_no, demo)
    values (${id}, ${given.kind}, ${given.organisationNo}, ${given.secretariatNo ?? null}, ${given.demo ?? false})
    on conflict do nothing returning body_no as no`.execute(trx);
  if (rows[0] === undefined) {
    throw new Problem(errors.bodyTaken, 'The organisation is this kind of body already.', {
      action: 'Change its rules.',
    });
  }
  await insertRules(trx, rows[0].no, { ...given, rules: given.rules ?? { own: [] }, reason: 'first rules' });
  return await findBody(trx, id);
}

async function insertRules(
  trx: Db,
  bodyNo: number,
  given: { rules: Rules; by: string; at: Date; reason: string },
): Promise<void> {
  await sql`insert into access.body_rules (body_no, version, rules, stated_by, stated_at, reason)
    select ${bodyNo}, coalesce(max(version), 0) + 1, ${JSON.stringify(given.rules)}::jsonb, ${given.by}, ${given.at},
      ${given.reason} from access.body_rules where body_no = ${bodyNo}`.execute(trx);
}

/** States new rules of a body; parts already asked keep the version they were asked under. */
export async function stateRules(
  trx: Db,
  body: Body,
  given: { rules: Rules; by: string; at: Date; reason: string },
): Promise<Body> {
  await sql`select 1 from access.bodies where body_no = ${body.bodyNo} for no key update`.execute(trx);
  await insertRules(trx, body.bodyNo, given);
  return await findBody(trx, body.id);
}
