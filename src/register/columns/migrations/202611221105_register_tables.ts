import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  // The tables that answer, by the feed they are of. The rows themselves lie in folders named by their content.
  `create table register.tables (
    feed text not null,
    world text not null check (world in ('real', 'synthetic', 'generated')),
    table_name text not null,
    register text null,
    rows bigint not null check (rows >= 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    -- The order in which a feed's tables speak, and until when a table tells what has happened.
    part int not null default 0,
    upto timestamptz null,
    primary key (feed, hash)
  )`,
  // What no feed names any more, until its files go: who removes a world must know its files.
  `create table register.superseded_tables (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    world text not null check (world in ('real', 'synthetic', 'generated'))
  )`,
  // People whose rows are in no table any more, by law; what is published later is written without them.
  `create table register.erased_people (
    person_no int primary key,
    erased_at timestamptz not null default now()
  )`,
  // Counts what was published: an answer names the version it is of, and a reader sees by it that there is a newer one.
  `create table register.published (
    only_row boolean primary key default true check (only_row),
    version bigint not null,
    changed_at timestamptz not null default now()
  )`,
  'insert into register.published (version) values (0)',
  'grant select, insert, update, delete on register.tables to idun_app, idun_jobs',
  'grant select, insert, delete on register.superseded_tables to idun_app, idun_jobs',
  'grant select, insert on register.erased_people to idun_app, idun_jobs',
  'grant select, update on register.published to idun_app, idun_jobs',
] as const;

/** Which column files answer (schema `register`). */
export const registerTables: Migration = {
  name: '202611221105_register_tables',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
