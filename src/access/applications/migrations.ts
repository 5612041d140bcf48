import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { protectRows } from '../../trust/scope/index.ts';
import { researchProject } from './forms/research-project.ts';

const statements = [
  `create table access.forms (
    code text not null,
    version int not null,
    definition jsonb not null,
    published_by text not null,
    published_at timestamptz not null,
    primary key (code, version)
  )`,
  `create table access.applications (
    case_no int primary key,
    kind text not null check (kind in ('new', 'amendment', 'renewal')),
    permit text null,
    enquiry text null,
    form_code text not null,
    form_version int not null,
    answers jsonb not null,
    request jsonb not null,
    frozen jsonb null,
    question jsonb null,
    revision int not null default 1,
    saved_at timestamptz not null,
    saved_by text not null,
    agreement jsonb null,
    check ((kind = 'new') = (permit is null)),
    foreign key (form_code, form_version) references access.forms
  )`,
  // What was handed in stays as it was, whatever is written afterwards.
  `create table access.submissions (
    case_no int not null references access.applications on delete cascade,
    number int not null,
    form_version int not null,
    answers jsonb not null,
    request jsonb not null,
    frozen jsonb null,
    question jsonb null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    submitted_by text not null,
    submitted_at timestamptz not null,
    primary key (case_no, number)
  )`,
  // What became of the cohort when it was run again at a stage; exact numbers, shown under the reader's rule.
  `create table access.drifts (
    case_no int not null references access.applications on delete cascade,
    stage text not null,
    entered_at timestamptz not null,
    measured_at timestamptz not null,
    exact jsonb null,
    question jsonb null,
    problem text null,
    primary key (case_no, stage, entered_at)
  )`,
  'grant select, insert, update on access.applications to idun_app, idun_jobs',
  'grant select, insert on access.forms, access.submissions, access.drifts to idun_app, idun_jobs',
] as const;

const memberStatements = [
  // Whom and what frozen questions gave, once for each set, as compressed lists: one question may mean a million people.
  `create table access.frozen_members (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    persons bytea not null,
    specimens bytea not null,
    frozen_at timestamptz not null default now()
  )`,
  'grant select, insert, delete on access.frozen_members to idun_app, idun_jobs',
] as const;

/** Frozen questions: behind the second wall, which stands after the first tables of access. */
const frozenMembers: Migration = {
  name: '202611221400_access_frozen_members',
  async up(trx) {
    for (const statement of memberStatements) await sql.raw(statement).execute(trx);
    await protectRows(trx, 'access.frozen_members');
  },
};

export const applicationMigrations: readonly Migration[] = [
  {
    name: '202611220615_access_applications',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
      await sql`insert into access.forms (code, version, definition, published_by, published_at)
        values (${researchProject.code}, 1, ${JSON.stringify(researchProject)}::jsonb, 'system:install', now())`.execute(
        trx,
      );
    },
  },
  frozenMembers,
];
