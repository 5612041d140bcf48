import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  `create table register.code_systems (
    system_no int generated always as identity primary key,
    key text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    title text not null,
    demo boolean not null default false
  )`,
  // A version never changes; the newest one is asked unless another is named.
  `create table register.code_versions (
    version_no int generated always as identity primary key,
    system_no int not null references register.code_systems on delete cascade,
    version int not null check (version > 0),
    label text null,
    codes int not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    added_at timestamptz not null default now(),
    added_by text not null,
    unique (system_no, version),
    unique (system_no, hash)
  )`,
  // In the order of the tree: what lies below a code are the rows up to its end.
  `create table register.codes (
    version_no int not null references register.code_versions on delete cascade,
    n int not null check (n >= 0),
    code text not null,
    plain text not null,
    text text not null,
    parent_n int null,
    end_n int not null check (end_n > n),
    primary key (version_no, n),
    unique (version_no, plain)
  )`,
  'grant select, insert on register.code_systems, register.code_versions, register.codes to idun_app, idun_jobs',
  'grant update on register.code_systems to idun_app, idun_jobs',
] as const;

/** Lists of codes as imported versions (schema `register`). Nobody's data. */
export const registerCodes: Migration = {
  name: '202611221110_register_codes',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
