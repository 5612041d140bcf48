import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { registerMigration } from './register-migration.ts';

const statements = [
  'create schema trust',
  'grant usage on schema trust to idun_app, idun_jobs',
  `create table trust.people (
    person_no int generated always as identity (start with 0 minvalue 0) primary key,
    id text not null unique check (id like 'per\\_%'),
    sex text not null default 'unknown' check (sex in ('male', 'female', 'unknown')),
    provisional boolean not null default false,
    name text null,
    created_at timestamptz not null default now()
  )`,
  `create table trust.person_identifiers (
    person_no int not null references trust.people on delete cascade,
    namespace text not null check (namespace <> ''),
    value text not null check (value <> ''),
    unique (namespace, value)
  )`,
  'create index person_identifiers_value on trust.person_identifiers (value)',
  'create index person_identifiers_person on trust.person_identifiers (person_no)',
  // The number itself is encrypted; finding it needs the key of the lookup, so a stolen table cannot be searched.
  `create table trust.people_cpr (
    person_no int primary key references trust.people on delete cascade,
    cpr_encrypted bytea not null,
    cpr_lookup bytea not null unique
  )`,
  `create table trust.person_relations (
    person_no int not null references trust.people on delete cascade,
    relation text not null check (relation in ('mother', 'father')),
    relative_no int not null references trust.people on delete cascade check (relative_no <> person_no),
    primary key (person_no, relation)
  )`,
  'create index person_relations_relative on trust.person_relations (relative_no)',
  `grant select, insert, update on trust.people, trust.person_identifiers, trust.people_cpr, trust.person_relations
    to idun_app, idun_jobs`,
  'grant delete on trust.person_identifiers, trust.person_relations to idun_app, idun_jobs',
] as const;

export const peopleMigrations: readonly Migration[] = [
  {
    name: '202611210100_trust_people',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  registerMigration,
  {
    name: '202611220610_trust_people_numbers',
    async up(trx) {
      // Whoever adds people takes their numbers first (insert-people.ts).
      await sql`grant usage on sequence trust.people_person_no_seq to idun_app, idun_jobs`.execute(trx);
    },
  },
];
