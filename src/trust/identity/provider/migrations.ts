import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  // What the built-in provider remembers. Names are hashed and contents sealed: codes and tokens cannot be read from the table.
  `create table trust.oidc_records (
    model text not null,
    id_hash bytea not null,
    sealed bytea not null,
    uid_hash bytea null,
    grant_hash bytea null,
    consumed_at timestamptz null,
    expires_at timestamptz null,
    primary key (model, id_hash)
  )`,
  'create index oidc_records_uid on trust.oidc_records (uid_hash) where uid_hash is not null',
  'create index oidc_records_grant on trust.oidc_records (grant_hash) where grant_hash is not null',
  'create index oidc_records_expiry on trust.oidc_records (expires_at)',
  'grant select, insert, update, delete on trust.oidc_records to idun_app, idun_jobs',
] as const;

export const providerMigrations: readonly Migration[] = [
  {
    name: '202611220030_trust_oidc_records',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
