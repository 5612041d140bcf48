import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  `create table access.enquiries (
    case_no int primary key,
    topic text not null,
    body text null,
    -- What it is about, so that whoever answers sees what the researcher saw: a resource, a cohort, a page.
    context jsonb not null default '{}',
    application text null
  )`,
  'grant select, insert, update on access.enquiries to idun_app, idun_jobs',
] as const;

export const enquiryMigrations: readonly Migration[] = [
  {
    name: '202611220630_access_enquiries',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
