import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  `create table access.bodies (
    body_no int generated always as identity primary key,
    id text not null unique check (id like 'bod\\_%'),
    kind text not null check (kind in ('ethics-regional', 'ethics-national', 'data-protection', 'custodian', 'register-owner')),
    organisation_no int not null references trust.organisations,
    secretariat_no int null references trust.organisations,
    demo boolean not null default false,
    closed_at timestamptz null,
    unique (kind, organisation_no)
  )`,
  `create table access.body_rules (
    body_no int not null references access.bodies on delete cascade,
    version int not null,
    rules jsonb not null,
    stated_by text not null,
    stated_at timestamptz not null,
    reason text not null,
    primary key (body_no, version)
  )`,
  `create table access.resources (
    resource_no int generated always as identity primary key,
    id text not null unique check (id like 'rsc\\_%'),
    body_no int not null references access.bodies,
    kind text not null check (kind in ('dataset', 'collection', 'register')),
    ref text not null,
    name_da text not null,
    name_en text not null,
    demo boolean not null default false,
    closed_at timestamptz null,
    unique (kind, ref)
  )`,
  `create table access.resource_terms (
    resource_no int not null references access.resources on delete cascade,
    version int not null,
    terms jsonb not null,
    stated_by text not null,
    stated_at timestamptz not null,
    primary key (resource_no, version)
  )`,
  `create table access.approvals (
    case_no int primary key,
    body_no int not null references access.bodies,
    rules_version int not null,
    asked jsonb not null,
    decision jsonb null,
    decided_by text null,
    decided_at timestamptz null,
    check ((decision is null) = (decided_at is null))
  )`,
  'create index approvals_body on access.approvals (body_no)',
  'grant select, insert, update on access.bodies, access.resources, access.approvals to idun_app, idun_jobs',
  'grant select, insert on access.body_rules, access.resource_terms to idun_app, idun_jobs',
] as const;

export const approvalMigrations: readonly Migration[] = [
  {
    name: '202611220610_access_approvals',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
