import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // What an account opened lately, by id only: what it is called is read anew, under the reader's scope, when it is shown.
  `create table idun.recent_things (
    account_no int not null references trust.accounts on delete cascade,
    kind text not null check (kind in ('genome', 'submission', 'variant', 'region', 'dataset', 'patient', 'entry')),
    key text not null check (key <> ''),
    opened_at timestamptz not null default clock_timestamp(),
    primary key (account_no, kind, key)
  )`,
  'grant select, insert, update, delete on idun.recent_things to idun_app, idun_jobs',
] as const;

export const homeMigrations: readonly Migration[] = [
  {
    name: '202611220700_app_home',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
