import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const statements = [
  // Two scopes of the tissue-use register, kept apart. A row says that the person is out from valid_from to valid_to, as it was
  // known from recorded_at to superseded_at: no row is ever changed but for the end of its being known.
  'drop index trust.consent_choices_open',
  `alter table trust.consent_choices
    alter column person_no drop not null,
    add column awaited_no int null references trust.awaited_numbers on delete cascade,
    add column scope text not null default 'genetic' check (scope in ('genetic', 'material')),
    add column source text not null default 'staff' check (source in ('register', 'citizen', 'guardian', 'staff')),
    add column guardian_no int null references trust.people on delete set null,
    add column import_no int null,
    add column superseded_at timestamptz null check (superseded_at >= recorded_at),
    add column superseded_by text null,
    drop column act,
    add constraint consent_choices_who check ((person_no is null) <> (awaited_no is null))`,
  'alter table trust.consent_choices alter column scope drop default, alter column source drop default',
  `create unique index consent_choices_open on trust.consent_choices (scope, person_no, (source = 'register'))
    where superseded_at is null and valid_to is null and person_no is not null`,
  `create unique index consent_choices_open_awaited on trust.consent_choices (scope, awaited_no)
    where superseded_at is null and valid_to is null and awaited_no is not null`,
  'create index consent_choices_person on trust.consent_choices (person_no)',
  'create index consent_choices_awaited on trust.consent_choices (awaited_no) where awaited_no is not null',
  // A number becomes somebody's: what was said under it is theirs, and out of every answer from this commit on.
  `create function trust.claim_choices() returns trigger language plpgsql as $$
    declare at timestamptz; now_epoch bigint;
    begin
      if not exists (select from trust.consent_choices c join claimed w using (awaited_no) where w.person_no is not null) then
        return null;
      end if;
      update trust.mask_epoch set epoch = epoch + 1,
        changed_at = greatest(clock_timestamp(), changed_at + interval '1 microsecond')
        returning epoch, changed_at into now_epoch, at;
      update trust.consent_choices c set superseded_at = at, superseded_by = 'system:joined' from claimed w
        where c.awaited_no = w.awaited_no and w.person_no is not null and c.superseded_at is null and c.valid_to is null
          and exists (select from trust.consent_choices o where o.person_no = w.person_no and o.scope = c.scope
            and o.superseded_at is null and o.valid_to is null and (o.source = 'register') = (c.source = 'register'));
      update trust.consent_choices c set person_no = w.person_no, awaited_no = null from claimed w
        where c.awaited_no = w.awaited_no and w.person_no is not null;
      perform pg_notify('idun_mask', now_epoch::text);
      return null;
    end $$`,
  `create trigger awaited_number_claimed after update on trust.awaited_numbers referencing new table as claimed
    for each statement execute function trust.claim_choices()`,

  `create table trust.consent_imports (
    import_no int generated always as identity primary key,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    as_of timestamptz not null,
    generation int not null,
    state text not null check (state in ('staging', 'applied', 'refused')),
    lines int not null default 0,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz null,
    answer jsonb null,
    started_by text not null
  )`,
  `create unique index consent_imports_staging on trust.consent_imports (digest, as_of) where state = 'staging'`,
  // Put beside and taken away with their import, never joined to it: a foreign key would be asked for each of half a million lines.
  `create table trust.consent_import_rows (
    import_no int not null,
    line int not null,
    cpr_lookup bytea not null,
    older_lookup bytea null,
    scope text not null,
    since timestamptz not null
  )`,

  // Consents that are given: to a project, a biobank, an analysis in care. A version of a form is never changed.
  `create table trust.consent_forms (
    form_no int generated always as identity primary key,
    code text not null check (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    version int not null check (version > 0),
    kind text not null check (kind in ('project', 'biobank', 'care')),
    title_da text not null,
    title_en text not null,
    dataset text null,
    self_from_age int null check (self_from_age between 0 and 30),
    valid_months int null check (valid_months > 0),
    uses text[] not null default '{}' check (uses <@ array['research', 'genome-research', 'biobank', 'recontact', 'companies', 'abroad']),
    demo boolean not null default false,
    published_at timestamptz not null default clock_timestamp(),
    unique (code, version)
  )`,
  `create table trust.agreements (
    agreement_no int generated always as identity primary key,
    id text not null unique check (id like 'agr\\_%'),
    person_no int not null references trust.people on delete cascade,
    form_no int not null references trust.consent_forms,
    given_at timestamptz not null,
    given_by text not null check (given_by in ('self', 'guardian', 'proxy', 'emergency')),
    decided_by_no int null references trust.people on delete set null,
    reason text null check (given_by <> 'emergency' or reason is not null),
    details jsonb not null default '{}',
    valid_to timestamptz null check (valid_to > given_at),
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by text not null,
    ended_at timestamptz null check (ended_at >= given_at),
    ended_as text null check (ended_as in ('withdrawn', 'lapsed', 'replaced')),
    ended_by text null,
    check ((ended_at is null) = (ended_as is null))
  )`,
  'create index agreements_person on trust.agreements (person_no)',
  'create unique index agreements_open on trust.agreements (person_no, form_no) where ended_at is null',
  'create index agreements_changed on trust.agreements (greatest(recorded_at, ended_at))',
  'create index agreements_lapse on trust.agreements (valid_to) where ended_at is null and valid_to is not null',
  `grant select, insert, update on trust.consent_imports, trust.consent_forms, trust.agreements to idun_app, idun_jobs`,
  'grant select, insert, delete on trust.consent_import_rows to idun_app, idun_jobs',
] as const;

/** Two scopes, what was known when, the whole register as a file, and consents that are given. */
export const registerMigration: Migration = {
  name: '202611220120_trust_consent_register',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
