import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // Append only: nobody but the owner may change or remove, and no code does. The columns beside the entry are what is searched;
  // `idun audit verify` compares them with the entry's bytes.
  `create table trust.audit_entries (
    entry_no bigint generated always as identity primary key,
    id text not null unique check (id like 'aud\\_%'),
    recorded_at timestamptz not null,
    action text not null,
    actor text not null,
    role text null,
    organisation text null,
    entry bytea not null,
    salt bytea not null check (octet_length(salt) = 32),
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
  )`,
  'create index audit_entries_time on trust.audit_entries (recorded_at)',
  'create index audit_entries_actor on trust.audit_entries (actor, entry_no)',
  'create index audit_entries_action on trust.audit_entries (action, entry_no)',
  'create index audit_entries_role on trust.audit_entries (role, entry_no) where role is not null',
  'create index audit_entries_organisation on trust.audit_entries (organisation, entry_no) where organisation is not null',
  // What a pseudonym in the log stands for: base62(HMAC-SHA-256(key, subject)). Erasure empties the row: without its key nobody
  // can find, or show, whom the pseudonym meant.
  `create table trust.audit_references (
    pseudonym text primary key,
    subject text null unique,
    key bytea null check (octet_length(key) = 32),
    erased_at timestamptz null,
    check ((subject is null) = (key is null) and (subject is null) = (erased_at is not null))
  )`,
  // Whom an entry is about, so that one person's entries are found without reading the others.
  `create table trust.audit_subjects (
    pseudonym text not null,
    entry_no bigint not null,
    primary key (pseudonym, entry_no)
  )`,
  // Rows come almost in the order of entries: whom the entries of a period were about is read without the rest.
  'create index audit_subjects_entry on trust.audit_subjects using brin (entry_no) with (pages_per_range = 16)',
  // Reasons in people's own words: the entry names the text by a keyed hash, so that it can be erased and not be changed.
  `create table trust.audit_texts (
    ref text primary key check (ref like 'txt\\_%'),
    entry_id text not null,
    text text null,
    key bytea null
  )`,
  'create index audit_texts_entry on trust.audit_texts (entry_id)',
  // Committed with the entry, removed when the sequencer has appended it.
  'create table trust.audit_pending (entry_no bigint primary key)',
  // Leaves first_leaf … first_leaf + length − 1 are the entries first_entry …, in this order.
  `create table trust.audit_runs (
    first_leaf bigint primary key,
    first_entry bigint not null unique,
    length bigint not null check (length > 0)
  )`,
  // Whole tiles of the tree only: written once, never changed.
  `create table trust.audit_tiles (
    level smallint not null,
    tile_no bigint not null,
    hashes bytea not null check (octet_length(hashes) = 8192),
    root bytea not null check (octet_length(root) = 32),
    primary key (level, tile_no)
  )`,
  'alter table trust.audit_tiles alter hashes set storage external',
  `create table trust.audit_heads (
    size bigint primary key check (size > 0),
    root bytea not null check (octet_length(root) = 32),
    signed_at timestamptz not null,
    key_id text not null,
    signature bytea not null
  )`,
  'grant select, insert on trust.audit_entries, trust.audit_references, trust.audit_subjects, trust.audit_texts to idun_app, idun_jobs',
  'grant select, insert on trust.audit_pending to idun_app',
  'grant select, insert, delete on trust.audit_pending to idun_jobs',
  'grant select on trust.audit_runs, trust.audit_tiles, trust.audit_heads to idun_app',
  'grant select, insert on trust.audit_runs, trust.audit_tiles, trust.audit_heads to idun_jobs',
] as const;

// One statement for an entry whose plan the server keeps: parsing and planning it anew would cost as much as doing it. It runs with
// the rights of whoever calls it.
const append = `create function trust.append_audit(
    ids text[], times timestamptz[], actions text[], actors text[], roles text[], organisations text[],
    entries bytea[], salts bytea[], hashes bytea[],
    pseudonyms text[], pseudonym_ids text[], refs text[], ref_ids text[], texts text[], keys bytea[])
  returns boolean language plpgsql as $$
  begin
    -- A pseudonym that was erased since it was looked up must not be written again.
    if exists (select from unnest(pseudonyms) as given (name) where not exists (
        select from trust.audit_references r where r.pseudonym = given.name and r.subject is not null)) then
      return false;
    end if;
    with added as (
        insert into trust.audit_entries (id, recorded_at, action, actor, role, organisation, entry, salt, leaf_hash)
        select * from unnest(ids, times, actions, actors, roles, organisations, entries, salts, hashes)
        returning entry_no, id),
      about as (
        insert into trust.audit_subjects (pseudonym, entry_no)
        select given.pseudonym, added.entry_no from unnest(pseudonyms, pseudonym_ids) as given (pseudonym, id) join added using (id)),
      reasons as (
        insert into trust.audit_texts (ref, entry_id, text, key) select * from unnest(refs, ref_ids, texts, keys))
      insert into trust.audit_pending (entry_no) select entry_no from added;
    return true;
  end $$`;

const keys = [
  // Each time the key that signs heads was handed over, stated by both keys. A key is handed over once.
  `create table trust.audit_keys (
    new_id text primary key check (new_id ~ '^[0-9a-f]{64}$'),
    old_id text not null unique check (old_id ~ '^[0-9a-f]{64}$'),
    new_key text not null,
    old_key text not null,
    after_size bigint not null check (after_size >= 0),
    announced_at timestamptz not null,
    signed_by_old bytea not null,
    signed_by_new bytea not null
  )`,
  'grant select on trust.audit_keys to idun_app, idun_jobs',
] as const;

export const auditMigrations: readonly Migration[] = [
  {
    name: '202611210130_trust_audit',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  {
    name: '202611220140_trust_audit_append',
    async up(trx) {
      await sql.raw(append).execute(trx);
    },
  },
  {
    name: '202611220605_trust_audit_keys',
    async up(trx) {
      for (const statement of keys) await sql.raw(statement).execute(trx);
    },
  },
];
