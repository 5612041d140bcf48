import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const accounts = [
  `create table trust.accounts (
    account_no int generated always as identity primary key,
    id text not null unique check (id like 'acc\\_%'),
    kind text not null default 'person' check (kind in ('person', 'service')),
    name text not null check (name <> ''),
    login text null unique check (login = lower(login) and login <> ''),
    -- The citizen behind the account, when known; the outer id beside the number spares each request a read of people.
    person_no int null references trust.people on delete set null,
    person_id text null,
    demo boolean not null default false,
    created_at timestamptz not null default now(),
    created_by text not null,
    disabled_at timestamptz null,
    last_sign_in_at timestamptz null,
    last_holding_no int null
  )`,
  'create index accounts_person on trust.accounts (person_no)',
  `create table trust.role_holdings (
    holding_no int generated always as identity primary key,
    id text not null unique check (id like 'hol\\_%'),
    account_no int not null references trust.accounts on delete cascade,
    role text not null check (role <> ''),
    organisation_no int null references trust.organisations on delete cascade,
    purpose text not null check (purpose in ('care', 'research', 'statistics', 'operation', 'citizen', 'oversight')),
    valid_from timestamptz not null,
    valid_to timestamptz null check (valid_to >= valid_from),
    granted_by text not null,
    granted_at timestamptz not null,
    -- 'claims': it comes from an outside provider's claims, and is ended when they stop saying so.
    source text not null default 'granted' check (source in ('granted', 'claims')),
    ended_by text null,
    end_reason text null,
    reviewed_at timestamptz null,
    reviewed_by text null
  )`,
  'create index role_holdings_account on trust.role_holdings (account_no)',
  'create index role_holdings_organisation on trust.role_holdings (organisation_no)',
] as const;

const sessions = [
  'alter table trust.sessions drop constraint sessions_kind_check',
  `alter table trust.sessions add constraint sessions_kind_check check (kind in ('operator', 'person'))`,
  'alter table trust.sessions drop constraint sessions_purpose_check',
  `alter table trust.sessions
    add column account_no int null references trust.accounts on delete cascade,
    add column holding_no int null references trust.role_holdings on delete set null,
    add column authentication text not null default 'link'
      check (authentication in ('link', 'password', 'passkey', 'federated')),
    add column authenticated_at timestamptz null,
    add column stepped_up_until timestamptz null,
    add column seen_at timestamptz not null default now(),
    add column browser text null`,
  `alter table trust.sessions add constraint sessions_account_check check ((kind = 'person') = (account_no is not null))`,
  'create index sessions_account on trust.sessions (account_no) where ended_at is null',
] as const;

const secrets = [
  `create table trust.passwords (
    account_no int primary key references trust.accounts on delete cascade,
    hash text not null,
    changed_at timestamptz not null
  )`,
  `create table trust.passkeys (
    credential_id text primary key,
    account_no int not null references trust.accounts on delete cascade,
    name text not null check (name <> ''),
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null,
    backed_up boolean not null,
    created_at timestamptz not null,
    last_used_at timestamptz null
  )`,
  'create index passkeys_account on trust.passkeys (account_no)',
  `create table trust.recovery_codes (
    account_no int not null references trust.accounts on delete cascade,
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz null,
    primary key (account_no, code_hash)
  )`,
  // By a keyed hash of the login as it was typed, whether or not there is such an account: both answer alike.
  `create table trust.sign_in_failures (
    login_hash bytea primary key,
    failures int not null,
    last_failed_at timestamptz not null,
    next_attempt_at timestamptz not null
  )`,
  // Something that was begun and must be finished once, soon, by the same browser: a passkey ceremony, a visit to an issuer.
  `create table trust.ceremonies (
    secret_hash bytea primary key,
    kind text not null,
    account_no int null references trust.accounts on delete cascade,
    session_id text null,
    payload jsonb not null,
    expires_at timestamptz not null
  )`,
  'create index ceremonies_expiry on trust.ceremonies (expires_at)',
  `create table trust.federated_identities (
    issuer text not null,
    subject text not null,
    account_no int not null references trust.accounts on delete cascade,
    linked_at timestamptz not null,
    last_claims_at timestamptz null,
    primary key (issuer, subject)
  )`,
  'create index federated_identities_account on trust.federated_identities (account_no)',
] as const;

const programs = [
  `create table trust.api_tokens (
    id text primary key check (id like 'tok\\_%'),
    secret_hash bytea not null unique,
    -- 'api' was made by a person for a program; 'access' was given for a service's assertion and holds for minutes.
    kind text not null check (kind in ('api', 'access')),
    account_no int not null references trust.accounts on delete cascade,
    holding_no int not null references trust.role_holdings on delete cascade,
    name text not null,
    scopes text[] null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz null,
    revoked_at timestamptz null
  )`,
  'create index api_tokens_account on trust.api_tokens (account_no)',
  `create table trust.service_keys (
    account_no int not null references trust.accounts on delete cascade,
    key_id text not null,
    jwk jsonb not null,
    added_at timestamptz not null,
    removed_at timestamptz null,
    primary key (account_no, key_id)
  )`,
  `create table trust.used_assertions (
    account_no int not null references trust.accounts on delete cascade,
    jti text not null,
    expires_at timestamptz not null,
    primary key (account_no, jti)
  )`,
] as const;

const reviews = [
  `create table trust.reviews (
    review_no int generated always as identity primary key,
    id text not null unique check (id like 'rev\\_%'),
    organisation_no int not null references trust.organisations on delete cascade,
    opened_by text not null,
    opened_at timestamptz not null,
    due_at timestamptz not null,
    closed_at timestamptz null
  )`,
  `create table trust.review_items (
    review_no int not null references trust.reviews on delete cascade,
    holding_no int not null references trust.role_holdings on delete cascade,
    decision text null check (decision in ('confirmed', 'ended', 'lapsed')),
    decided_by text null,
    decided_at timestamptz null,
    primary key (review_no, holding_no)
  )`,
] as const;

const grants = [
  `grant select, insert, update on trust.accounts, trust.role_holdings, trust.passwords, trust.passkeys,
    trust.recovery_codes, trust.sign_in_failures, trust.ceremonies, trust.federated_identities, trust.api_tokens,
    trust.service_keys, trust.used_assertions, trust.reviews, trust.review_items to idun_app, idun_jobs`,
  `grant delete on trust.passwords, trust.passkeys, trust.recovery_codes, trust.sign_in_failures, trust.ceremonies,
    trust.used_assertions to idun_app, idun_jobs`,
] as const;

/** Accounts, what they hold, how they are proven, and the programs that act for organisations. */
export const accountMigrations: readonly Migration[] = [
  {
    name: '202611220020_trust_accounts',
    async up(trx) {
      for (const statement of [...accounts, ...sessions, ...secrets, ...programs, ...reviews, ...grants]) {
        await sql.raw(statement).execute(trx);
      }
    },
  },
];
