import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  'create schema if not exists register',
  'grant usage on schema register to idun_app, idun_jobs',
  // What somebody asks of the register, kept under a name. It says nothing of whom it gives: that is frozen by an application.
  `create table register.questions (
    question_no int generated always as identity primary key,
    id text not null unique check (id like 'que\\_%'),
    name text not null check (name <> ''),
    note text null,
    question jsonb not null,
    question_hash text not null check (question_hash ~ '^[0-9a-f]{64}$'),
    owner text not null,
    organisation_no int null references trust.organisations on delete cascade,
    sharing text not null default 'private' check (sharing in ('private', 'organisation')),
    demo boolean not null default false,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    removed_at timestamptz null,
    check (sharing = 'private' or organisation_no is not null)
  )`,
  'create index questions_owner on register.questions (owner) where removed_at is null',
  'grant select, insert, update on register.questions to idun_app, idun_jobs',
] as const;

/** Questions to the register that somebody keeps (schema `register`). */
export const registerQuestions: Migration = {
  name: '202611221300_register_questions',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
