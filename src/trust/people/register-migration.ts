import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // A civil date is known to the day, the month or the year (DESIGN §4a); the stored date is the first day of it.
  `alter table trust.people
    add column kind text not null default 'person' check (kind in ('person', 'foetus')),
    add column given_name text null,
    add column family_name text null,
    add column born date null,
    add column born_precision text null check (born_precision in ('day', 'month', 'year')),
    add column died date null,
    add column died_precision text null check (died_precision in ('day', 'month', 'year')),
    add column protected boolean not null default false,
    add column protected_until date null,
    add column merged_into_no int null references trust.people deferrable initially deferred check (merged_into_no <> person_no),
    -- Those born together are known by the first of them, who names himself too.
    add column born_with_no int null references trust.people on delete set null deferrable initially deferred,
    add column identical_twin boolean null,
    add constraint people_born check ((born is null) = (born_precision is null)),
    add constraint people_died check ((died is null) = (died_precision is null))`,
  // The few who were merged: who they are now is followed from here.
  'create index people_merged on trust.people (merged_into_no) where merged_into_no is not null',
  'create index people_born_with on trust.people (born_with_no) where born_with_no is not null',
  'alter table trust.people alter column given_name set statistics 0, alter column family_name set statistics 0',

  // Keys of the civil registration numbers by generation: the first in a file, later ones here, all wrapped under the master key.
  // A lookup key outlives its encryption key while a hash of it waits for somebody who is not known yet.
  `create table trust.people_keys (
    generation int primary key,
    wrapped_encryption bytea null,
    wrapped_lookup bytea null,
    made_at timestamptz not null default now(),
    retiring_since timestamptz null
  )`,
  'insert into trust.people_keys (generation) values (0)',

  // Every number a person has had. An old one still finds its person.
  `alter table trust.people_cpr
    drop constraint people_cpr_pkey,
    add column cpr_no bigint generated always as identity primary key,
    add column generation int not null default 0 references trust.people_keys,
    add column kind text not null default 'civil' check (kind in ('civil', 'replacement', 'local-replacement')),
    add column issuer text null,
    add column given_at timestamptz not null default now(),
    add column ended_at timestamptz null`,
  'alter table trust.people_cpr alter column generation drop default',
  'create unique index people_cpr_current on trust.people_cpr (person_no) where ended_at is null',
  'create index people_cpr_person on trust.people_cpr (person_no)',
  'update trust.people_cpr set cpr_lookup = substring(cpr_lookup from 1 for 16)',

  // Numbers that somebody asked about before the person was known, as a keyed hash only.
  `create table trust.awaited_numbers (
    awaited_no int generated always as identity primary key,
    cpr_lookup bytea not null unique,
    generation int not null references trust.people_keys,
    person_no int null references trust.people on delete cascade
  )`,

  `create table trust.person_addresses (
    person_no int primary key references trust.people on delete cascade,
    municipality text null,
    address_encrypted bytea null,
    generation int null references trust.people_keys,
    check ((address_encrypted is null) = (generation is null))
  )`,

  `create table trust.guardianships (
    guardianship_no int generated always as identity primary key,
    child_no int not null references trust.people on delete cascade,
    guardian_no int not null references trust.people on delete cascade check (guardian_no <> child_no),
    kind text not null check (kind in ('custody', 'guardian')),
    valid_from date not null,
    valid_to date null check (valid_to >= valid_from),
    recorded_at timestamptz not null default now(),
    ended_at timestamptz null,
    recorded_by text not null
  )`,
  'create index guardianships_child on trust.guardianships (child_no)',
  'create index guardianships_guardian on trust.guardianships (guardian_no)',

  // Two records that turned out to be one person. The record that was merged keeps its number and rows and points on.
  `create table trust.person_merges (
    merge_no int generated always as identity primary key,
    merged_no int not null references trust.people on delete cascade,
    into_no int not null references trust.people on delete cascade check (into_no <> merged_no),
    merged_at timestamptz not null default clock_timestamp(),
    merged_by text not null,
    reason text not null,
    ended_at timestamptz null,
    ended_by text null,
    end_reason text null
  )`,
  'create unique index person_merges_open on trust.person_merges (merged_no) where ended_at is null',
  'create index person_merges_into on trust.person_merges (into_no)',

  // What happened to a record; never a number, name or address itself.
  `create table trust.person_history (
    event_no bigint generated always as identity primary key,
    person_no int not null references trust.people on delete cascade,
    act text not null,
    at timestamptz not null default clock_timestamp(),
    actor text not null,
    detail jsonb null
  )`,
  'create index person_history_person on trust.person_history (person_no)',

  `grant select, insert, update on trust.awaited_numbers, trust.person_addresses, trust.guardianships, trust.person_merges
    to idun_app, idun_jobs`,
  'grant delete on trust.person_addresses to idun_app, idun_jobs',
  'grant select, insert on trust.person_history to idun_app, idun_jobs',
  // Key share locks on the newest generation need the update right; keys are made and destroyed by the owner alone.
  'grant select, update (retiring_since) on trust.people_keys to idun_app, idun_jobs',
] as const;

/** Facts of people, numbers with history and generations of keys, guardians, merges. */
export const registerMigration: Migration = {
  name: '202611220110_trust_people_register',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
