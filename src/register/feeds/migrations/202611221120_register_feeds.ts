import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  `create table register.feeds (
    feed_no int generated always as identity primary key,
    id text not null unique check (id like 'fed\\_%'),
    key text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
    title jsonb not null,
    custodian text not null,
    demo boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  // What was loaded and what became of it. Rows themselves lie in column files, named here by their content.
  `create table register.feed_versions (
    feed_no int not null references register.feeds on delete cascade,
    version int not null check (version > 0),
    state text not null check (state in ('current', 'replaced', 'retracted', 'refused')),
    description jsonb not null,
    report jsonb not null,
    tables jsonb not null,
    -- Of the description, the files and the lists of codes: the same again is no new version.
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    note text null,
    loaded_at timestamptz not null default now(),
    loaded_by text not null,
    primary key (feed_no, version)
  )`,
  `create unique index feed_versions_current on register.feed_versions (feed_no) where state = 'current'`,
  // Keyed hashes of the numbers that nobody had, so that Idun can tell when loading again would find them.
  `create table register.feed_unknown (
    feed_no int not null,
    version int not null,
    cpr_lookup bytea not null,
    primary key (feed_no, version, cpr_lookup),
    foreign key (feed_no, version) references register.feed_versions on delete cascade
  )`,
  'grant select, insert, update on register.feeds, register.feed_versions to idun_app, idun_jobs',
  'grant select, insert, delete on register.feed_unknown to idun_app, idun_jobs',
] as const;

/** Feeds of the register, their versions and quality reports (schema `register`). */
export const registerFeeds: Migration = {
  name: '202611221120_register_feeds',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    await protectRows(trx, 'register.feed_unknown');
  },
};
