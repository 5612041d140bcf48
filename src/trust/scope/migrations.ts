import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { grantAccountsMigration, personLimitsMigration } from './person-limits-migration.ts';
import { rowSecurityMigration } from './row-security.ts';

const statements = [
  // Which data sets are an organisation's: it controls or processes them, or a project may use them. Areas write these; a scope
  // is minted from them. The data set is named by its outer id, since trust/ knows no other area's tables.
  `create table trust.dataset_grants (
    grant_no int generated always as identity primary key,
    dataset_id text not null check (dataset_id ~ '^(dts|bbk)_'),
    organisation_no int not null references trust.organisations on delete cascade,
    kind text not null check (kind in ('controller', 'processor', 'project')),
    basis text not null check (basis <> ''),
    valid_from timestamptz not null,
    valid_to timestamptz null check (valid_to >= valid_from),
    granted_by text not null,
    ended_by text null
  )`,
  'create index dataset_grants_organisation on trust.dataset_grants (organisation_no)',
  'create index dataset_grants_dataset on trust.dataset_grants (dataset_id)',
  'grant select, insert, update on trust.dataset_grants to idun_app, idun_jobs',
] as const;

/** Grants that scopes are minted from. */
export const scopeMigrations: readonly Migration[] = [
  {
    name: '202611220200_trust_dataset_grants',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  rowSecurityMigration,
  personLimitsMigration,
  grantAccountsMigration,
];
