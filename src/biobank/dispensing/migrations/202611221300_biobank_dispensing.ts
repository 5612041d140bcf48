import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';
import { reachedBank } from '../../specimens/index.ts';

const statements = [
  `create table biobank.reservations (
    reservation_no int generated always as identity primary key,
    id text not null unique check (id like 'rsv\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    project text not null,
    permit text null,
    -- Which opt-outs stand against it: of material always, of genetic information where genes are read.
    scopes text[] not null check ('material' = any(scopes)),
    state text not null default 'open' check (state in ('open', 'closed', 'cancelled')),
    made_at timestamptz not null,
    made_by text not null,
    expires_on date null
  )`,
  `create table biobank.shipments (
    shipment_no int generated always as identity primary key,
    id text not null unique check (id like 'shp\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    reservation_no int not null references biobank.reservations on delete cascade,
    recipient text not null,
    address text not null,
    responsible text not null,
    phone text not null,
    carrier text null,
    by_air boolean not null,
    temperature text not null check (temperature in ('ambient', 'cold', 'dry-ice', 'liquid-nitrogen-vapour')),
    dry_ice_kg numeric(7,2) null check (dry_ice_kg > 0),
    state text not null check (state in ('packed', 'sent', 'received', 'unpacked')),
    packed_at timestamptz not null,
    packed_by text not null,
    sent_at timestamptz null,
    received_at timestamptz null,
    check ((temperature = 'dry-ice') = (dry_ice_kg is not null))
  )`,
  `create table biobank.promises (
    reservation_no int not null references biobank.reservations on delete cascade,
    specimen_no int not null references biobank.specimens on delete cascade,
    -- Row security says that it is one that is reached; a reference would be looked up for each tube.
    biobank_no int not null,
    state text not null check (state in ('promised', 'picked', 'packed', 'sent', 'delivered', 'missing',
      'returned', 'used-up', 'withdrawn', 'cancelled')),
    because text null,
    promised_at timestamptz not null,
    shipment_no int null references biobank.shipments,
    condition text null,
    ended_at timestamptz null,
    primary key (reservation_no, specimen_no)
  )`,
  // No tube is promised twice, whoever writes.
  'create unique index one_promise on biobank.promises (specimen_no) where ended_at is null',
  'create index promises_shipment on biobank.promises (shipment_no)',
  `create table biobank.returned_data (
    data_no int generated always as identity primary key,
    reservation_no int not null references biobank.reservations on delete cascade,
    biobank_no int not null references biobank.biobanks,
    name text not null,
    kind text not null,
    sha256 text null check (sha256 ~ '^[0-9a-f]{64}$'),
    note text null,
    -- Values that were kept of it, by tube.
    tubes int not null default 0,
    "values" int not null default 0,
    received_at timestamptz not null,
    received_by text not null,
    unique (reservation_no, name)
  )`,
  `grant select, insert, update on biobank.reservations, biobank.shipments, biobank.promises to idun_app, idun_jobs`,
  `grant select, insert on biobank.returned_data to idun_app, idun_jobs`,
] as const;

/** Reservations, promises and shipments. */
export const biobankDispensing: Migration = {
  name: '202611221300_biobank_dispensing',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    for (const table of ['reservations', 'shipments', 'promises', 'returned_data']) {
      await protectRows(trx, `biobank.${table}`, reachedBank('biobank_no'));
    }
  },
};
