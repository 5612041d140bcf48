import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  // What the public may read. The columns behind the records are made from them, for filters and order.
  `create table register.catalogue_entries (
    entry_no int generated always as identity primary key,
    kind text not null check (kind in ('biobank', 'collection', 'study', 'network', 'service')),
    id text not null check (length(id) <= 200),
    origin text not null check (origin in ('own', 'kept', 'imported')),
    -- Which import it came with.
    source text null check ((source is not null) = (origin = 'imported')),
    -- What the biobank itself or an import says, what its custodian wrote over it, and the two together.
    stated jsonb not null,
    edited jsonb not null default '{}',
    record jsonb not null,
    name text not null,
    words text not null,
    biobank text null,
    country text null,
    sample_types text[] not null default '{}',
    diseases text[] not null default '{}',
    chapters text[] not null default '{}',
    conditions text[] not null default '{}',
    designs text[] not null default '{}',
    year_from int null,
    year_to int null,
    persons int null,
    -- Where its specimens are in the register, and what was counted of them under the public's rule.
    world text null check (world in ('real', 'synthetic', 'generated')),
    biobank_word text null,
    collection_word text null,
    counted jsonb null,
    organisation_no int null references trust.organisations,
    demo boolean not null default false,
    version int not null default 1,
    changed_at timestamptz not null,
    changed_by text not null,
    withdrawn_at timestamptz null,
    unique (kind, id)
  )`,
  'create index catalogue_entries_biobank on register.catalogue_entries (biobank)',
  // Every version as it was shown.
  `create table register.catalogue_versions (
    entry_no int not null references register.catalogue_entries on delete cascade,
    version int not null,
    record jsonb not null,
    note text null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (entry_no, version)
  )`,
  // Counts of donors and samples that are alike, as they may be told; null is any.
  `create table register.catalogue_facts (
    entry_no int not null references register.catalogue_entries on delete cascade,
    n int not null,
    sex text null,
    age_range text null,
    sample_type text null,
    disease jsonb null,
    samples int null,
    donors int null,
    as_of date not null,
    kept jsonb null,
    id text null,
    primary key (entry_no, n)
  )`,
  `grant select, insert, update, delete on register.catalogue_entries, register.catalogue_versions, register.catalogue_facts
    to idun_app, idun_jobs`,
] as const;

/** The public catalogue of biobanks, collections, networks and studies (schema `register`). Nobody's data: counts are protected before they come here. */
export const registerCatalogue: Migration = {
  name: '202611221210_register_catalogue',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
