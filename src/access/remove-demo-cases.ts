import { sql } from 'kysely';
import type { Db } from '../platform/database/index.ts';

const demoCases = '(select case_no from access.cases where demo)';

// Children before parents; versions, submissions, drifts, rules and terms go with what they belong to.
const deletions = [
  `delete from access.notices where case_no in ${demoCases}`,
  `delete from access.relinkings where case_no in ${demoCases}`,
  `delete from access.enquiries where case_no in ${demoCases}`,
  `delete from access.permits where case_no in ${demoCases}`,
  `delete from access.approvals where case_no in ${demoCases}`,
  // Whom a question gave is kept once for all who froze the same.
  `delete from access.frozen_members m where exists (select 1 from access.applications a
      where a.question ->> 'membersHash' = m.hash and a.case_no in ${demoCases})
    and not exists (select 1 from access.applications a
      where a.question ->> 'membersHash' = m.hash and a.case_no not in ${demoCases})`,
  `delete from access.applications where case_no in ${demoCases}`,
  `delete from access.case_events where case_no in ${demoCases}`,
  `delete from trust.dataset_grants where basis in (select 'permit ' || id from access.cases where demo)`,
  // Permits and their versions are gone by now; a limit that no grant has is nobody's.
  `delete from trust.person_limits l where not exists (select from trust.dataset_grants g where g.limit_no = l.limit_no)
    and not exists (select from access.permit_versions v where v.limit_no = l.limit_no)`,
  `delete from idun.events where aggregate in (select kind || ':' || id from access.cases where demo)`,
  'delete from access.cases where demo',
  'delete from access.resources where demo',
  'delete from access.bodies where demo',
  'delete from access.project_keys where project_no in (select organisation_no from trust.organisations where demo)',
] as const;

/** Takes the demo nation's bodies, applications and permits away; needs the owner role. */
export async function removeDemoCases(ownerTrx: Db): Promise<void> {
  for (const statement of deletions) await sql.raw(statement).execute(ownerTrx);
}

/**
 * Spreads what happened in the demo nation's cases over the months before, so that steps have days: the first event of each
 * application as many days ago as it is told, the others between in their order. Needs the owner role.
 */
export async function spreadDemoCases(ownerTrx: Db, begunDaysAgo: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, days] of begunDaysAgo) {
    await sql`with family as (select case_no from access.cases where id = ${id}
          or part_of_no = (select case_no from access.cases where id = ${id})),
        ranked as (select e.case_no, e.event_no, e.at, row_number() over (order by e.at, e.case_no, e.event_no) - 1 as place,
          count(*) over () as total from access.case_events e join family using (case_no))
      update access.case_events e
      set at = now() - make_interval(days => ${days}) + make_interval(hours => (r.place * ${days} * 20 / r.total)::int)
      from ranked r where e.case_no = r.case_no and e.event_no = r.event_no`.execute(ownerTrx);
  }
  await sql`update access.cases c set opened_at = f.first, entered_at = f.last, due_at = c.due_at - (c.entered_at - f.last)
    from (select case_no, min(at) as first, max(at) filter (where kind = 'moved') as last from access.case_events group by case_no) f
    where f.case_no = c.case_no and c.demo`.execute(ownerTrx);
  await sql`update access.drifts d set entered_at = e.at, measured_at = e.at
    from access.case_events e join access.cases c using (case_no)
    where c.demo and d.case_no = e.case_no and e.kind = 'moved' and e.to_state = d.stage`.execute(ownerTrx);
}
