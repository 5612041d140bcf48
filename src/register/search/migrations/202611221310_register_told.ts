import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';

const statements = [
  // What was told to whom under a rule, so that the next answer can be compared with it: sketches of sets of people, which name nobody,
  // and the numbers as they were shown. A holder is an organisation, or an account that acts for none.
  `create table register.told_sets (
    told_no bigint generated always as identity primary key,
    holder text not null,
    world text not null check (world in ('real', 'synthetic', 'generated')),
    query_hash text not null,
    query jsonb not null,
    sketch bytea not null,
    shown jsonb not null,
    told_at timestamptz not null
  )`,
  'create index told_sets_holder on register.told_sets (holder, world, told_no)',
  `create table register.told_answers (
    holder text not null,
    ask_hash text not null,
    sketch bytea not null,
    shown jsonb not null,
    told_at timestamptz not null,
    primary key (holder, ask_hash)
  )`,
  'create index told_answers_age on register.told_answers (told_at)',
  'grant select, insert, delete on register.told_sets to idun_app, idun_jobs',
  'grant select, insert, update, delete on register.told_answers to idun_app, idun_jobs',
] as const;

/** What the register has told under a rule (schema `register`). */
export const registerTold: Migration = {
  name: '202611221310_register_told',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    // What one organisation asked is no other's: requests read none of it, the register compares.
    await protectRows(trx, 'register.told_sets');
    await protectRows(trx, 'register.told_answers');
  },
};
