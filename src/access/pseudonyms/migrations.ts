import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // One random key for each project, encrypted under the data folder's master key: the rows alone tell nothing.
  `create table access.project_keys (
    project_no int primary key references trust.organisations,
    wrapped_key bytea not null,
    made_at timestamptz not null
  )`,
  `create table access.relinkings (
    case_no int primary key,
    pseudonym text not null check (pseudonym ~ '^psn-[0-9a-v]{26}$'),
    permit text not null,
    reason text not null,
    asked_by text not null,
    agreed_by text null,
    agreed_reason text null,
    opened_at timestamptz null,
    check (agreed_by is null or agreed_by <> asked_by)
  )`,
  'grant select, insert on access.project_keys to idun_app, idun_jobs',
  'grant select, insert, update on access.relinkings to idun_app, idun_jobs',
] as const;

export const pseudonymMigrations: readonly Migration[] = [
  {
    name: '202611220625_access_pseudonyms',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
