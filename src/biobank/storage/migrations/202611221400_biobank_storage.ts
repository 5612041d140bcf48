import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';
import { reachedBank } from '../../specimens/index.ts';
import { builtInTypes } from '../container-types.ts';
import { insertTypes } from '../containers/types.ts';
import { storageFunctions } from './storage-functions.ts';

const places = [
  `create table biobank.container_types (
    type_no int generated always as identity primary key,
    -- Null: everybody's.
    biobank_no int null references biobank.biobanks on delete cascade,
    code text not null check (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name_da text not null,
    name_en text not null,
    kind text not null check (kind in ('site', 'room', 'store', 'level', 'rack')),
    footprint text not null,
    takes text[] not null,
    rows int null check (rows between 1 and 1000),
    columns int null check (columns between 1 and 1000),
    labels text not null check (labels in ('A1', 'rows', 'columns')),
    managed boolean not null,
    automated boolean not null,
    celsius numeric(6,2) null,
    unusable int[] not null default '{}',
    check (managed = (rows is not null) and managed = (columns is not null)),
    unique nulls not distinct (biobank_no, code)
  )`,
  `create table biobank.containers (
    container_no int generated always as identity primary key,
    id text not null unique check (id like 'ctn\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    type_no int not null references biobank.container_types,
    name text not null check (name <> ''),
    barcode text null check (barcode <> ''),
    parent_no int null references biobank.containers,
    slot int null,
    -- Worked out: those around it with itself, the order of walking, and the store it is in.
    line int[] not null,
    walk int[] not null,
    store_no int null,
    occupied int not null,
    capacity int null,
    celsius numeric(6,2) null,
    made_at timestamptz not null default now(),
    retired_at timestamptz null,
    constraint containers_within_capacity check (occupied <= capacity)
  )`,
  'create unique index containers_one_place on biobank.containers (parent_no, slot) where slot is not null',
  'create unique index containers_barcode on biobank.containers (biobank_no, barcode) where retired_at is null',
  `create unique index containers_name on biobank.containers (biobank_no, coalesce(parent_no, 0), name) where retired_at is null`,
  'create index containers_parent on biobank.containers (parent_no)',
  'create index containers_line on biobank.containers using gin (line)',
  'create index containers_store on biobank.containers (store_no)',
  `create table biobank.stays (
    stay_no bigint generated always as identity primary key,
    specimen_no int not null references biobank.specimens on delete cascade,
    -- Of the specimen, as the event says; its own reference would be looked up for each stay.
    biobank_no int not null,
    container_no int not null references biobank.containers,
    store_no int null,
    slot int null,
    since timestamptz not null,
    until timestamptz null check (until >= since),
    -- Came with an inventory, and says nothing of how fast a store fills.
    moved_in boolean not null
  )`,
  // One occupant at a position, one position for a specimen, whoever writes.
  'create unique index stays_one_occupant on biobank.stays (container_no, slot) where until is null and slot is not null',
  'create unique index stays_one_position on biobank.stays (specimen_no) where until is null',
  'create index stays_specimen on biobank.stays (specimen_no, stay_no)',
  'create index stays_container on biobank.stays (container_no) where until is null',
  'create index stays_store on biobank.stays (store_no, until)',
  // How fast a store fills.
  'create index stays_came on biobank.stays (biobank_no, since) where not moved_in',
  'create index stays_left on biobank.stays (biobank_no, until) where until is not null',
  `create table biobank.rack_checks (
    check_no int generated always as identity primary key,
    id text not null unique check (id like 'rck\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    container_no int not null references biobank.containers,
    scans jsonb not null,
    "right" int not null,
    lines jsonb not null,
    state text not null check (state in ('open', 'applied', 'dismissed')),
    scanned_at timestamptz not null,
    scanned_by text not null,
    decided_at timestamptz null,
    decided_by text null,
    note text null,
    check ((state = 'open') = (decided_at is null))
  )`,
  "create index rack_checks_open on biobank.rack_checks (biobank_no, check_no) where state = 'open'",
] as const;

