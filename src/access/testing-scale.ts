import { sql } from 'kysely';
import type { Db } from '../platform/database/index.ts';
import { ensureOrganisation } from '../trust/organisations/index.ts';
import { addBody, addResource } from './approvals/index.ts';

/** How big a coordinating centre is made. */
export interface Scale {
  applications: number;
  /** Events of each, with those of its parts. */
  events: number;
}

/** Organisations a filled centre is looked at from. */
export interface Filled {
  projectNo: number;
  biobankNo: number;
  authorityNo: number;
  /** `apl_…` of an application in the middle of its way. */
  application: string;
}

/** Fills a database with applications, parts, events and permits in every state, by plain SQL. @param owner the owner role */
export async function fillCentre(owner: Db, { applications, events }: Scale): Promise<Filled> {
  const authority = await ensureOrganisation(owner, { name: 'Centre', kind: 'authority' });
  const biobank = await ensureOrganisation(owner, { name: 'Biobank', kind: 'biobank' });
  await sql`insert into trust.organisations (id, name, kind) select 'org_' || lpad(n::text, 22, 'p'), 'Project ' || n, 'project'
    from generate_series(1, 400) n`.execute(owner);
  const by = { by: 'test', at: new Date() };
  const body = await addBody(owner, { kind: 'custodian', organisationNo: biobank.organisationNo, ...by });
  const name = { da: 'Serum', en: 'Serum' };
  const terms = { duo: [{ id: 'DUO:0000006' }], own: [] };
  const resource = await addResource(owner, {
    bodyNo: body.bodyNo,
    kind: 'collection',
    ref: 'serum',
    name,
    terms,
    ...by,
  });
  const states = [
    'draft',
    'submitted',
    'returned',
    'ethics',
    'data-protection',
    'custodians',
    'agreement',
    'permitted',
    'refused',
  ];
  const waits = ['applicant', 'coordinator', 'applicant', null, null, null, 'applicant', null, null];
  await sql`insert into access.cases (id, kind, title, state, entered_at, due_at, waits_for, project_no, opened_by, opened_at)
    select 'apl_' || lpad(n::text, 22, '0'), 'application', 'Study ' || n || ' of ' || md5(n::text), (${states}::text[])[1 + n % 9],
      now() - make_interval(days => n % 60), now() + make_interval(days => n % 40 - 10), (${waits}::text[])[1 + n % 9],
      (select organisation_no from trust.organisations where name = 'Project ' || (1 + n % 400)), 'person:acc_' || n,
      now() - make_interval(days => 60 + n % 600)
    from generate_series(1, ${applications}::int) n`.execute(owner);
  const answers = { title: 'Study', dataKinds: ['specimens'], purposes: ['health'], months: 12 };
  const request = { resources: [resource.id], specimens: [], persons: 100 };
  await sql`insert into access.applications (case_no, kind, form_code, form_version, answers, request, saved_at, saved_by)
    select case_no, 'new', 'research-project', 1, ${JSON.stringify(answers)}::jsonb, ${JSON.stringify(request)}::jsonb, now(), opened_by
    from access.cases where kind = 'application'`.execute(owner);
  await sql`insert into access.cases (id, kind, part_of_no, title, state, entered_at, due_at, waits_for, project_no, organisation_no,
      opened_by, opened_at)
    select 'apv_' || lpad(c.case_no::text, 22, '0'), 'approval', c.case_no, c.title, case when c.case_no % 5 = 0 then 'asked' else 'given' end,
      c.entered_at, c.due_at, case when c.case_no % 5 = 0 then 'body' end, c.project_no, ${biobank.organisationNo}, c.opened_by, c.opened_at
    from access.cases c where c.kind = 'application'`.execute(owner);
  const asked = { resources: [], own: { verdict: 'met', conditions: [] }, specimens: 0, disclosure: false };
  await sql`insert into access.approvals (case_no, body_no, rules_version, asked)
    select case_no, ${body.bodyNo}, 1, ${JSON.stringify(asked)}::jsonb from access.cases where kind = 'approval'`.execute(
    owner,
  );
  await sql`insert into access.cases (id, kind, part_of_no, title, state, entered_at, project_no, opened_by, opened_at)
    select 'pmt_' || lpad(c.case_no::text, 22, '0'), 'permit', c.case_no, c.title, 'active', c.entered_at, c.project_no, c.opened_by, c.opened_at
    from access.cases c where c.kind = 'application' and c.state = 'permitted'`.execute(owner);
  await sql`insert into access.permits (case_no, valid_from, valid_to) select case_no, opened_at, now() + interval '1 year'
    from access.cases where kind = 'permit'`.execute(owner);
  const content = {
    publicSummary: 'What it is about.',
    payer: 'public',
    purposes: ['health'],
    controller: 'Region',
    data: [],
    publishBy: '2030-01-01',
  };
  await sql`insert into access.permit_versions (case_no, version, content, valid_from, valid_to, application, stated_by, stated_at)
    select p.case_no, 1, ${JSON.stringify(content)}::jsonb, valid_from, valid_to, w.id, 'test', now()
    from access.permits p join access.cases c using (case_no) join access.cases w on w.case_no = c.part_of_no`.execute(
    owner,
  );
  // Two thirds in the application, one third in its part; every third is a move.
  await sql`insert into access.case_events (case_no, event_no, kind, from_state, to_state, actor, at, detail)
    select c.case_no, e, case when e % 3 = 1 then 'moved' else 'message' end, null,
      case when e % 3 = 1 then (${states}::text[])[1 + e / 3 % 9] end, c.opened_by,
      c.opened_at + make_interval(hours => e * 30), '{"text": "About the matter."}'
    from access.cases c, generate_series(1, case c.kind when 'application' then ${events}::int * 2 / 3 else ${events}::int / 3 end) e
    where c.kind in ('application', 'approval')`.execute(owner);
  await sql`insert into access.notices (case_no, role, organisation_no, why, at)
    select case_no, 'register-owner', ${biobank.organisationNo}, 'your-turn', entered_at from access.cases where kind = 'approval'`.execute(
    owner,
  );
  await sql`analyze`.execute(owner);
  const project = await sql<{
    no: number;
  }>`select organisation_no as no from trust.organisations where name = 'Project 7'`.execute(owner);
  const middle = await sql<{
    id: string;
  }>`select id from access.cases where kind = 'application' and state = 'custodians'
    order by case_no offset 10 limit 1`.execute(owner);
  return {
    projectNo: project.rows[0]!.no,
    biobankNo: biobank.organisationNo,
    authorityNo: authority.organisationNo,
    application: middle.rows[0]!.id,
  };
}
