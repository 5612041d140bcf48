import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  // Who owns a cohort is an actor as scopes name it; the organisation is that of the visit in which it was made.
  `create table register.cohorts (
    cohort_no int generated always as identity primary key,
    id text not null unique check (id like 'coh\\_%'),
    name text not null check (name <> ''),
    description text null,
    owner text not null,
    organisation_no int null references trust.organisations,
    sharing text not null default 'private' check (sharing in ('private', 'organisation')),
    demo boolean not null default false,
    created_at timestamptz not null default now(),
    removed_at timestamptz null,
    check (sharing = 'private' or organisation_no is not null)
  )`,
  // A version never changes: the definition, what it was run on, and the digest of whom it gave.
  `create table register.cohort_versions (
    cohort_no int not null references register.cohorts on delete cascade,
    version int not null check (version > 0),
    definition jsonb not null,
    note text null,
    data_version bigint not null,
    mask_epoch bigint not null,
    -- Datasets the owner's access reached; null for all.
    datasets text[] null,
    persons int not null check (persons >= 0),
    minimum_count int not null,
    definition_hash text not null check (definition_hash ~ '^[0-9a-f]{64}$'),
    members_hash text not null check (members_hash ~ '^[0-9a-f]{64}$'),
    frozen_at timestamptz not null default now(),
    frozen_by text not null,
    primary key (cohort_no, version)
  )`,
  // Who was in it. Somebody who is erased by law leaves it too; the number above stays.
  `create table register.cohort_members (
    cohort_no int not null,
    version int not null,
    person_no int not null references trust.people on delete cascade,
    primary key (cohort_no, version, person_no),
    foreign key (cohort_no, version) references register.cohort_versions on delete cascade
  )`,
  'create index cohort_members_person on register.cohort_members (person_no)',
  // Sets whose frequencies have left under a disclosure rule: the next one is compared with them.
  `create table register.cohort_releases (
    release_no int generated always as identity primary key,
    cohort_no int not null,
    version int not null,
    reference text not null,
    members_digest text not null check (members_digest ~ '^[0-9a-f]{64}$'),
    released_by text not null,
    released_at timestamptz not null default now(),
    unique (reference, members_digest),
    foreign key (cohort_no, version) references register.cohort_versions on delete cascade
  )`,
  `create table register.cohort_release_members (
    release_no int not null references register.cohort_releases on delete cascade,
    person_no int not null references trust.people on delete cascade,
    primary key (release_no, person_no)
  )`,
  'create index cohort_release_members_person on register.cohort_release_members (person_no)',
  `grant select, insert on register.cohort_versions, register.cohort_members, register.cohort_releases,
    register.cohort_release_members to idun_app, idun_jobs`,
  'grant select, insert, update on register.cohorts to idun_app, idun_jobs',
] as const;

/** Cohorts, their frozen versions and members, and the sets whose frequencies left (schema `register`). */
export const registerCohorts: Migration = {
  name: '202611221100_register_cohorts',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    // Who is in a cohort is personal: a connection that reaches some people, or nobody, reads none of it.
    await protectRows(trx, 'register.cohort_members');
    await protectRows(trx, 'register.cohort_release_members');
  },
};