const temperatures = [
  `create table biobank.temperature_rules (
    store_no int primary key references biobank.containers on delete cascade,
    biobank_no int not null references biobank.biobanks,
    low numeric(6,2) null,
    high numeric(6,2) null,
    minutes int not null check (minutes between 0 and 10080),
    check (low < high)
  )`,
  `create table biobank.excursions (
    excursion_no int generated always as identity primary key,
    id text not null unique check (id like 'exc\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    store_no int not null references biobank.containers,
    probe text not null,
    began_at timestamptz not null,
    ended_at timestamptz null,
    worst numeric(6,2) not null,
    low numeric(6,2) null,
    high numeric(6,2) null,
    minutes int not null,
    marked_at timestamptz null,
    acknowledged_at timestamptz null,
    acknowledged_by text null,
    note text null,
    unique (store_no, probe, began_at)
  )`,
  // Which specimens an excursion touched: written by their events.
  `create table biobank.excursion_marks (
    excursion_no int not null references biobank.excursions on delete cascade,
    specimen_no int not null references biobank.specimens on delete cascade,
    biobank_no int not null references biobank.biobanks,
    primary key (excursion_no, specimen_no)
  )`,
  // What a probe said last, and since when it has been outside.
  `create table biobank.temperature_series (
    store_no int not null references biobank.containers on delete cascade,
    probe text not null,
    biobank_no int not null references biobank.biobanks,
    last_at timestamptz not null,
    last numeric(6,2) not null,
    outside_since timestamptz null,
    worst numeric(6,2) null,
    primary key (store_no, probe)
  )`,
  // Readings as they come; whole days that are over are packed.
  `create table biobank.temperature_readings (
    store_no int not null references biobank.containers on delete cascade,
    probe text not null,
    at timestamptz not null,
    biobank_no int not null references biobank.biobanks,
    hundredths int not null check (hundredths between -27315 and 100000),
    primary key (store_no, probe, at)
  )`,
  `create table biobank.temperature_days (
    store_no int not null references biobank.containers on delete cascade,
    probe text not null,
    day date not null,
    biobank_no int not null references biobank.biobanks,
    readings int not null,
    packed bytea not null,
    primary key (store_no, probe, day)
  )`,
  'grant select, insert on biobank.container_types to idun_app, idun_jobs',
  'grant select, insert on biobank.containers to idun_app, idun_jobs',
  'grant update (name, barcode, parent_no, slot, celsius, retired_at) on biobank.containers to idun_app, idun_jobs',
  // Positions are read; only events of custody write them.
  'grant select on biobank.stays, biobank.excursion_marks to idun_app, idun_jobs',
  'grant select, insert, update on biobank.rack_checks, biobank.excursions, biobank.temperature_series to idun_app, idun_jobs',
  'grant select, insert, update on biobank.temperature_rules to idun_app, idun_jobs',
  'grant select, insert, update, delete on biobank.temperature_readings, biobank.temperature_days to idun_app, idun_jobs',
] as const;

const ofBank = [
  ...['containers', 'stays', 'rack_checks', 'temperature_rules', 'excursions', 'excursion_marks'],
  ...['temperature_series', 'temperature_readings', 'temperature_days'],
];

/** Containers, positions and temperatures (docs/decisions/0019). */
export const biobankStorage: Migration = {
  name: '202611221400_biobank_storage',
  async up(trx) {
    for (const statement of [...places, ...temperatures, ...storageFunctions]) await sql.raw(statement).execute(trx);
    await insertTypes(trx, null, builtInTypes);
    const bank = reachedBank('biobank_no');
    await protectRows(trx, 'biobank.container_types', 'biobank_no is null', bank);
    for (const table of ofBank) await protectRows(trx, `biobank.${table}`, bank);
  },
};
