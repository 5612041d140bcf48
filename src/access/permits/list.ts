import { sql } from 'kysely';
import { type DemoChoice, demoCondition } from '../../platform/lists/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { viewerFor, visibleTo } from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import type { PermitState } from './status.ts';

/** A permit in a list. */
export interface PermitInList {
  id: string;
  title: string;
  project: string | null;
  state: PermitState;
  version: number;
  from: Date;
  until: Date;
  /** Kinds of what it opens, and how many specimens it gives. */
  kinds: string[];
  specimens: number;
  demo: boolean;
}

const most = 500;

/** Permits the asker has a part in, the newest first. One audit entry. */
export async function listPermits(
  { database, clock }: PermitDeps,
  scope: Scope,
  filter: { demo?: DemoChoice | undefined } = {},
): Promise<PermitInList[]> {
  const db = database.app;
  const viewer = await viewerFor(db, scope, 'access.permits.read', clock);
  await recordAccess(db, scope, { action: 'access.permits.list', object: 'permits' }, clock);
  const where = [visibleTo(viewer), ...demoCondition(sql`c.demo`, filter.demo)];
  const { rows } = await sql<PermitInList>`select c.id, c.title, o.name as project, c.state, v.version,
      v.valid_from as "from", v.valid_to as until, c.demo,
      (select coalesce(json_agg(distinct d ->> 'kind'), '[]') from jsonb_array_elements(v.content -> 'data') d) as kinds,
      (select coalesce(sum((s ->> 'count')::int), 0)::int from jsonb_array_elements(v.content -> 'specimens') s) as specimens
    from access.permits p join access.cases c using (case_no) join access.permit_versions v using (case_no, version)
    left join trust.organisations o on o.organisation_no = c.project_no
    where ${sql.join(where, sql` and `)} order by c.case_no desc limit ${most}`.execute(db);
  return rows;
}
