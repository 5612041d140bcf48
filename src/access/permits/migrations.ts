import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  `create table access.permits (
    case_no int primary key,
    version int not null default 1,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    check (valid_to > valid_from)
  )`,
  'create index permits_end on access.permits (valid_to)',
  `create table access.permit_versions (
    case_no int not null references access.permits on delete cascade,
    version int not null,
    content jsonb not null,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    application text not null,
    stated_by text not null,
    stated_at timestamptz not null,
    primary key (case_no, version)
  )`,
  // One look-up of choices at a gate, and what it said of each tube. Specimens are named by their ids, people not at all.
  `create table access.consent_checks (
    check_no int generated always as identity primary key,
    id text not null unique check (id like 'chk\\_%'),
    stage text not null check (stage in ('count', 'reservation', 'dispensing')),
    permit text null,
    mask_epoch bigint not null,
    checked_by text not null,
    checked_at timestamptz not null,
    specimens int not null,
    refused int not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$')
  )`,
  `create table access.consent_check_lines (
    check_no int not null references access.consent_checks on delete cascade,
    specimen text not null,
    because text null check (because in ('opted-out-material', 'opted-out-genetic')),
    primary key (specimen, check_no)
  )`,
  'create index consent_check_lines_check on access.consent_check_lines (check_no)',
  'grant select, insert, update on access.permits to idun_app, idun_jobs',
  'grant select, insert on access.permit_versions, access.consent_checks, access.consent_check_lines to idun_app, idun_jobs',
] as const;

export const permitMigrations: readonly Migration[] = [
  {
    name: '202611220620_access_permits',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
