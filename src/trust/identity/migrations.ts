import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { accountMigrations } from './account-migrations.ts';
import { providerMigrations } from './provider/migrations.ts';

const statements = [
  // Only hashes: whoever reads the tables cannot open a session.
  `create table trust.one_time_links (
    secret_hash bytea primary key,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz null
  )`,
  `create table trust.sessions (
    id text primary key check (id like 'ses\\_%'),
    secret_hash bytea not null unique,
    kind text not null check (kind in ('operator')),
    purpose text not null check (purpose in ('care', 'research', 'statistics', 'operation')),
    organisation text null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz null
  )`,
  'grant select, insert, update on trust.one_time_links, trust.sessions to idun_app, idun_jobs',
] as const;

const linkMigrations: readonly Migration[] = [
  {
    name: '202611210140_trust_identity',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];

export const identityMigrations: readonly Migration[] = [
  ...linkMigrations,
  ...accountMigrations,
  ...providerMigrations,
  {
    name: '202611220640_trust_person_claims',
    async up(trx) {
      // Who somebody says they are, until an administrator has seen that it is so. As with accounts, this is a table of those who
      // sign in, not of people: it is read before anybody's reach is known.
      await sql`create table trust.person_claims (
        account_no int primary key references trust.accounts on delete cascade,
        person_no int not null,
        claimed_at timestamptz not null
      )`.execute(trx);
      await sql`grant select, insert, update, delete on trust.person_claims to idun_app, idun_jobs`.execute(trx);
    },
  },
];
