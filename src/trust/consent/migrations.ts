import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { channelMigration } from './channel-migration.ts';
import { registerMigration } from './register-migration.ts';

const statements = [
  // valid_* is when the choice holds, recorded_at when we were told (DESIGN §4a).
  `create table trust.consent_choices (
    choice_no bigint generated always as identity primary key,
    person_no int not null references trust.people on delete cascade,
    act text not null check (act in ('opt-out')),
    valid_from timestamptz not null,
    valid_to timestamptz null check (valid_to >= valid_from),
    recorded_at timestamptz not null default now(),
    recorded_by text not null
  )`,
  `create unique index consent_choices_open on trust.consent_choices (person_no, act) where valid_to is null`,
  `create table trust.mask_epoch (
    only_row boolean primary key default true check (only_row),
    epoch bigint not null,
    changed_at timestamptz not null default now()
  )`,
  'insert into trust.mask_epoch (epoch) values (1)',
  'grant select, insert, update on trust.consent_choices to idun_app, idun_jobs',
  'grant select, update on trust.mask_epoch to idun_app, idun_jobs',
] as const;

export const consentMigrations: readonly Migration[] = [
  {
    name: '202611210120_trust_consent',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  registerMigration,
  channelMigration,
];
