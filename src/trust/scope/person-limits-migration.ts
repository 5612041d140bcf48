import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';
import { protectRows } from './row-security.ts';

const statements = [
  // A set of people that grants are limited to: frozen, so one set is kept once, under the digest of its members.
  `create table trust.person_limits (
    limit_no int generated always as identity primary key,
    digest text not null unique check (digest ~ '^[0-9a-f]{64}$'),
    made_at timestamptz not null default now()
  )`,
  // Whoever is erased by law leaves it.
  `create table trust.limited_persons (
    person_no int not null references trust.people on delete cascade,
    limit_no int not null references trust.person_limits on delete cascade,
    primary key (person_no, limit_no)
  )`,
  'create index limited_persons_limit on trust.limited_persons (limit_no)',
  'alter table trust.dataset_grants add limit_no int null references trust.person_limits',
  `create function trust.reached_limits() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('idun.limits', true), ''), '{}')::text[] $$`,
  'grant select, insert on trust.person_limits, trust.limited_persons to idun_app, idun_jobs',
] as const;

// The numbers of the limits a connection is bound to; each is written behind its data set.
const ownLimits = `limit_no = any (array(select split_part(l, ':', 2)::int from unnest((select trust.reached_limits())) l))`;

/** Which of an organisation's people a grant is for, by their accounts; null for all of them. */
export const grantAccountsMigration: Migration = {
  name: '202611222002_trust_grant_accounts',
  async up(trx) {
    await sql`alter table trust.dataset_grants add accounts text[] null check (cardinality(accounts) > 0)`.execute(trx);
  },
};

/** Whom a grant may be limited to. */
export const personLimitsMigration: Migration = {
  name: '202611221005_trust_person_limits',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    await protectRows(trx, 'trust.limited_persons', ownLimits);
  },
};
