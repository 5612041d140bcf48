import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  'create schema if not exists governance',
  'grant usage on schema governance to idun_app, idun_jobs',
  // What GDPR article 30 asks of a processing beyond what the dataset itself says. A version each time; the last one holds.
  `create table governance.processing_terms (
    terms_no int generated always as identity primary key,
    dataset_id text not null check (dataset_id like 'dts\\_%'),
    terms jsonb not null,
    changed text[] not null,
    reason text not null check (reason <> ''),
    stated_at timestamptz not null default clock_timestamp(),
    stated_by text not null
  )`,
  'create index processing_terms_dataset on governance.processing_terms (dataset_id, terms_no)',
  `create table governance.breaches (
    breach_no int generated always as identity primary key,
    id text not null unique check (id like 'brc\\_%'),
    title text not null check (title <> ''),
    description text not null,
    kinds text[] not null check (cardinality(kinds) > 0 and kinds <@ array['confidentiality', 'integrity', 'availability']),
    state text not null default 'discovered'
      check (state in ('discovered', 'assessed', 'reported', 'not-reportable', 'closed')),
    discovered_at timestamptz not null,
    risk text null check (risk in ('none', 'risk', 'high')),
    assessment text null,
    reported_at timestamptz null,
    report_reference text null,
    not_reportable_reason text null,
    delay_reason text null,
    people_told_at timestamptz null,
    not_told_reason text null,
    closed_at timestamptz null,
    -- Which entries of the log it is about: {actor, from, to, action}; who was affected follows from them.
    reach jsonb null,
    registered_at timestamptz not null default clock_timestamp(),
    registered_by text not null
  )`,
  `create table governance.breach_events (
    event_no int generated always as identity primary key,
    breach_no int not null references governance.breaches on delete cascade,
    at timestamptz not null default clock_timestamp(),
    act text not null,
    from_state text null,
    to_state text not null,
    actor text not null,
    note text null,
    fields jsonb not null default '{}'
  )`,
  'create index breach_events_breach on governance.breach_events (breach_no)',
  'grant select, insert on governance.processing_terms, governance.breach_events to idun_app, idun_jobs',
  'grant select, insert, update on governance.breaches to idun_app, idun_jobs',
] as const;

export const privacyMigrations: readonly Migration[] = [
  {
    name: '202611222300_governance_privacy',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
  {
    // Erasures of a person outside the genomes. Nothing in a row leads to the person: the numbers are those that are nobody's now.
    name: '202611222310_governance_person_erasures',
    async up(trx) {
      await sql`create table governance.person_erasures (
        erasure_no int generated always as identity primary key,
        id text not null unique check (id like 'ers\\_%'),
        state text not null default 'queued' check (state in ('queued', 'parted', 'complete', 'incomplete')),
        reason text not null,
        requested_at timestamptz not null,
        requested_by text not null,
        numbers int[] not null default '{}',
        places jsonb not null default '[]',
        finished_at timestamptz null,
        certificate jsonb null,
        signature text null,
        check ((certificate is null) = (signature is null) and (certificate is null) = (finished_at is null))
      )`.execute(trx);
      await sql`grant select, insert, update on governance.person_erasures to idun_app, idun_jobs`.execute(trx);
    },
  },
];
