import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // A department takes part in a patient's treatment, from a time to a time. What it follows from is stated.
  `create table trust.care_relations (
    relation_no int generated always as identity primary key,
    id text not null unique check (id like 'car\\_%'),
    person_no int not null references trust.people on delete cascade,
    organisation_no int not null references trust.organisations on delete cascade,
    kind text not null check (kind in ('referral', 'admission', 'conference')),
    valid_from timestamptz not null,
    valid_to timestamptz null check (valid_to >= valid_from),
    begun_by text not null,
    begun_at timestamptz not null default clock_timestamp(),
    ended_by text null,
    end_reason text null
  )`,
  'create index care_relations_person on trust.care_relations (person_no)',
  'create index care_relations_organisation on trust.care_relations (organisation_no, valid_to)',
  // One patient opened by one person in an emergency, outside a care relation. It closes by its time.
  `create table trust.emergency_openings (
    opening_no int generated always as identity primary key,
    id text not null unique check (id like 'emg\\_%'),
    person_no int not null references trust.people on delete cascade,
    account_id text not null,
    account_name text not null,
    organisation_no int null references trust.organisations on delete set null,
    reason text not null check (reason <> ''),
    opened_at timestamptz not null,
    closes_at timestamptz not null check (closes_at > opened_at),
    reviewed_at timestamptz null,
    reviewed_by text null,
    outcome text null check (outcome in ('justified', 'unjustified')),
    review_note text null,
    check ((reviewed_at is null) = (outcome is null))
  )`,
  'create index emergency_openings_account on trust.emergency_openings (account_id, closes_at)',
  'create index emergency_openings_person on trust.emergency_openings (person_no)',
  'create index emergency_openings_waiting on trust.emergency_openings (opened_at) where reviewed_at is null',
  'alter table trust.emergency_openings alter column reason set statistics 0, alter column review_note set statistics 0',
  'grant select, insert, update on trust.care_relations, trust.emergency_openings to idun_app, idun_jobs',
] as const;

export const careMigrations: readonly Migration[] = [
  {
    name: '202611220210_trust_care',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];
