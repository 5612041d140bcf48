import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // Append only: nobody but the owner may change or remove, and no code does.
  `create table trust.audit_entries (
    entry_no bigint generated always as identity primary key,
    id text not null unique check (id like 'aud\\_%'),
    recorded_at timestamptz not null,
    entry bytea not null,
    salt bytea not null check (octet_length(salt) = 32),
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
  )`,
  // What a pseudonym in the log stands for. Erasure removes the row, and with it the way back.
  `create table trust.audit_references (
    subject text primary key,
    pseudonym text not null unique
  )`,
  'grant select, insert on trust.audit_entries, trust.audit_references to idun_app, idun_jobs',
] as const;

export const auditMigrations: readonly Migration[] = [
  {
    name: '202611210130_trust_audit',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
