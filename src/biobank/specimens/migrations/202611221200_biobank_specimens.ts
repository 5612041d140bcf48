import { sql } from 'kysely';
import type { Db, Migration } from '../../../platform/database/index.ts';
import { protectRows, reachedBy } from '../../../trust/scope/index.ts';
import { transitions } from '../status.ts';
import { custodyFunctions } from './custody-functions.ts';
import { reachedBank } from './reached-bank.ts';

const tables = [
  'create schema biobank',
  'grant usage on schema biobank to idun_app, idun_jobs',
  `create table biobank.biobanks (
    biobank_no int generated always as identity primary key,
    id text not null unique check (id like 'bbk\\_%'),
    name text not null unique,
    organisation_no int not null references trust.organisations,
    demo boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  `create table biobank.collections (
    collection_no int generated always as identity primary key,
    id text not null unique check (id like 'bcl\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    name text not null,
    -- The consent form its specimens rest on; without one they rest on the opt-out rule.
    form_code text null,
    unique (biobank_no, name)
  )`,
  `create table biobank.transitions (
    act text not null,
    from_state text null,
    to_state text not null,
    unique (act, from_state, to_state)
  )`,
  `create table biobank.specimens (
    specimen_no int generated always as identity (start with 0 minvalue 0) primary key,
    id text not null unique check (id like 'spc\\_%'),
    biobank_no int not null references biobank.biobanks,
    collection_no int null references biobank.collections,
    person_no int null references trust.people,
    pooled boolean not null,
    lineage text not null check (lineage in ('new', 'aliquot', 'derived', 'pooled')),
    root_no int not null,
    barcode text not null check (barcode <> ''),
    requisition text null,
    block text null,
    type text not null,
    container text null,
    unit text not null check (unit in ('ul', 'mg', 'piece', 'cells')),
    initial_amount numeric(14,3) not null,
    amount numeric(14,3) not null check (amount >= 0),
    -- What children have got.
    given numeric(14,3) not null default 0 check (given >= 0),
    concentration numeric null check (concentration >= 0),
    thaws int not null check (thaws >= 0),
    sprec_version text null,
    sprec text[] null check (cardinality(sprec) = 7),
    collected_at timestamptz null,
    received_at timestamptz null,
    condition text null,
    temperature text null,
    state text not null,
    last_seq int not null,
    changed_at timestamptz not null default now(),
    check (amount + given <= initial_amount),
    check (pooled = (person_no is null)),
    check ((sprec is null) = (sprec_version is null)),
    unique (biobank_no, barcode)
    -- A row changes often and only in columns without an index: room on its page spares every index an entry.
  ) with (fillfactor = 80)`,
  'create index specimens_person on biobank.specimens (person_no)',
  'create index specimens_root on biobank.specimens (root_no)',
  'create index specimens_barcode on biobank.specimens (barcode)',
  'create index specimens_requisition on biobank.specimens (requisition) where requisition is not null',
  // Codes of other systems and labels that were on the tube before.
  `create table biobank.specimen_codes (
    specimen_no int not null references biobank.specimens on delete cascade,
    biobank_no int not null references biobank.biobanks,
    namespace text not null check (namespace <> ''),
    code text not null check (code <> ''),
    unique (biobank_no, namespace, code)
  )`,
  'create index specimen_codes_code on biobank.specimen_codes (code)',
  'create index specimen_codes_specimen on biobank.specimen_codes (specimen_no)',
  // A child is younger than its parents, so the tree has no circles.
  `create table biobank.derivations (
    child_no int not null references biobank.specimens on delete cascade,
    parent_no int not null references biobank.specimens on delete cascade,
    taken numeric(14,3) not null check (taken >= 0),
    primary key (child_no, parent_no),
    check (child_no > parent_no)
  )`,
  'create index derivations_parent on biobank.derivations (parent_no)',
  `create table biobank.custody_batches (
    batch text primary key check (batch like 'cus\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    -- Said by the transaction that records the batch; none commits without.
    entry_id text null
  )`,
  `create table biobank.custody_events (
    event_no bigint generated always as identity primary key,
    specimen_no int not null references biobank.specimens on delete cascade,
    seq int not null,
    -- Of the specimen; its own reference would be looked up for each event.
    biobank_no int not null,
    act text not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    from_state text null,
    to_state text not null,
    amount_change numeric(14,3) not null,
    thaws_change int not null check (thaws_change >= 0),
    other_no int null,
    facts jsonb not null,
    batch text not null,
    digest bytea not null,
    unique (specimen_no, seq)
  )`,
  // What comes and leaves is counted by time; rows are appended in that order.
  'create index custody_events_recorded on biobank.custody_events using brin (recorded_at)',
] as const;

const triggers = [
  `create constraint trigger logged_custody after insert on biobank.custody_batches deferrable initially deferred
    for each row execute function biobank.refuse_unlogged()`,
  'grant select, insert, delete on biobank.specimen_codes to idun_app, idun_jobs',
  // Read only: one function with the owner's rights writes them, and no role but the owner may change or remove.
  `grant select on biobank.specimens, biobank.derivations, biobank.transitions, biobank.custody_events, biobank.custody_batches
    to idun_app, idun_jobs`,
  'grant insert (batch, biobank_no) on biobank.custody_batches to idun_app, idun_jobs',
  'grant select, insert on biobank.biobanks, biobank.collections to idun_app, idun_jobs',
  'grant update on biobank.collections to idun_app, idun_jobs',
] as const;

// The random ids of donors, for whoever reaches a specimen: of a pool all of them. Names and numbers of people stay in trust/.
const donors = `create function biobank.donors_of(specimens int[]) returns table (specimen_no int, person_no int, person text)
  language sql stable security definer set search_path = biobank, pg_temp as $$
  with recursive mine as (
      select s.specimen_no, s.person_no from biobank.specimens s where s.specimen_no = any(specimens) and (trust.reaches_everyone()
        or s.biobank_no = any(array(select k.biobank_no from biobank.biobanks k where k.id = any(trust.reached_datasets())))
        or s.person_no = any(trust.reached_persons()))),
    -- Only what was poured together of several people has them further up.
    line as (
      select m.specimen_no as asked, m.specimen_no as no from mine m where m.person_no is null
      union select line.asked, d.parent_no from line join biobank.derivations d on d.child_no = line.no),
    given as (
      select m.specimen_no as asked, m.person_no from mine m where m.person_no is not null
      union all select line.asked, s.person_no from line join biobank.specimens s on s.specimen_no = line.no where s.person_no is not null)
  select distinct given.asked, p.person_no, p.id from given join trust.people q on q.person_no = given.person_no
    join trust.people p on p.person_no = coalesce(q.merged_into_no, q.person_no) $$`;

// The specimens of donors by their random ids, among those that are reached.
const ofDonor = `create function biobank.specimens_of(donors text[]) returns setof int
  language sql stable security definer set search_path = biobank, pg_temp as $$
  with recursive line as (
      select s.specimen_no as no from biobank.specimens s join trust.people q using (person_no)
        join trust.people p on p.person_no = coalesce(q.merged_into_no, q.person_no) where p.id = any(donors)
      union select d.child_no from line join biobank.derivations d on d.parent_no = line.no)
  select s.specimen_no from line join biobank.specimens s on s.specimen_no = line.no join biobank.biobanks k using (biobank_no)
    where trust.reaches_everyone() or k.id = any(trust.reached_datasets()) or s.person_no = any(trust.reached_persons()) $$`;

const ofSpecimen = (column: string) => `exists (select from biobank.specimens s where s.specimen_no = ${column})`;

async function protect(trx: Db): Promise<void> {
  const bank = reachedBank('biobank_no');
  await protectRows(trx, 'biobank.specimens', bank, reachedBy.person('person_no'));
  await protectRows(trx, 'biobank.specimen_codes', bank);
  await protectRows(trx, 'biobank.derivations', ofSpecimen('derivations.child_no'));
  await protectRows(trx, 'biobank.custody_events', bank, ofSpecimen('custody_events.specimen_no'));
  await protectRows(trx, 'biobank.custody_batches', bank);
}

/** Specimens, and the chain of custody that is the only way to change them (docs/decisions/0018). */
export const biobankSpecimens: Migration = {
  name: '202611221200_biobank_specimens',
  async up(trx) {
    for (const statement of tables) await sql.raw(statement).execute(trx);
    for (const { act, from, to } of transitions) {
      await sql`insert into biobank.transitions (act, from_state, to_state) values (${act}, ${from}, ${to})`.execute(
        trx,
      );
    }
    for (const statement of [...custodyFunctions, ...triggers, donors, ofDonor]) await sql.raw(statement).execute(trx);
    await protect(trx);
  },
};
