import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  'create schema if not exists access',
  'grant usage on schema access to idun_app, idun_jobs',
  `create table access.cases (
    case_no int generated always as identity primary key,
    id text not null unique check (id ~ '^(enq|apl|apv|pmt|rlk)_'),
    kind text not null check (kind in ('enquiry', 'application', 'approval', 'permit', 'relinking')),
    part_of_no int null references access.cases,
    title text not null check (title <> ''),
    state text not null,
    entered_at timestamptz not null,
    due_at timestamptz null,
    waits_for text null check (waits_for in ('applicant', 'coordinator', 'body', 'second-person')),
    project_no int null references trust.organisations,
    organisation_no int null references trust.organisations,
    secretariat_no int null references trust.organisations,
    opened_by text not null,
    opened_at timestamptz not null,
    assigned_to text null,
    demo boolean not null default false
  )`,
  'create index cases_waiting on access.cases (waits_for, kind, due_at) where waits_for is not null',
  'create index cases_project on access.cases (project_no, kind)',
  'create index cases_organisation on access.cases (organisation_no, kind)',
  'create index cases_secretariat on access.cases (secretariat_no, kind)',
  'create index cases_part_of on access.cases (part_of_no)',
  'create index cases_kind on access.cases (kind, case_no)',
  `create table access.case_events (
    case_no int not null references access.cases,
    event_no int not null,
    kind text not null,
    from_state text null,
    to_state text null,
    actor text not null,
    at timestamptz not null,
    detail jsonb not null default '{}',
    primary key (case_no, event_no)
  )`,
  // Days per step are read from this alone, in its order.
  "create index case_events_moves on access.case_events (case_no, event_no) include (to_state, at) where kind = 'moved'",
  // What happened stays as it was written; only the owner, who removes the demo nation, passes.
  `create function access.keep_events() returns trigger language plpgsql as $$ begin
    if current_user in ('idun_app', 'idun_jobs') then raise exception 'events of a case are never changed'; end if;
    return coalesce(new, old); end $$`,
  `create trigger case_events_kept before update or delete on access.case_events
    for each row execute function access.keep_events()`,
  // A notice for one account, or for whoever holds a role in an organisation.
  `create table access.notices (
    notice_no int generated always as identity primary key,
    case_no int not null references access.cases,
    account_id text null,
    role text null,
    organisation_no int null references trust.organisations,
    why text not null check (why in ('your-turn', 'reminder', 'late', 'message', 'decided', 'ends-soon', 'ended')),
    at timestamptz not null,
    read_at timestamptz null,
    read_by text null,
    check ((account_id is null) <> (role is null))
  )`,
  'create index notices_account on access.notices (account_id, notice_no) where account_id is not null',
  'create index notices_role on access.notices (role, organisation_no, notice_no) where role is not null',
  'create index notices_case on access.notices (case_no, why)',
  'grant select, insert, update on access.cases, access.notices to idun_app, idun_jobs',
  'grant select, insert on access.case_events to idun_app, idun_jobs',
] as const;

export const caseMigrations: readonly Migration[] = [
  {
    name: '202611220605_access_cases',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
