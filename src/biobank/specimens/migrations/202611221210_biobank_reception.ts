import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows, reachedBy } from '../../../trust/scope/index.ts';
import { reachedBank } from './reached-bank.ts';

const statements = [
  // Proof of each look-up of a donor's choices. Append only.
  `create table biobank.consent_checks (
    check_no bigint generated always as identity primary key,
    specimen_no int not null references biobank.specimens on delete cascade,
    -- Row security says that it is one that is reached; a reference would be looked up for each tube.
    biobank_no int not null,
    person_no int not null references trust.people,
    stage text not null check (stage in ('reception', 'reservation', 'dispensing')),
    object text not null,
    scopes text[] not null,
    form_code text null,
    mask_epoch int not null,
    asked_at timestamptz not null,
    asked_by text not null,
    open boolean not null,
    because text not null
  )`,
  'create index consent_checks_specimen on biobank.consent_checks (specimen_no)',
  `create table biobank.kits (
    kit_no int generated always as identity primary key,
    id text not null unique check (id like 'kit\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    collection_no int not null references biobank.collections,
    code text not null,
    kind text not null,
    -- The tubes in it: [{"type", "container", "barcode"}].
    tubes jsonb not null,
    state text not null check (state in ('made', 'sent', 'used', 'received', 'expired')),
    made_at timestamptz not null,
    expires_on date null,
    sent_to text null,
    changed_at timestamptz not null,
    unique (biobank_no, code)
  )`,
  `create table biobank.orders (
    order_no int generated always as identity primary key,
    id text not null unique check (id like 'ord\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    collection_no int not null references biobank.collections,
    person_no int not null references trust.people,
    kit_no int null unique references biobank.kits,
    requisition text not null,
    -- The visit of a study it belongs to, and whoever sends it.
    visit text null,
    sender text null,
    collected_at timestamptz null,
    expected_on date null,
    state text not null default 'open' check (state in ('open', 'complete', 'closed')),
    ordered_at timestamptz not null,
    ordered_by text not null,
    unique (biobank_no, requisition)
  )`,
  'create index orders_person on biobank.orders (person_no)',
  `create table biobank.order_lines (
    order_no int not null references biobank.orders on delete cascade,
    line_no int not null,
    biobank_no int not null references biobank.biobanks,
    type text not null,
    container text null,
    amount numeric(14,3) null,
    barcode text null,
    specimen_no int null unique references biobank.specimens on delete set null,
    primary key (order_no, line_no),
    unique (biobank_no, barcode)
  )`,
  `create table biobank.receptions (
    reception_no int generated always as identity primary key,
    id text not null unique check (id like 'rcv\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    sender text null,
    temperature text null,
    note text null,
    arrived_at timestamptz not null,
    opened_by text not null,
    closed_at timestamptz null,
    closed_by text null
  )`,
  // One row for a code and reception: the same tube scanned twice is one scan.
  `create table biobank.scans (
    reception_no int not null references biobank.receptions on delete cascade,
    code text not null,
    biobank_no int not null references biobank.biobanks,
    rack text null,
    position text null,
    scanned_at timestamptz not null,
    scanned_by text not null,
    specimen_no int null references biobank.specimens on delete set null,
    times int not null default 1,
    primary key (reception_no, code)
  )`,
  `create table biobank.discrepancies (
    discrepancy_no int generated always as identity primary key,
    id text not null unique check (id like 'dsc\\_%'),
    reception_no int not null references biobank.receptions on delete cascade,
    biobank_no int not null references biobank.biobanks,
    kind text not null,
    code text null,
    place text null,
    order_no int null references biobank.orders,
    line_no int null,
    specimen_no int null references biobank.specimens on delete set null,
    found_at timestamptz not null,
    decision text null,
    decided_at timestamptz null,
    decided_by text null,
    note text null,
    check ((decision is null) = (decided_at is null))
  )`,
  'create index discrepancies_reception on biobank.discrepancies (reception_no)',
  'create index discrepancies_specimen on biobank.discrepancies (specimen_no)',
  'grant select, insert on biobank.consent_checks to idun_app, idun_jobs',
  'grant delete on biobank.order_lines to idun_app, idun_jobs',
  `grant select, insert, update on biobank.kits, biobank.orders, biobank.order_lines, biobank.receptions, biobank.scans,
    biobank.discrepancies to idun_app, idun_jobs`,
] as const;

const ofBank = ['kits', 'order_lines', 'receptions', 'scans', 'discrepancies'] as const;

/** Orders, kits, reception and the look-ups of consent. */
export const biobankReception: Migration = {
  name: '202611221210_biobank_reception',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    const bank = reachedBank('biobank_no');
    for (const table of ofBank) await protectRows(trx, `biobank.${table}`, bank);
    for (const table of ['orders', 'consent_checks']) {
      await protectRows(trx, `biobank.${table}`, bank, reachedBy.person('person_no'));
    }
  },
};
