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
  'grant select, insert, update on access.permits to idun_app, idun_jobs',
  'grant select, insert on access.permit_versions to idun_app, idun_jobs',
] as const;

export const permitMigrations: readonly Migration[] = [
  {
    name: '202611220620_access_permits',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  {
    // The people a permit names, as trust/ keeps them; null where it names nobody and opens whole data sets.
    name: '202611222001_access_permit_limit',
    async up(trx) {
      await sql`alter table access.permit_versions add limit_no int null references trust.person_limits`.execute(trx);
    },
  },
];
