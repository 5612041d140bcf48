import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  `create table trust.organisations (
    organisation_no int generated always as identity primary key,
    id text not null unique check (id like 'org\\_%'),
    name text not null unique check (name <> ''),
    kind text not null check (kind in ('region', 'hospital', 'department', 'biobank', 'facility', 'project', 'authority')),
    part_of_no int null references trust.organisations,
    demo boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  'grant select, insert, update on trust.organisations to idun_app, idun_jobs',
] as const;

const treeStatements = [
  'alter table trust.organisations drop constraint organisations_kind_check',
  `alter table trust.organisations add constraint organisations_kind_check check
    (kind in ('region', 'hospital', 'department', 'biobank', 'facility', 'project', 'partner', 'authority'))`,
  // The code of the national register of health organisations (SOR), or another register's with its own prefix.
  "alter table trust.organisations add column code text null unique check (code <> '')",
  'alter table trust.organisations add column closed_at timestamptz null',
  'create index organisations_part_of on trust.organisations (part_of_no)',
] as const;

export const organisationMigrations: readonly Migration[] = [
  {
    name: '202611210110_trust_organisations',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  {
    name: '202611220010_trust_organisation_tree',
    async up(trx) {
      for (const statement of treeStatements) await sql.raw(statement).execute(trx);
    },
  },
];
