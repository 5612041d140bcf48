import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { CaseRow } from '../cases/index.ts';
import type { PermitContent, PermitDetail, PermitVersion } from './model.ts';
import type { PermitState } from './status.ts';

const columns = sql`v.version, v.content, v.valid_from as "from", v.valid_to as until, v.application, v.stated_by as "statedBy",
  v.stated_at as "statedAt", v.limit_no as "limitNo"`;

export interface NewVersion {
  content: PermitContent;
  from: Date;
  until: Date;
  application: string;
  /** The people it names (`trust.person_limits`); null for none. */
  limitNo: number | null;
  by: string;
  at: Date;
}

/** Writes the first or a further version of a permit; the newest holds. */
export async function insertVersion(trx: Db, caseNo: number, given: NewVersion): Promise<number> {
  const { rows } = await sql<{ version: number }>`insert into access.permits as p (case_no, valid_from, valid_to)
    values (${caseNo}, ${given.from}, ${given.until})
    on conflict (case_no) do update set version = p.version + 1, valid_from = excluded.valid_from, valid_to = excluded.valid_to
    returning version`.execute(trx);
  const { version } = rows[0]!;
  await sql`insert into access.permit_versions (case_no, version, content, valid_from, valid_to, application, stated_by, stated_at,
      limit_no)
    values (${caseNo}, ${version}, ${JSON.stringify(given.content)}::jsonb, ${given.from}, ${given.until}, ${given.application},
      ${given.by}, ${given.at}, ${given.limitNo})`.execute(trx);
  return version;
}

/** A permit with its versions, beside its case. */
export async function readPermit(db: Db, row: CaseRow): Promise<PermitDetail> {
  const { rows } = await sql<PermitVersion>`select ${columns} from access.permit_versions v
    where v.case_no = ${row.caseNo} order by v.version desc`.execute(db);
  const { id, title, project, demo } = row;
  const versions = rows.map(({ content: _, statedBy: __, limitNo: ___, ...version }) => version);
  const fields = { id, title, project, demo, projectNo: row.projectNo!, state: row.state as PermitState };
  return { ...rows[0]!, ...fields, versions };
}

/** Cases of permits whose last day is over and that still stand open. */
export async function findOver(db: Db, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from access.cases c join access.permits p using (case_no)
    where c.state in ('active', 'suspended') and p.valid_to <= ${at} order by c.case_no`.execute(db);
  return rows.map(({ id }) => id);
}

/** Active permits that end before a moment and whose project was not told. */
export async function findEnding(db: Db, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from access.cases c join access.permits p using (case_no)
    where c.state = 'active' and p.valid_to <= ${before} and not exists (select 1 from access.notices n
      where n.case_no = c.case_no and n.why = 'ends-soon' and n.at > p.valid_from) order by c.case_no`.execute(db);
  return rows.map(({ id }) => id);
}

/** Active permits of a project that end between two moments, the soonest first. */
export async function permitsEnding(
  db: Db,
  projectNo: number,
  { from, to }: { from: Date; to: Date },
): Promise<{ id: string; title: string; until: Date }[]> {
  const { rows } = await sql<{ id: string; title: string; until: Date }>`select c.id, c.title, p.valid_to as until
    from access.cases c join access.permits p using (case_no)
    where c.kind = 'permit' and c.state = 'active' and c.project_no = ${projectNo} and p.valid_to > ${from} and p.valid_to <= ${to}
    order by p.valid_to`.execute(db);
  return rows;
}

/** Active permits of a project that hold at a moment. */
export async function activeOf(db: Db, projectNo: number, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from access.cases c join access.permits p using (case_no)
    where c.kind = 'permit' and c.state = 'active' and c.project_no = ${projectNo}
      and p.valid_from <= ${at} and p.valid_to > ${at} order by c.case_no`.execute(db);
  return rows.map(({ id }) => id);
}

/** Permits of which a version rests on an application. */
export async function permitsOn(db: Db, application: string): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select distinct c.id from access.permit_versions v join access.cases c using (case_no)
    where v.application = ${application} order by 1`.execute(db);
  return rows.map(({ id }) => id);
}
