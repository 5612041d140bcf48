import { type RawBuilder, sql } from 'kysely';
import type { Entry, Kind } from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import type { Counted, RegisterLink, StoredEntry } from './model.ts';
import { searchColumns } from './search-columns.ts';

const columns = sql`e.entry_no as "entryNo", e.kind, e.id, e.origin, e.source, e.stated, e.edited, e.record, e.counted,
  e.organisation_no as "organisationNo", e.demo, e.version, e.changed_at as "changedAt", e.changed_by as "changedBy",
  e.withdrawn_at as "withdrawnAt", case when e.world is null then null else json_build_object('world', e.world,
    'biobank', e.biobank_word, 'collection', e.collection_word) end as link`;

async function read(db: Db, where: RawBuilder<unknown>): Promise<StoredEntry[]> {
  const { rows } = await sql<StoredEntry>`select ${columns} from register.catalogue_entries e where ${where}
    order by e.kind, e.name, e.entry_no`.execute(db);
  return rows;
}

/** An entry, withdrawn or not. */
export async function findEntry(db: Db, kind: Kind, id: string): Promise<StoredEntry | undefined> {
  return (await read(db, sql`e.kind = ${kind} and e.id = ${id}`))[0];
}

/** Holds an entry until the transaction ends, so that two who change it come one after the other. */
export async function lockEntry(trx: Db, kind: Kind, id: string): Promise<void> {
  await sql`select from register.catalogue_entries where kind = ${kind} and id = ${id} for update`.execute(trx);
}

/** Entries that are shown. */
export async function readEntries(
  db: Db,
  filter: {
    kind?: Kind;
    biobank?: string;
    ids?: readonly string[];
    demo?: boolean | undefined;
    linked?: true;
    /** Of an organisation; null is of none. */
    organisationNo?: number | null | undefined;
  } = {},
): Promise<StoredEntry[]> {
  const { kind = null, biobank = null, ids = null, demo = null, linked = false, organisationNo } = filter;
  return await read(
    db,
    sql`e.withdrawn_at is null and (${kind}::text is null or e.kind = ${kind})
      and (${biobank}::text is null or e.biobank = ${biobank})
      and (${ids === null} or e.id = any(${[...(ids ?? [])]}::text[]))
      and (${demo}::boolean is null or e.demo = ${demo}) and (not ${linked} or e.world is not null)
      and (${organisationNo === undefined} or e.organisation_no is not distinct from ${organisationNo ?? null}::int)`,
  );
}

/** Entries of one origin and source, withdrawn ones too. */
export async function readBySource(
  db: Db,
  origin: StoredEntry['origin'],
  source: string | null,
): Promise<StoredEntry[]> {
  return await read(db, sql`e.origin = ${origin} and e.source is not distinct from ${source}`);
}

export interface WrittenEntry {
  kind: Kind;
  id: string;
  origin: StoredEntry['origin'];
  source: string | null;
  stated: Record<string, unknown>;
  edited: Record<string, unknown>;
  record: Entry;
  link: RegisterLink | null;
  counted: Counted | null;
  organisationNo: number | null;
  demo: boolean;
  by: string;
  at: Date;
  note: string | null;
}

/** Writes a version of an entry, the first or the next, and keeps it among the versions. */
export async function writeEntry(trx: Db, given: WrittenEntry): Promise<StoredEntry> {
  const { kind, id, record, link, counted } = given;
  const found = searchColumns(record, counted);
  const json = (value: unknown) => JSON.stringify(value);
  const { rows } = await sql<{ entryNo: number; version: number }>`insert into register.catalogue_entries as e
      (kind, id, origin, source, stated, edited, record, name, words, biobank, country, sample_types, diseases, chapters,
       conditions, designs, year_from, year_to, persons, world, biobank_word, collection_word, counted, organisation_no, demo,
       changed_at, changed_by)
    values (${kind}, ${id}, ${given.origin}, ${given.source}, ${json(given.stated)}::jsonb, ${json(given.edited)}::jsonb,
      ${json(record)}::jsonb, ${found.name}, ${found.words}, ${found.biobank}, ${found.country}, ${found.sampleTypes}::text[],
      ${found.diseases}::text[], ${found.chapters}::text[], ${found.conditions}::text[], ${found.designs}::text[],
      ${found.yearFrom}, ${found.yearTo}, ${found.persons}, ${link?.world ?? null}, ${link?.biobank ?? null},
      ${link?.collection ?? null}, ${counted === null ? null : json(counted)}::jsonb, ${given.organisationNo}, ${given.demo},
      ${given.at}, ${given.by})
    on conflict (kind, id) do update set origin = excluded.origin, source = excluded.source, stated = excluded.stated,
      edited = excluded.edited, record = excluded.record, name = excluded.name, words = excluded.words,
      biobank = excluded.biobank, country = excluded.country, sample_types = excluded.sample_types,
      diseases = excluded.diseases, chapters = excluded.chapters, conditions = excluded.conditions, designs = excluded.designs,
      year_from = excluded.year_from, year_to = excluded.year_to, persons = excluded.persons, world = excluded.world,
      biobank_word = excluded.biobank_word, collection_word = excluded.collection_word, counted = excluded.counted,
      organisation_no = excluded.organisation_no, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
      version = e.version + 1, withdrawn_at = null
    returning entry_no as "entryNo", version`.execute(trx);
  const { entryNo, version } = rows[0]!;
  await sql`insert into register.catalogue_versions (entry_no, version, record, note, changed_at, changed_by)
    values (${entryNo}, ${version}, ${json(record)}::jsonb, ${given.note}, ${given.at}, ${given.by})`.execute(trx);
  return (await findEntry(trx, kind, id))!;
}

/** Takes an entry out of the catalogue; its versions stay. */
export async function withdrawEntry(
  trx: Db,
  entry: StoredEntry,
  { by, at, note }: { by: string; at: Date; note: string },
): Promise<void> {
  await sql`update register.catalogue_entries set withdrawn_at = ${at}, changed_at = ${at}, changed_by = ${by},
    version = version + 1 where entry_no = ${entry.entryNo}`.execute(trx);
  await sql`insert into register.catalogue_versions (entry_no, version, record, note, changed_at, changed_by)
    select entry_no, version, record, ${note}, ${at}, ${by} from register.catalogue_entries
    where entry_no = ${entry.entryNo}`.execute(trx);
}

/** Puts new counts beside an entry; it is no new version of what somebody wrote. */
export async function writeCounted(trx: Db, entry: StoredEntry, counted: Counted): Promise<void> {
  const { yearFrom, yearTo, persons, sampleTypes } = searchColumns(entry.record, counted);
  await sql`update register.catalogue_entries set counted = ${JSON.stringify(counted)}::jsonb, year_from = ${yearFrom},
    year_to = ${yearTo}, persons = ${persons}, sample_types = ${sampleTypes}::text[] where entry_no = ${entry.entryNo}`.execute(
    trx,
  );
}

/** Versions of an entry, the newest first. */
export async function readVersions(
  db: Db,
  entryNo: number,
): Promise<{ version: number; record: Entry; note: string | null; changedAt: Date; changedBy: string }[]> {
  const { rows } = await sql<{
    version: number;
    record: Entry;
    note: string | null;
    changedAt: Date;
    changedBy: string;
  }>`
    select version, record, note, changed_at as "changedAt", changed_by as "changedBy"
    from register.catalogue_versions where entry_no = ${entryNo} order by version desc limit 200`.execute(db);
  return rows;
}

/** Takes the demo nation's entries away; needs the owner. */
export async function removeDemoCatalogue(ownerTrx: Db): Promise<void> {
  await sql`delete from register.catalogue_entries where demo`.execute(ownerTrx);
}
